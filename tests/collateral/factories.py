"""Rows of materials, stock and orders."""

from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from collateral import stock
from collateral.models import (
    Cart,
    CartLine,
    Edition,
    Material,
    Order,
    OrderLine,
    PrintLanguage,
    StockEntry,
)
from tests.factories import AssisterFactory, SiteFactory, StaffFactory, UserFactory


class PrintLanguageFactory(DjangoModelFactory):
    """Of the thirteen that the catalogue begins with, English unless ``code`` says otherwise."""

    class Meta:
        model = PrintLanguage
        django_get_or_create = ["code"]

    code = "en"
    name = factory.LazyAttribute(lambda language: f"Language {language.code}")
    name_es = factory.LazyAttribute(lambda language: f"Idioma {language.code}")


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    slug = factory.Sequence(lambda n: f"leaflet-{n}")
    name = factory.Sequence(lambda n: f"Leaflet {n}")
    name_es = factory.Sequence(lambda n: f"Folleto {n}")
    purpose = "To hand out."
    purpose_es = "Para repartir."
    audience = "anyone"
    pack_size = 50
    most_per_order = 5
    most_per_30_days = 8


class EditionFactory(DjangoModelFactory):
    """In English; ``stock=7`` puts packs on the shelf, as the desk does."""

    class Meta:
        model = Edition
        skip_postgeneration_save = True

    material = factory.SubFactory(MaterialFactory)
    language = factory.SubFactory(PrintLanguageFactory)
    low_at = 0

    @factory.post_generation
    def stock(self, create, extracted, **kwargs):
        if create and extracted:
            received(self, extracted)


def received(edition, packs):
    """Booked in, without the desk’s mail."""
    StockEntry.objects.create(
        edition=edition,
        packs=packs,
        left=edition.available + packs,
        reason="received",
        by=UserFactory(is_staff=True),
    )
    edition.available += packs
    edition.save()


class CartFactory(DjangoModelFactory):
    class Meta:
        model = Cart

    assister = factory.SubFactory(AssisterFactory, activated=True)
    site = factory.LazyAttribute(lambda cart: SiteFactory(entity=cart.assister.entity))


class CartLineFactory(DjangoModelFactory):
    class Meta:
        model = CartLine

    cart = factory.SubFactory(CartFactory)
    edition = factory.SubFactory(EditionFactory, stock=20)
    packs = 2


class OrderFactory(DjangoModelFactory):
    """Placed, without lines, unless ``lines={edition: packs}``; then out of the stock, too.

    ``approved``, ``packed``, ``shipped``, ``delivered``, ``cancelled`` by staff.
    """

    class Meta:
        model = Order
        skip_postgeneration_save = True

    class Params:
        approved = factory.Trait(
            state="approved",
            approved_at=factory.LazyFunction(timezone.now),
            approved_by=factory.SubFactory(StaffFactory),
        )
        packed = factory.Trait(
            approved=True,
            state="packed",
            packed_at=factory.LazyFunction(timezone.now),
            packed_by=factory.SubFactory(StaffFactory),
        )
        shipped = factory.Trait(
            packed=True,
            state="shipped",
            shipped_at=factory.LazyFunction(timezone.now),
            shipped_by=factory.SubFactory(StaffFactory),
            carrier="ups",
            tracking="1Z999AA10123456784",
        )
        delivered = factory.Trait(
            shipped=True,
            state="delivered",
            delivered_at=factory.LazyFunction(timezone.now),
            delivered_by=factory.SubFactory(StaffFactory),
        )
        cancelled = factory.Trait(
            state="cancelled",
            cancelled_at=factory.LazyFunction(timezone.now),
            cancelled_by=factory.SubFactory(StaffFactory),
            cause="address",
        )

    number = factory.Sequence(lambda n: 900_000 + n)
    cart_key = factory.LazyFunction(uuid4)
    assister = factory.SubFactory(AssisterFactory, activated=True)
    site = factory.LazyAttribute(lambda order: SiteFactory(entity=order.assister.entity))
    street = factory.SelfAttribute("site.street")
    city = factory.SelfAttribute("site.city")
    zip_code = factory.SelfAttribute("site.zip_code")
    needs_street = False

    @factory.post_generation
    def lines(self, create, extracted, **kwargs):
        for edition, packs in (extracted or {}).items():
            OrderLineFactory(order=self, edition=edition, packs=packs)
            if edition.available >= packs:
                by = self.assister.user
                stock.move(edition, -packs, reason=StockEntry.Reason.ORDERED, order=self, by=by)


class OrderLineFactory(DjangoModelFactory):
    class Meta:
        model = OrderLine

    order = factory.SubFactory(OrderFactory)
    edition = factory.SubFactory(EditionFactory)
    packs = 2
    pack_size = 50


class StockEntryFactory(DjangoModelFactory):
    class Meta:
        model = StockEntry

    edition = factory.SubFactory(EditionFactory)
    packs = 10
    left = factory.LazyAttribute(lambda entry: max(entry.packs, 0))
    reason = "received"
    by = factory.SubFactory(UserFactory, is_staff=True)
