"""The life of an order: placed → approved → packed → shipped → delivered, or cancelled on the way.

Locks are taken in one order: cart, order, editions.
"""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Site, User
from audit import trail
from collateral import rules, stock
from collateral.errors import (
    CannotOrder,
    CartChanged,
    CartEmpty,
    NoSite,
    NoStreetAddress,
    TooLateToWithdraw,
    WrongState,
)
from collateral.models import Cart, Edition, Order, OrderLine, StockEntry
from collateral.workflows import carts
from notifications import outbox

State, Cause, Reason = Order.State, Order.Cause, StockEntry.Reason


@trail.workflow("order.place")
def place(*, key: UUID, version: int, by: User) -> Order:
    """Order what the cart of this key holds, as it was shown in this version; a mail confirms it.

    Asked again with the same key, by a second click or from another window, it is the same order.
    The packs leave the stock at once. Raises CartChanged, CartEmpty, NoSite, NoStreetAddress, and
    CannotOrder with all that is out of stock, no longer offered or over a limit.
    """
    cart = carts.locked(by.assister)
    placed = Order.objects.of(by.assister).filter(cart_key=key).first()
    if placed:
        return placed
    if (cart.key, cart.version) != (key, version):
        raise CartChanged(
            _("Your cart was changed in another window. Look at it once more, then confirm.")
        )
    wanted = _locked_and_allowed(cart)
    site = _site_of(cart, wanted)
    order = Order.objects.create(
        cart_key=key,
        assister=by.assister,
        site=site,
        street=site.street,
        city=site.city,
        zip_code=site.zip_code,
        needs_street=rules.needs_street(wanted),
    )
    order.refresh_from_db(fields=["number"])
    OrderLine.objects.bulk_create(
        [
            OrderLine(order=order, edition=edition, packs=n, pack_size=edition.material.pack_size)
            for edition, n in wanted
        ]
    )
    for edition, packs in wanted:
        stock.move(edition, -packs, reason=Reason.ORDERED, order=order, by=by)
    carts.empty(cart)
    trail.record("order.place", by=by, about=order, entity=site.entity)
    _tell("order_placed", order)
    return order


def _locked_and_allowed(cart: Cart) -> rules.Wanted:
    """What the cart holds, each edition locked until the order is there. Raises CannotOrder, CartEmpty."""
    held = carts.wanted_in(cart)
    if not held:
        raise CartEmpty(_("Your cart is empty. Choose materials first."))
    rows = {row.pk: row for row in Edition.objects.locked([edition.pk for edition, _n in held])}
    wanted = []
    for edition, packs in held:
        row = rows[edition.pk]  # as it is now that nobody else can change it
        row.material, row.language = edition.material, edition.language
        wanted.append((row, packs))
    if problems := rules.problems_of(wanted, cart.assister):
        raise CannotOrder(problems)
    return wanted


def _site_of(cart: Cart, wanted: rules.Wanted) -> Site:
    """Where to: a site of the assister's entity as of now."""
    open_sites = cart.assister.entity.sites.in_use()
    site = open_sites.filter(pk=cart.site_id).first() if cart.site_id else None
    if site is None:
        raise NoSite(_("Choose the work site to which we ship."))
    if problem := rules.problem_of_site(wanted, site):
        raise NoStreetAddress(problem)
    return site


@trail.workflow("order.approve")
def approve(*, order: UUID, by: User) -> Order:
    """The desk will pack it. Raises WrongState unless it was just placed."""
    found = _in_state(order, State.PLACED)
    _step(found, State.APPROVED, by=by)
    trail.record("order.approve", by=by, about=found)
    _tell("order_approved", found)
    return found


@trail.workflow("order.pack")
def pack(*, order: UUID, by: User) -> Order:
    """It stands packed; from now on only the desk can cancel it. Raises WrongState."""
    found = _in_state(order, State.APPROVED)
    _step(found, State.PACKED, by=by)
    trail.record("order.pack", by=by, about=found)
    _tell("order_packed", found)
    return found


@trail.workflow("order.ship")
def ship(*, order: UUID, carrier: str, by: User, tracking: str = "") -> Order:
    """It is with the carrier; the mail says which, and the number to follow it by. Raises WrongState."""
    found = _in_state(order, State.PACKED)
    found.carrier, found.tracking = carrier, tracking
    _step(found, State.SHIPPED, "carrier", "tracking", by=by)
    trail.record("order.ship", by=by, about=found)
    _tell("order_shipped", found)
    return found


@trail.workflow("order.deliver")
def deliver(*, order: UUID, by: User) -> Order:
    """It has arrived, as the assister or the desk says. Raises WrongState unless it was shipped."""
    found = _in_state(order, State.SHIPPED)
    _step(found, State.DELIVERED, by=by)
    trail.record("order.deliver", by=by, about=found)
    _tell("order_delivered", found)
    return found


@trail.workflow("order.withdraw")
def withdraw(*, order: UUID, by: User) -> Order:
    """The assister does not want it. Raises TooLateToWithdraw once it is packed, and WrongState."""
    found = _locked(order)
    if found.state == State.PACKED:
        raise TooLateToWithdraw(
            _("Your order is packed already. Call the Help Line if you do not want it any more.")
        )
    if not found.may_be_withdrawn:
        raise _wrong_state(found)
    _give_back(found, Cause.WITHDRAWN, by=by)
    trail.record("order.withdraw", by=by, about=found)
    return found


@trail.workflow("order.cancel")
def cancel(*, order: UUID, cause: str, by: User) -> Order:
    """The desk will not send it, and says why. Raises WrongState once it is shipped."""
    found = _locked(order)
    if not found.may_be_cancelled:
        raise _wrong_state(found)
    _give_back(found, Cause(cause), by=by)
    trail.record("order.cancel", by=by, about=found)
    return found


def _give_back(order: Order, cause: Order.Cause, *, by: User) -> None:
    """To the stock by the ledger; to the limits because a cancelled order does not count."""
    order.cause = cause
    _step(order, State.CANCELLED, "cause", by=by)
    packs = dict(order.lines.values_list("edition", "packs"))
    for edition in Edition.objects.locked(list(packs)):
        stock.move(edition, packs[edition.pk], reason=Reason.CANCELLED, order=order, by=by)
    _tell("order_cancelled", order)


def _locked(order: UUID) -> Order:
    """Without joins: after a wait, PostgreSQL reads this row anew, but the joined ones as they were."""
    return Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order)


def _in_state(order: UUID, state: Order.State) -> Order:
    found = _locked(order)
    if found.state != state:
        raise _wrong_state(found)
    return found


def _wrong_state(order: Order) -> WrongState:
    return WrongState(
        _("Not done: order %(number)s is in the state “%(state)s” by now.")
        % {"number": order.name, "state": order.get_state_display()}
    )


def _step(order: Order, state: Order.State, *more: str, by: User) -> None:
    """On to the next state, with when and by whom."""
    order.state = state
    setattr(order, f"{state}_at", timezone.now())
    setattr(order, f"{state}_by", by)
    order.save(update_fields=["state", f"{state}_at", f"{state}_by", *more])


def _tell(kind: str, order: Order) -> None:
    """The assister, at the address and in the language of their account."""
    person = User.objects.get(assister=order.assister_id)
    outbox.post(kind, to=person.email, language=person.language, about=order)
