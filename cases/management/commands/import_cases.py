import sys
from pathlib import Path
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.workflows import imports
from portal.errors import Refusal


class Command(BaseCommand):
    help = "Take in cases from a CSV file (docs/cases.md names its columns). All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--rejected",
            type=Path,
            help="Where bad lines go, with their reasons; by default beside the file.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        rejected: Path = options["rejected"] or path.with_suffix(".rejected.csv")
        try:
            size = path.stat().st_size
            with click.progressbar(length=size, label="Reading", file=sys.stderr) as bar:
                done = imports.load(path=path, rejected=rejected, progress=bar.update)
        except (Refusal, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from None
        told = done.written
        self.stdout.write(f"{told.new} new, {told.changed} changed, {told.same} as they were.")
        if done.bad:
            self.stdout.write(f"{done.bad} lines were not taken in: see {rejected}.")
