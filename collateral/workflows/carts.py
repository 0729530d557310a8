"""What an assister means to order. Each change makes a new version of the cart."""

from collections import Counter
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Assister, Site, User
from audit import trail
from collateral import rules
from collateral.models import Cart, CartLine, Edition, Order, OrderLine

# So many packs of each edition.
Packs = dict[UUID, int]


def of(assister: Assister) -> Cart:
    """The assister's cart to look at; before the first thing was put in, one that is not saved."""
    return Cart.objects.filter(assister=assister).first() or Cart(assister=assister)


def locked(assister: Assister) -> Cart:
    """Whoever orders for this assister, in whichever window, waits here for the other."""
    pk = Cart.objects.get_or_create(assister=assister)[0].pk
    return Cart.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def wanted_in(cart: Cart) -> rules.Wanted:
    lines = cart.lines.select_related("edition__material", "edition__language")
    return [(line.edition, line.packs) for line in lines]


@trail.workflow("cart.fill")
def fill(*, packs: Packs, by: User, site: Site | None = None) -> Cart:
    """Put so many packs of each edition into the cart; 0 takes one out, others stay.

    The numbers are those that the cart has afterwards: sent twice, they are not doubled. Whether
    they may be ordered is asked when the order is placed, for it may change until then.
    """
    cart = locked(by.assister)
    cart.site = site or cart.site
    _put(cart, packs)
    trail.record("cart.fill", by=by, about=cart)
    return cart


@trail.workflow("cart.reorder")
def reorder(*, order: Order, by: User) -> list[str]:
    """Put what an order had into the cart, as far as it can be ordered now; what not, is returned.

    The numbers are the order's own: pressed twice, they are not doubled.
    """
    cart = locked(by.assister)
    lines = list(order.lines.select_related("edition__material", "edition__language"))
    again = {line.edition_id for line in lines}
    lately = rules.ordered_lately(by.assister, {line.edition.material_id for line in lines})
    # What else the cart has of the same materials counts towards the limits as well.
    chosen = Counter[UUID]()
    for edition, packs in wanted_in(cart):
        chosen[edition.material_id] += 0 if edition.pk in again else packs
    put, left_out = Packs(), []
    for line in lines:
        material = line.edition.material
        allowed = rules.allowed_now(material, lately[material.pk], chosen[material.pk])
        put[line.edition_id] = packs = min(line.packs, _there(line.edition), allowed)
        chosen[material.pk] += packs
        if packs < line.packs:
            left_out.append(_why_fewer(line, packs))
    _put(cart, put)
    trail.record("cart.reorder", by=by, about=order)
    return left_out


def empty(cart: Cart) -> None:
    """What it held is ordered; the next order gets a key of its own."""
    cart.lines.all().delete()
    cart.key, cart.version = uuid4(), cart.version + 1
    cart.save(update_fields=["key", "version"])


def _put(cart: Cart, packs: Packs) -> None:
    cart.lines.filter(edition__in=[edition for edition, n in packs.items() if n == 0]).delete()
    CartLine.objects.bulk_create(
        [CartLine(cart=cart, edition_id=edition, packs=n) for edition, n in packs.items() if n],
        update_conflicts=True,
        unique_fields=["cart", "edition"],
        update_fields=["packs"],
    )
    cart.version += 1
    cart.save(update_fields=["version", "site"])


def _there(edition: Edition) -> int:
    is_offered = edition.is_offered and edition.material.is_offered
    return edition.available if is_offered else 0


def _why_fewer(line: OrderLine, packs: int) -> str:
    edition = line.edition
    named = {"item": str(edition), "count": packs, "ordered": line.packs}
    if not (edition.is_offered and edition.material.is_offered):
        return _("%(item)s is no longer offered.") % named
    if edition.available == 0:
        return _("%(item)s is out of stock.") % named
    if packs == edition.available:
        words = ngettext(
            "Of %(item)s only %(count)d pack is left; you had ordered %(ordered)d.",
            "Of %(item)s only %(count)d packs are left; you had ordered %(ordered)d.",
            packs,
        )
    else:
        words = ngettext(
            "Of %(item)s your limits allow %(count)d pack now; you had ordered %(ordered)d.",
            "Of %(item)s your limits allow %(count)d packs now; you had ordered %(ordered)d.",
            packs,
        )
    return words % named
