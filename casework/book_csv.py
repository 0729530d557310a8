"""The book as a file for a spreadsheet: what its page shows, and no more of the case."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from audit.export import Line, cell

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


def lines(book: Iterable[Any]) -> Iterator[str]:
    """Of lines of casework.book."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for held in book:
        yield writer.writerow([cell(value) for value in _facts(held)])


def _facts(held: Any) -> list[object]:
    return [
        held.case.contact_name,
        held.case.number_ending,
        held.first_by,
        held.case.renewal_due_on,
        held.progress if held.case.renewal_due_on else "",
        held.case.consent_until,
        held.wanted,
        held.wanted_on,
        held.returned,
        held.drafts,
        held.until_on,
    ]
