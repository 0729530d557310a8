from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.verifying import Broken, verify


def kept_seal(text: str) -> tuple[int, str]:
    number, colon, digest = text.partition(":")
    if not (colon and number.isdigit() and len(digest) == 64):
        raise ArgumentTypeError("write it as 17:<64 hexadecimal digits>")
    return int(number), digest


class Command(BaseCommand):
    help = "Compare the audit trail with its seals; the first broken seal or event is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seal",
            action="append",
            type=kept_seal,
            default=[],
            metavar="NUMBER:HASH",
            help="a seal as the log of the sealing job has it; may be given several times",
        )

    def handle(self, *_args: Any, seal: list[tuple[int, str]], **_options: Any) -> None:
        try:
            found = verify(dict(seal))
        except Broken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(
            f"{found.events} events under {found.seals} seals are as they were sealed; "
            f"{found.unsealed} wait for the next seal.\n"
            f"The last seal: {found.seals}:{found.last_hash}"
        )
