"""The demo's store: stock in many languages, and carmen's orders, one in every state."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Assister, Site, User
from collateral import stock
from collateral.catalogue import LANGUAGES
from collateral.models import Edition, Material, Order, OrderLine, PrintLanguage, StockEntry
from collateral.workflows import carts, orders, stock_entries

FACTS, SPECIAL, SIGNS = "fact-sheet", "special-enrollment", "lawn-sign-kit"
# Which languages there are of an item, and how many packs; all others have the first two.
STOCK = {
    FACTS: {**{code: 40 for code, _name, _in_spanish in LANGUAGES}, "es": 120},
    SPECIAL: {"en": 60, "es": 60, "zh-hant": 30, "vi": 30, "ko": 12},
    SIGNS: {"en": 12, "es": 6},
}
USUAL = {"en": 80, "es": 80, "vi": 0}


def load() -> list[str]:
    carmen = User.objects.filter(username="carmen", assister__isnull=False).first()
    desk = User.objects.filter(username="materials").first()
    if carmen and desk and not Edition.objects.exists():
        with transaction.atomic():
            _fill_the_shelves(desk)
            _past_orders(carmen, desk)
            _order_in_every_state(carmen, desk)
    return [
        "",
        "The store, at /materials/, for carmen; the desk's queue, for materials.",
    ]


def _sites(carmen: User) -> list[Site]:
    """An office and a PO box, to which no lawn signs go."""
    entity = carmen.assister.entity
    places = [("1200 Fulton Street", "Fresno", "93721"), ("P.O. Box 1180", "Fresno", "93715")]
    sites = [
        Site.objects.get_or_create(entity=entity, street=street, city=city, zip_code=zip_code)[0]
        for street, city, zip_code in places
    ]
    if carmen.assister.site is None:
        Assister.objects.filter(pk=carmen.assister.pk).update(site=sites[0])
    return sites


def _fill_the_shelves(desk: User) -> None:
    languages = {language.code: language for language in PrintLanguage.objects.all()}
    for material in Material.objects.all():
        for code, packs in STOCK.get(material.slug, USUAL).items():
            edition = Edition.objects.create(material=material, language=languages[code])
            if packs:
                stock_entries.book(edition=edition.pk, packs=packs, reason="received", by=desk)


def _edition(slug: str, code: str) -> Edition:
    return Edition.objects.get(material__slug=slug, language__code=code)


def _past_orders(carmen: User, desk: User) -> None:
    """Of the year before, for the chart: delivered long ago, without mails."""
    slugs = list(Material.objects.exclude(slug=SIGNS).values_list("slug", flat=True))
    for number in reversed(range(22)):
        at = timezone.now() - timedelta(days=35 + 15 * number)
        chosen = [slugs[number % len(slugs)], FACTS if number % 3 else SPECIAL]
        _delivered(carmen, desk, dict.fromkeys(chosen, 1 + number % 4), at=at)


def _delivered(carmen: User, desk: User, packs: dict[str, int], at: datetime) -> None:
    site = _sites(carmen)[0]
    steps = {f"{step}_at": at for step in ("placed", "approved", "packed", "shipped", "delivered")}
    people = {f"{step}_by": desk for step in ("approved", "packed", "shipped", "delivered")}
    order = Order.objects.create(
        cart_key=uuid4(),
        assister=carmen.assister,
        site=site,
        street=site.street,
        city=site.city,
        zip_code=site.zip_code,
        needs_street=False,
        state=Order.State.DELIVERED,
        carrier=Order.Carrier.UPS,
        **steps,
        **people,
    )
    for slug, count in packs.items():
        edition = _edition(slug, "es")
        size = edition.material.pack_size
        OrderLine.objects.create(order=order, edition=edition, packs=count, pack_size=size)
        stock.move(edition, -count, reason=StockEntry.Reason.ORDERED, order=order, by=carmen)


def _order_in_every_state(carmen: User, desk: User) -> None:
    for chosen, verbs in _LATELY:
        order = _placed(carmen, chosen)
        for verb, more in verbs:
            getattr(orders, verb)(order=order.pk, by=desk, **more)
    # One edition that the desk has to print again.
    low = _edition(SPECIAL, "ko")
    stock_entries.book(edition=low.pk, packs=4 - low.available, reason="damaged", by=desk)


def _placed(carmen: User, chosen: Iterable[tuple[str, str, int]]) -> Order:
    packs = {_edition(slug, code).pk: count for slug, code, count in chosen}
    cart = carts.fill(packs=packs, site=_sites(carmen)[0], by=carmen)
    return orders.place(key=cart.key, version=cart.version, by=carmen)


_APPROVED = ("approve", dict[str, str]())
_PACKED = ("pack", dict[str, str]())
_SHIPPED = ("ship", {"carrier": "ups", "tracking": "1Z999AA10123456784"})
_LATELY = [
    ([("call-center-cards", "es", 1)], [_APPROVED, _PACKED, _SHIPPED, ("deliver", {})]),
    ([("paper-calculator", "en", 2)], [("cancel", {"cause": "missing"})]),
    ([(FACTS, "vi", 2), (FACTS, "hmn", 1)], [_APPROVED, _PACKED, _SHIPPED]),
    ([("immigration-status", "es", 2)], [_APPROVED, _PACKED]),
    ([(SPECIAL, "es", 1), (SPECIAL, "en", 1)], [_APPROVED]),
    ([(SIGNS, "en", 1), ("quality-coverage", "es", 1)], []),
]
