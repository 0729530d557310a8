"""The trail as a file for a spreadsheet, which takes some texts for formulas: never ours."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

COLUMNS = [
    "id",
    "at",
    "verb",
    "outcome",
    "reason",
    "actor_id",
    "acting_for_id",
    "entity_id",
    "case_id",
    "object_type",
    "object_id",
    "request_id",
    "address",
]
MOST_ROWS = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Line:
    """What csv takes for a file: hands each line back."""

    def write(self, line: str) -> str:
        return line


def lines(events: Any) -> Iterator[str]:
    """Read from the database as they are sent: any number of rows takes the same memory."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for row in events.values_list(*COLUMNS).iterator(chunk_size=2000):
        yield writer.writerow(_cells(row))


def _cells(row: Iterable[object]) -> list[str]:
    return [cell(value) for value in row]


def cell(value: object) -> str:
    """As text; with an apostrophe before what a spreadsheet would run."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
