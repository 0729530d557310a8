"""Orders and their use as files for a spreadsheet. No person's name, address or formula gets in."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from audit.export import cell
from collateral import use
from collateral.models import OrderLine

MOST_LINES = 100_000
COLUMNS = [
    "order",
    "state",
    "placed",
    "shipped",
    "entity",
    "item",
    "language",
    "packs",
    "pieces",
    "carrier",
    "tracking",
]


class _Line:
    """What csv takes for a file: hands each line back."""

    def write(self, line: str) -> str:
        return line


def _written(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def order_lines(orders: Any) -> Iterator[str]:
    """One line for each edition in an order, newest order first, read as they are sent."""
    yield from _written([COLUMNS])
    lines = (
        OrderLine.objects.filter(order__in=orders.order_by())
        .select_related("order__site__entity", "edition__material", "edition__language")
        .order_by("-order__placed_at", "order", "pk")[:MOST_LINES]
    )
    yield from _written(_facts(line) for line in lines.iterator(chunk_size=2000))


def _facts(line: OrderLine) -> list[object]:
    order = line.order
    return [
        order.name,
        order.state,
        timezone.localtime(order.placed_at),
        timezone.localtime(order.shipped_at) if order.shipped_at else None,
        order.site.entity.legal_name,
        line.edition.material.name,
        line.edition.language.name,
        line.packs,
        line.pieces,
        order.carrier,
        order.tracking,
    ]


def use_by_month() -> Iterator[str]:
    """The table under the chart: an item a line, a month a column."""
    months, rows = use.by_month()
    yield from _written([["item", *(f"{month:%Y-%m}" for month in months), "total"]])
    yield from _written([row.material.name, *row.packs, row.total] for row in rows)
