"""A case of the book as it is read: five cells, each with what to do, or how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Case
from casework.board import Progress, progress_of

NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    label: str | Promise
    words: str
    is_due: bool

    @property
    def is_blank(self) -> bool:
        return self.words == NOTHING


@dataclass(frozen=True)
class Line:
    """``held`` is a line of casework.book, with its facts."""

    held: Any
    cells: list[Cell]
    url: str
    end_url: str


def line(held: Any, day: date, *, url: str, end_url: str) -> Line:
    cells = [
        Cell(label, words(held, day), getattr(held, f"{kind}_by") is not None)
        for kind, (label, words) in COLUMNS.items()
    ]
    return Line(held, cells, url, end_url)


def progress(held: Any, day: date) -> Progress | None:
    """How the renewal stands; None of an ended coverage, and where none is due on any day, nor begun."""
    due_on = held.case.renewal_due_on
    if held.case.status == Case.Status.ENDED:
        return None
    if due_on is None:
        return Progress(held.renewal_state) if held.renewal_state else None
    return progress_of(held.renewal_state, due_on, day)


def _renewal(held: Any, day: date) -> str:
    stands = progress(held, day)
    if stands is None:
        return NOTHING
    due_on = held.case.renewal_due_on
    return f"{date_format(due_on)}. {stands.label}" if due_on else str(stands.label)


def _consent(held: Any, day: date) -> str:
    until = held.case.consent_until
    if until is None:
        return _("Missing") if held.consent_by else NOTHING
    if until < day:
        return _("Ran out on %(day)s") % {"day": date_format(until)}
    return _("Until %(day)s") % {"day": date_format(until)}


def _documents(held: Any, day: date) -> str:
    if not held.wanted:
        return NOTHING
    words = ngettext("%(n)d wanted", "%(n)d wanted", held.wanted) % {"n": held.wanted}
    if held.wanted_on is None:
        return words
    said = {"words": words, "day": date_format(held.wanted_on)}
    if held.wanted_on < day:
        return _("%(words)s, overdue since %(day)s") % said
    return _("%(words)s by %(day)s") % said


def _changes(held: Any, day: date) -> str:
    drafts = ngettext("%(n)d draft", "%(n)d drafts", held.drafts) % {"n": held.drafts}
    back = ngettext("%(n)d to correct", "%(n)d to correct", held.returned) % {"n": held.returned}
    said = [words for n, words in ((held.returned, back), (held.drafts, drafts)) if n]
    return ", ".join(said) or NOTHING


def _end(held: Any, day: date) -> str:
    return _("Until %(day)s") % {"day": date_format(held.until_on)}


Words = Callable[[Any, date], str]
COLUMNS: dict[str, tuple[str | Promise, Words]] = {
    "renewal": (gettext_lazy("Renewal"), _renewal),
    "consent": (gettext_lazy("Consent to verify income"), _consent),
    "documents": (gettext_lazy("Documents"), _documents),
    "changes": (gettext_lazy("Changes not sent"), _changes),
    "end": (gettext_lazy("Your access"), _end),
}
