"""What an assister's standing rests on; AssisterFactory itself is in tests/factories.py."""

from datetime import date, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import (
    Affiliation,
    Badge,
    BulkJob,
    BulkRow,
    Certification,
    City,
    OpeningHours,
    RenewalReminder,
    StandingChange,
    ZipCode,
)


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


class CertificationFactory(DjangoModelFactory):
    """Good for most of a year yet."""

    class Meta:
        model = Certification

    class Params:
        pending = factory.Trait(
            status="pending", certified_on=None, due_on=None, grace_until=None, ended_on=None
        )
        suspended = factory.Trait(status="suspended")
        revoked = factory.Trait(status="revoked", ended_on=factory.LazyFunction(timezone.localdate))
        in_grace = factory.Trait(certified_on=factory.LazyFunction(lambda: days_ago(370)))
        expired = factory.Trait(
            status="expired",
            certified_on=factory.LazyFunction(lambda: days_ago(400)),
            ended_on=factory.LazyAttribute(lambda row: row.grace_until + timedelta(days=1)),
        )

    assister = factory.SubFactory("tests.factories.AssisterFactory")
    status = "certified"
    certified_on = factory.LazyFunction(lambda: days_ago(100))
    due_on = factory.LazyAttribute(lambda row: row.certified_on + timedelta(days=365))
    grace_until = factory.LazyAttribute(lambda row: row.due_on + timedelta(days=30))


class RenewalReminderFactory(DjangoModelFactory):
    class Meta:
        model = RenewalReminder

    certification = factory.SubFactory(CertificationFactory)
    days = 30


class BadgeFactory(DjangoModelFactory):
    class Meta:
        model = Badge

    number = factory.Sequence(lambda n: 900_000 + n)
    assister = factory.SubFactory("tests.factories.AssisterFactory")
    issued_on = factory.LazyFunction(lambda: days_ago(90))


class AffiliationFactory(DjangoModelFactory):
    """Of an assister who had none, with the entity that they name."""

    class Meta:
        model = Affiliation

    assister = factory.SubFactory("tests.factories.AssisterFactory", affiliation=None)
    entity = factory.SelfAttribute("assister.entity")
    began_on = factory.LazyFunction(lambda: days_ago(200))


class OpeningHoursFactory(DjangoModelFactory):
    class Meta:
        model = OpeningHours

    site = factory.SubFactory("tests.factories.SiteFactory")
    weekday = OpeningHours.Weekday.MONDAY
    opens_at = time(9)
    closes_at = time(17)


class StandingChangeFactory(DjangoModelFactory):
    class Meta:
        model = StandingChange

    assister = factory.SubFactory("tests.factories.AssisterFactory")
    what = "suspended"
    reason = "papers"
    note = "The training of this year is missing."


class BulkJobFactory(DjangoModelFactory):
    """Of codes; waits for somebody to confirm it."""

    class Meta:
        model = BulkJob

    kind = "codes"
    state = "waiting"
    by = factory.SubFactory("tests.factories.StaffFactory")


class BulkRowFactory(DjangoModelFactory):
    class Meta:
        model = BulkRow

    job = factory.SubFactory(BulkJobFactory)
    number = 2


class ZipCodeFactory(DjangoModelFactory):
    """Of no place that the data set knows."""

    class Meta:
        model = ZipCode

    zip_code = factory.Sequence(lambda n: f"{96_900 + n % 100}")
    city = "Nowhere"
    county = "Fresno"
    latitude = 36.5
    longitude = -120.0
    edition = "0"


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    key = factory.Sequence(lambda n: f"nowhere {n}")
    name = "Nowhere"
    county = "Fresno"
    latitude = 36.5
    longitude = -120.0
    zip_codes = 1
    edition = "0"
