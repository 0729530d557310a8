"""The policies that a new portal comes with; from then on staff keeps them in the admin."""

from datetime import date
from typing import Any

# What both have in common. Sources: California Code of Regulations, title 10.
COMMON: dict[str, Any] = {
    "participation_percent": 70,
    "contribution_percent": 50,
    "contribution_base": "lowest",
    "window_opens_month": 11,
    "window_opens_day": 15,
    "window_closes_month": 12,
    "window_closes_day": 15,
    "window_coverage_month": 1,
    "window_coverage_day": 1,
    "cutoff_day": 15,
    "full_time_week": 30,
    "full_time_month": 120,
    "size_source": "10 CCR § 6522(a)(1); Health and Safety Code § 1357.500(k)",
    "employer_source": "10 CCR § 6410, § 6522(a)(1)–(3)",
    "participation_source": "10 CCR § 6522(a)(4)",
    "contribution_source": "10 CCR § 6522(a)(5)",
    "window_source": "10 CCR § 6522(b), § 6526(b)",
}
POLICIES: list[dict[str, Any]] = [
    # Coverage of 2014 could be applied for from October 2013 on.
    {"valid_from": date(2013, 10, 1), "valid_to": date(2015, 12, 31), "max_fte": 50, **COMMON},
    {"valid_from": date(2016, 1, 1), "valid_to": None, "max_fte": 100, **COMMON},
]


def load() -> None:
    """Only into an empty table: what staff changed or ended stays as it is."""
    from shop.models import ShopPolicy

    if not ShopPolicy.objects.exists():
        ShopPolicy.objects.bulk_create(ShopPolicy(**facts) for facts in POLICIES)
