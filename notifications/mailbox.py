"""The demo's mail: what was sent lies in files, and is read here as its recipients see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

# The headers a reader may want to see, in this order.
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language")
# What Django's file backend writes after each message; one file may hold several.
END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Mail:
    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def sent_at(self) -> datetime:
        return parsedate_to_datetime(str(self.message["Date"]))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(self.message[name])) for name in HEADERS if name in self.message]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part is not None else ""


def newest_first() -> list[Mail]:
    files = sorted(Path(settings.MAIL_DIR).glob("*.log"), key=_written_at, reverse=True)
    return [mail for file in files for mail in reversed(list(_mails_in(file)))]


def find(name: str) -> Mail | None:
    return next((mail for mail in newest_first() if mail.name == name), None)


def _written_at(file: Path) -> tuple[int, str]:
    return file.stat().st_mtime_ns, file.name


def _mails_in(file: Path) -> Iterator[Mail]:
    """Whole messages only: what follows the last end mark is still being written."""
    *wholes, _rest = file.read_bytes().split(END_OF_MESSAGE)
    for number, source in enumerate(wholes):
        yield Mail(f"{file.stem}-{number}", message_from_bytes(source, policy=policy.default))
