"""What the desk prints: which packs to take from the shelves, and where the parcels go."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q

from collateral.models import Edition, Order
from collateral.models.order import MOST_DIGITS

# As many as a page of the queue holds.
MOST = 50


def orders_to_print(numbers: Iterable[str]) -> list[Order]:
    """Those of these numbers; without any, all that are approved and wait to be packed."""
    wanted = {int(text) for text in numbers if _is_number(text)}
    chosen = Q(number__in=wanted) if wanted else Q(state=Order.State.APPROVED)
    found = Order.objects.filter(chosen).order_by("number")
    found = found.select_related("assister", "site__entity")
    return list(
        found.prefetch_related("lines__edition__material", "lines__edition__language")[:MOST]
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def by_edition(orders: Iterable[Order]) -> list[tuple[Edition, int]]:
    """So many packs of each edition for all of these orders, as the shelves are sorted."""
    sums: Counter[Edition] = Counter()
    for order in orders:
        for line in order.lines.all():
            sums[line.edition] += line.packs
    return sorted(sums.items(), key=lambda pair: str(pair[0]))
