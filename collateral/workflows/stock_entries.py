"""Packs that come and go otherwise than by orders."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from collateral import stock
from collateral.errors import NotEnoughStock, WrongSign
from collateral.models import Edition, StockEntry

Reason = StockEntry.Reason


@trail.workflow("stock_entry.book")
def book(*, edition: UUID, packs: int, reason: str, by: User, note: str = "") -> StockEntry:
    """Enter packs that came (positive) or went (negative) into the ledger.

    What orders have set aside is not there to be booked out. Raises WrongSign for a number that
    the reason does not go with, NotEnoughStock for more than are available.
    """
    _must_fit(packs, reason)
    [found] = Edition.objects.locked([edition])
    if found.available + packs < 0:
        raise NotEnoughStock(
            _("Only %(count)d packs are available: cancel an order first, or book out fewer.")
            % {"count": found.available}
        )
    entry = stock.move(found, packs, reason=Reason(reason), by=by, note=note)
    trail.record("stock_entry.book", by=by, about=entry)
    return entry


def _must_fit(packs: int, reason: str) -> None:
    if reason == Reason.RECEIVED and packs < 1:
        raise WrongSign(_("What was received is a number above 0."))
    if reason == Reason.DAMAGED and packs > -1:
        raise WrongSign(_("What was damaged or lost goes out: enter a number below 0."))
    if packs == 0:
        raise WrongSign(_("Enter how many packs more or fewer there are; 0 changes nothing."))
