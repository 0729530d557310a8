"""The book as a file for a spreadsheet: what its page shows, and no more of the case."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from audit.export import Line, cell
from casework.board import progress_of

COLUMNS = [
    "consumer",
    "case_number_ends",
    "due_first_on",
    "renewal_due_on",
    "renewal_state",
    "consent_until",
    "documents_wanted",
    "documents_due_on",
    "changes_to_correct",
    "changes_drafted",
    "access_until",
]


def lines(book: Iterable[Any], day: date) -> Iterator[str]:
    """Of lines of casework.book, with their facts."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for held in book:
        yield writer.writerow([cell(value) for value in _facts(held, day)])


def _facts(held: Any, day: date) -> list[object]:
    due_on = held.case.renewal_due_on
    days = [held.renewal_by, held.consent_by, held.documents_by, held.changes_by, held.end_by]
    return [
        held.case.contact_name,
        held.case.number_ending,
        min((by for by in days if by), default=None),
        due_on,
        progress_of(held.renewal_state, due_on, day).value if due_on else None,
        held.case.consent_until,
        held.wanted,
        held.wanted_on,
        held.returned,
        held.drafts,
        held.until_on,
    ]
