"""Delegations for tests: Pat gives, Dee acts."""

from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from delegation import receipts
from delegation.models import Delegation, LegalText
from tests.cases.factories import CaseFactory


def days_from_now(days):
    return timezone.localdate() + timedelta(days=days)


def minutes_ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


class DelegationFactory(DjangoModelFactory):
    """Active, of a linked case to an assister who is ready; ``pending``, or ``ended`` by the consumer."""

    class Meta:
        model = Delegation

    class Params:
        pending = factory.Trait(state="pending", accepted_at=None)
        ended = factory.Trait(
            state="ended",
            closed_at=factory.LazyFunction(lambda: minutes_ago(5)),
            closed_as="consumer",
            reason="asked",
        )
        declined = factory.Trait(
            state="declined",
            accepted_at=None,
            closed_at=factory.LazyFunction(lambda: minutes_ago(5)),
            closed_as="assister",
            reason="no_room",
        )

    id = factory.LazyFunction(uuid4)
    form_key = factory.LazyFunction(uuid4)
    case = factory.SubFactory(CaseFactory, linked=True)
    assister = factory.SubFactory("tests.factories.AssisterFactory", ready=True)
    entity = factory.SelfAttribute("assister.entity")
    consent = factory.SubFactory(
        "tests.factories.ConsentFactory",
        user=factory.LazyAttribute(lambda consent: consent.factory_parent.case.user),
        text=factory.LazyFunction(lambda: current_text()),
        signed_name="Pat Gives",
    )
    state = "active"
    asked_at = factory.LazyFunction(lambda: minutes_ago(60))
    from_on = factory.LazyFunction(timezone.localdate)
    until_on = factory.LazyAttribute(lambda row: row.from_on + timedelta(days=365))
    accepted_at = factory.LazyAttribute(lambda row: row.asked_at)
    receipt_digest = factory.LazyAttribute(lambda row: receipts.digest_for(row.id))


def current_text(language="en"):
    return LegalText.objects.current(LegalText.Kind.DELEGATION, language)
