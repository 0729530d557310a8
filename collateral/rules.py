"""What may be ordered: is it offered, is it there, and do the limits allow it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Assister, Site
from collateral.addresses import is_po_box
from collateral.errors import Problem
from collateral.models import Edition, Material, Order, OrderLine

# So many packs of each edition; with `material` and `language` at hand.
Wanted = list[tuple[Edition, int]]


def ordered_lately(
    assister: Assister, materials: Iterable[UUID], at: datetime | None = None
) -> Counter[UUID]:
    """How many packs of each material this assister ordered within 30 days, cancelled ones aside."""
    lines = OrderLine.objects.filter(
        order__in=Order.objects.of(assister).counted(at), edition__material__in=list(materials)
    )
    sums = lines.order_by().values("edition__material").annotate(sum=Sum("packs"))
    return Counter({row["edition__material"]: row["sum"] for row in sums})


def allowed_now(material: Material, lately: int, chosen: int = 0) -> int:
    """How many packs of it may be in the next order, beside those that are chosen for it already."""
    most = min(material.most_per_order, material.most_per_30_days - lately)
    return max(0, most - chosen)


def problems_of(wanted: Wanted, assister: Assister, site: Site | None = None) -> list[Problem]:
    """All that keeps these packs from being ordered now, to this site, in words for the assister."""
    lately = ordered_lately(assister, {edition.material_id for edition, _packs in wanted})
    found = [problem for edition, packs in wanted for problem in _of_edition(edition, packs)]
    where = problem_of_site(wanted, site) if site else ""
    return [*found, *_of_limits(wanted, lately), *([Problem(where)] if where else [])]


def needs_street(wanted: Wanted) -> bool:
    """Something in it is too large for a PO box."""
    return any(edition.material.needs_street for edition, _packs in wanted)


def problem_of_site(wanted: Wanted, site: Site) -> str:
    """Why it cannot be sent there; nothing if it can."""
    large = next((edition for edition, _packs in wanted if edition.material.needs_street), None)
    if large is None or not is_po_box(site.street):
        return ""
    return _("%(item)s cannot be sent to a PO box. Choose a site with a street address.") % {
        "item": large.material
    }


def _of_edition(edition: Edition, packs: int) -> Iterable[Problem]:
    named = {"item": str(edition), "count": edition.available}
    if not (edition.is_offered and edition.material.is_offered):
        text = _("%(item)s is no longer offered. Enter 0 to take it out of your cart.")
    elif edition.available == 0:
        text = _("%(item)s is out of stock. Enter 0 to take it out of your cart.")
    elif edition.available < packs:
        text = ngettext(
            "Of %(item)s only %(count)d pack is left. Enter a smaller number.",
            "Of %(item)s only %(count)d packs are left. Enter a smaller number.",
            edition.available,
        )
    else:
        return
    yield Problem(text % named, edition.pk)


def _of_limits(wanted: Wanted, lately: Counter[UUID]) -> list[Problem]:
    sums: Counter[UUID] = Counter()
    for edition, packs in wanted:
        sums[edition.material_id] += packs
    first = {edition.material_id: edition for edition, _packs in reversed(wanted)}
    return [
        Problem(text, first[pk].pk)
        for pk, packs in sums.items()
        if (text := _over_limit(first[pk].material, packs, lately[pk]))
    ]


def _over_limit(material: Material, packs: int, lately: int) -> str:
    if packs > material.most_per_order:
        return ngettext(
            "At most %(count)d pack of %(item)s goes into one order, all languages together.",
            "At most %(count)d packs of %(item)s go into one order, all languages together.",
            material.most_per_order,
        ) % {"item": material, "count": material.most_per_order}
    if packs + lately > material.most_per_30_days:
        return _(
            "You may order %(most)d packs of %(item)s in 30 days and have ordered %(lately)d. "
            "You can order %(count)d now."
        ) % {
            "most": material.most_per_30_days,
            "item": material,
            "lately": lately,
            "count": allowed_now(material, lately),
        }
    return ""
