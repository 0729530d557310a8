"""What is to be said on some pages: apps register what they know, base.html shows it.

A note names its pages by the names of their URLs. All notes are read together and kept by each
process for some seconds (PAGE_NOTES_SECONDS), so that a page without any asks the database nothing.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

logger = logging.getLogger(__name__)

TOP, FOOT = "top", "foot"


@dataclass(frozen=True)
class Note:
    """Drawn by ``template``, which gets ``row``, at the top or the foot of ``pages``."""

    pages: frozenset[str]
    place: str
    template: str
    row: Any
    since: datetime | None = None
    until: datetime | None = None

    def is_shown(self, at: datetime) -> bool:
        has_begun = self.since is None or self.since <= at
        return has_begun and (self.until is None or at < self.until)


Provider = Callable[[], list[Note]]
_providers: list[Provider] = []


class _Kept:
    """The notes as this process read them last."""

    notes: list[Note] = []
    good_until = float("-inf")


def register(provider: Provider) -> None:
    """``provider`` gives every note that is or will be shown, in one query."""
    _providers.append(provider)


def on(page: str, place: str) -> list[Note]:
    """The notes of one page, by its URL's name with the namespace."""
    if time.monotonic() >= _Kept.good_until:
        _read()
    found = [note for note in _Kept.notes if page in note.pages and note.place == place]
    now = timezone.now()
    return [note for note in found if note.is_shown(now)]


def _read() -> None:
    """A database that does not answer takes no page down for the sake of a note."""
    _Kept.good_until = time.monotonic() + settings.PAGE_NOTES_SECONDS
    try:
        _Kept.notes = [note for provider in _providers for note in provider()]
    except (DatabaseError, InterfaceError):
        logger.warning("The notes of the pages cannot be read: those known are shown.")


def forget() -> None:
    """Read anew at the next page: what staff changed shows at once where they changed it."""
    _Kept.good_until = float("-inf")


def forget_on_commit() -> None:
    transaction.on_commit(forget)


def keep(notes: list[Note], seconds: float) -> None:
    """These and no others, for so long: for tests."""
    _Kept.notes, _Kept.good_until = notes, time.monotonic() + seconds
