"""The book as a file for a spreadsheet: what its page shows, and no more of the case.

The mark at its beginning tells spreadsheets that it is UTF-8: without it they garble names with accents.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from audit.export import Line, cell
from casework.book_lines import progress

MARK = "\ufeff"
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
    yield MARK
    yield writer.writerow(COLUMNS)
    for held in book:
        yield writer.writerow([cell(value) for value in _facts(held, day)])


def _facts(held: Any, day: date) -> list[object]:
    days = [held.renewal_by, held.consent_by, held.documents_by, held.changes_by, held.end_by]
    return [
        held.case.contact_name,
        held.case.number_ending,
        min((by for by in days if by), default=None),
        held.case.renewal_due_on,
        stands.value if (stands := progress(held, day)) else None,
        held.case.consent_until,
        held.wanted,
        held.wanted_on,
        held.returned,
        held.drafts,
        held.until_on,
    ]
