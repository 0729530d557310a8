from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import translations


class Command(BaseCommand):
    help = (
        "Bring the catalogues of the other languages up to date, or check that they are complete."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail if a language is incomplete."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = translations.found()
        lines = []
        for files in translations.languages():
            if not options["check"]:
                translations.update(files, found)
            lines += [f"{files.language}: {line}" for line in translations.problems(files, found)]
        if lines and options["check"]:
            how = "Run `manage.py translations`, then fill in the msgstr lines in locale/."
            raise CommandError("\n".join([*lines, how]))
        for line in lines or [f"Complete: {len(found)} messages in every language."]:
            self.stdout.write(line)
