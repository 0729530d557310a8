"""Calls, checks and codes for tests."""

from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accesscodes import code_text
from accesscodes.models import AccessCode, HelpLineCall, IdentityCheck
from tests.cases.factories import CaseFactory

FACTS = ["name", "born_on", "ssn", "address"]


class HelpLineCallFactory(DjangoModelFactory):
    """Just begun, by a representative of its own; ``chosen``: a consumer's, about a case."""

    class Meta:
        model = HelpLineCall

    class Params:
        chosen = factory.Trait(
            caller="consumer", case=factory.SubFactory(CaseFactory), consumer_is="line"
        )

    by = factory.SubFactory("tests.factories.StaffFactory", role="Help-line representatives")


class IdentityCheckFactory(DjangoModelFactory):
    """Passed; ``failed``, and ``holding``: the third one."""

    class Meta:
        model = IdentityCheck

    class Params:
        failed = factory.Trait(outcome="failed", matched=["name"], missed=["born_on"])
        holding = factory.Trait(
            failed=True,
            holds_until=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1)),
        )

    call = factory.SubFactory(HelpLineCallFactory, chosen=True)
    case = factory.SelfAttribute("call.case")
    by = factory.SelfAttribute("call.by")
    outcome = "passed"
    matched = factory.LazyFunction(lambda: list(FACTS))


class AccessCodeFactory(DjangoModelFactory):
    """A live code; its text is ``text``."""

    class Meta:
        model = AccessCode
        exclude = ["text"]

    class Params:
        expired = factory.Trait(
            issued_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=25)),
            expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
        )
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))
        used = factory.Trait(
            used_at=factory.LazyFunction(timezone.now),
            used_by=factory.SubFactory("tests.factories.UserFactory"),
        )

    text = factory.Sequence(lambda n: f"{n:010}")
    identity_check = factory.SubFactory(IdentityCheckFactory)
    call = factory.SelfAttribute("identity_check.call")
    case = factory.SelfAttribute("identity_check.case")
    issued_by = factory.SelfAttribute("call.by")
    form_key = factory.LazyFunction(uuid4)
    digest = factory.LazyAttribute(lambda code: code_text.digest(code.text))
    ending = factory.LazyAttribute(lambda code: code.text[-2:])
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))
