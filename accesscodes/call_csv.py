"""Calls as a file for a spreadsheet: ids, kinds, moments and numbers; nothing about a person."""

import csv
from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from accesscodes.models import HelpLineCall
from audit.export import Line, cell

COLUMNS = {
    "call": "pk",
    "representative": "by_id",
    "started_at": "started_at",
    "ended_at": "ended_at",
    "caller": "caller",
    "entity": "assister__entity_id",
    "consumer_is": "consumer_is",
    "checks_failed": "checks_failed",
    "codes": "codes_issued",
    "outcome": "outcome",
    "wrong_birth_dates": "code_wrong_birth_dates",
}
MOST_ROWS = 100_000


def lines(calls: QuerySet[HelpLineCall]) -> Iterator[str]:
    """Read from the database as they are sent."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    counted = calls.annotate(
        checks_failed=Count("checks", filter=Q(checks__outcome="failed"), distinct=True),
        codes_issued=Count("codes", distinct=True),
    )
    for row in counted.values_list(*COLUMNS.values())[:MOST_ROWS].iterator(chunk_size=2000):
        yield writer.writerow([cell(value) for value in row])
