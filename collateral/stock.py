"""The only way to change how much there is: by an entry in the ledger, and a mail when it gets low."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts import roles
from accounts.models import User
from collateral.models import Edition, Order, StockEntry
from notifications import outbox


def move(
    edition: Edition,
    packs: int,
    *,
    reason: StockEntry.Reason,
    by: User,
    order: Order | None = None,
    note: str = "",
) -> StockEntry:
    """So many packs in, or out if negative. The edition is locked by the caller, and has enough."""
    edition.available += packs
    _tell_if_low(edition)
    edition.save(update_fields=["available", "low_told_at"])
    return StockEntry.objects.create(
        edition=edition,
        packs=packs,
        left=edition.available,
        reason=reason,
        order=order,
        by=by,
        note=note,
    )


def _tell_if_low(edition: Edition) -> None:
    """The desk gets one mail when it becomes low, and none more until there was enough again."""
    if not edition.is_low:
        edition.low_told_at = None
    elif edition.low_told_at is None:
        edition.low_told_at = timezone.now()
        for person in materials_desk():
            outbox.post("stock_low", to=person.email, language=person.language, about=edition)


def materials_desk() -> list[User]:
    """Those who work there now."""
    people = get_user_model().objects.filter(
        is_active=True, is_staff=True, groups__name=roles.MATERIALS_DESK
    )
    return list(people.order_by("username"))
