"""How much of each item was ordered in each month: for a chart, a table and a file."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from collateral.models import Material, Order, OrderLine

MONTHS = 12
# Of a bar chart, in the units of its drawing.
STEP, BAR, HEIGHT = 30, 22, 64


@dataclass(frozen=True)
class Bar:
    month: date
    packs: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Row:
    """One item over the months."""

    material: Material
    packs: list[int]
    most: int

    @property
    def total(self) -> int:
        return sum(self.packs)

    def bars(self, months: list[date]) -> list[Bar]:
        """To one scale for all items; what is not nothing can be seen."""
        bars = []
        for number, (month, packs) in enumerate(zip(months, self.packs, strict=True)):
            height = max(2, round(HEIGHT * packs / self.most)) if packs else 0
            bars.append(Bar(month, packs, number * STEP, HEIGHT - height, height))
        return bars


def months_until(today: date) -> list[date]:
    """The first days of this month and the eleven before, oldest first."""
    number = today.year * 12 + today.month - 1
    numbers = range(number - MONTHS + 1, number + 1)
    return [date(one // 12, one % 12 + 1, 1) for one in numbers]


def by_month(today: date | None = None) -> tuple[list[date], list[Row]]:
    """Packs ordered and not cancelled, by the month of the order in California."""
    months = months_until(today or timezone.localdate())
    since = timezone.make_aware(datetime.combine(months[0], datetime.min.time()))
    lines = (
        OrderLine.objects.exclude(order__state=Order.State.CANCELLED)
        .filter(order__placed_at__gte=since)
        .order_by()
        .annotate(month=TruncMonth("order__placed_at"))
        .values("edition__material", "month")
        .annotate(sum=Sum("packs"))
    )
    sums = {(line["edition__material"], line["month"].date()): line["sum"] for line in lines}
    most = max(sums.values(), default=1)
    rows = [
        Row(material, [sums.get((material.pk, month), 0) for month in months], most)
        for material in Material.objects.all()
    ]
    return months, rows
