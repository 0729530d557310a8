"""Rows of SHOP for tests; tests.factories has them, too."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shop.models import QuoteNote, QuoteRequest, ShopCheck, ShopPolicy
from shop.seeds import COMMON


class ShopPolicyFactory(DjangoModelFactory):
    """Of a time before the policies that every portal comes with."""

    class Meta:
        model = ShopPolicy

    valid_from = date(2013, 1, 1)
    valid_to = date(2013, 9, 30)
    max_fte = 50
    participation_percent = COMMON["participation_percent"]
    contribution_percent = COMMON["contribution_percent"]
    contribution_base = COMMON["contribution_base"]
    window_opens_month = 11
    window_opens_day = 15
    window_closes_month = 12
    window_closes_day = 15
    window_coverage_month = 1
    window_coverage_day = 1
    cutoff_day = 15
    full_time_week = 30
    full_time_month = 120
    size_source = employer_source = participation_source = "A source"
    contribution_source = window_source = "A source"


class ShopCheckFactory(DjangoModelFactory):
    """Meets every rule; ``few`` lacks one who enrolls, ``large`` is too large for anything."""

    class Meta:
        model = ShopCheck

    class Params:
        few = factory.Trait(enrolled=6)
        large = factory.Trait(fte=101)

    fte = 12
    eligible = 10
    waived = 0
    enrolled = 7
    contrib = 15_000
    premium = 30_000
    w2 = True
    ca = True
    offers_ft = True


class QuoteRequestFactory(DjangoModelFactory):
    """New; ``taken``, ``closed`` by an owner of their own."""

    class Meta:
        model = QuoteRequest

    class Params:
        taken = factory.Trait(
            state="open",
            owner=factory.SubFactory("tests.factories.UserFactory", is_staff=True),
            taken_at=factory.LazyFunction(timezone.now),
        )
        closed = factory.Trait(
            taken=True,
            state="closed",
            closed_by=factory.SelfAttribute("owner"),
            closed_at=factory.LazyFunction(timezone.now),
            outcome="quoted",
        )

    number = factory.Sequence(lambda n: 900_000 + n)
    shop_check = factory.SubFactory(ShopCheckFactory)
    name = "Sam Asker"
    business = "Asker & Daughters"
    phone = "5595550142"
    email = factory.Sequence(lambda n: f"asker{n}@example.org")
    language = "en"
    consented_at = factory.LazyFunction(timezone.now)

    @factory.lazy_attribute
    def sent_at(self):
        return timezone.now() - timedelta(minutes=5)


class QuoteNoteFactory(DjangoModelFactory):
    class Meta:
        model = QuoteNote

    request = factory.SubFactory(QuoteRequestFactory, taken=True)
    text = "Called, will call again."
    by = factory.SelfAttribute("request.owner")
