"""Cases for tests. The facts that one reads out are those of the class; the SSN ends in SSN."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.models import Case, HouseholdMember, ssn_digest

SSN = "4471"
BORN_ON = date(1984, 5, 17)


class CaseFactory(DjangoModelFactory):
    """Pat’s; ``linked`` to an account of its own, ``user=`` to a certain one, ``ssn=""`` without SSN."""

    class Meta:
        model = Case
        exclude = ["ssn"]

    class Params:
        linked = factory.Trait(user=factory.SubFactory("tests.factories.UserFactory"))

    ssn = SSN
    number = factory.Sequence(lambda n: f"{7_000_000_000 + n}")
    first_name = "Pat"
    last_name = "Gives"
    born_on = BORN_ON
    ssn_digest = factory.LazyAttribute(lambda case: ssn_digest(case.number, case.ssn))
    street = "1215 Olive Avenue, Apt 4"
    city = "Fresno"
    zip_code = "93727"
    phone = "5595550144"
    email = factory.LazyAttribute(lambda case: f"pat.{case.number}@example.org")
    language = "en"
    program = "premium-help"
    status = "active"
    income_cents = 41_250_00
    plan_name = "Silver 87 PPO"
    premium_cents = 118_40
    coverage_year = 2026
    renewal_due_on = date(2026, 12, 15)
    user = None
    linked_at = factory.LazyAttribute(lambda case: timezone.now() if case.user else None)


class HouseholdMemberFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdMember

    case = factory.SubFactory(CaseFactory)
    first_name = "Kit"
    last_name = "Gives"
    born_on = factory.Sequence(lambda n: date(2000 + n % 20, 1 + n % 12, 1 + n % 28))
    relation = "child"
