"""Whom to show to a consumer whose assister has left: three near who take new consumers."""

from accounts.models import Assister
from cases.models import Case


def three(case: Case) -> list[Assister]:
    """By the ZIP code of the case, its own first, then its region (the first three digits)."""
    free = (
        Assister.objects.ready()
        .filter(is_listed=True, takes_new_consumers=True, site__isnull=False)
        .exclude(user=case.user_id)
        .select_related("entity", "site")
        .order_by("pk")
    )
    same = list(free.filter(site__zip_code=case.zip_code)[:3])
    if len(same) < 3:
        region = free.filter(site__zip_code__startswith=case.zip_code[:3])
        same += list(region.exclude(site__zip_code=case.zip_code)[: 3 - len(same)])
    return same
