"""What happens because a day has come, lived through day by day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Certification
from accounts.tasks import look_after_certifications
from accounts.workflows import certifications
from audit.models import AuditEvent
from notifications.models import Notice
from tests.accounts.factories import days_ago
from tests.factories import (
    AssisterFactory,
)

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2027, 1, 1, 13, tzinfo=UTC)  # five in the morning in California


def live_through(days, every_day):
    """These days, counted from New Year, one morning after the other; ``every_day(number)``."""
    for number in days:
        with time_machine.travel(NEW_YEAR + timedelta(days=number), tick=False):
            every_day(number)


def mails(kind):
    return Notice.objects.filter(kind=kind)


class TestAYear:
    def test_reminds_once_each_marks_grace_and_expiry(self):
        with time_machine.travel(NEW_YEAR, tick=False):
            assister = AssisterFactory(ready=True, certification__certified_on=days_ago(0))
        posted = []

        def morning(number):
            look_after_certifications()
            if Notice.objects.count() > len(posted):
                look_after_certifications()  # however often it runs
                new = Notice.objects.exclude(pk__in=[pk for pk, _kind, _day in posted]).get()
                posted.append((new.pk, new.kind, number))

        # Nothing is due for most of the year: every tenth morning of it will do.
        live_through([*range(0, 300, 10), *range(300, 400)], morning)

        assert [(kind, day) for _pk, kind, day in posted] == [
            ("renewal_due", 365 - 60),
            ("renewal_due", 365 - 30),
            ("renewal_due", 365 - 7),
            ("renewal_grace", 366),
            ("standing_change", 396),
        ]
        assert Certification.objects.get().status == "expired"
        assert {mail.to for mail in mails("renewal_due")} == {assister.user.email}

    def test_of_who_renews_in_time_is_quiet_and_begins_again(self):
        with time_machine.travel(NEW_YEAR, tick=False):
            assister = AssisterFactory(ready=True, certification__certified_on=days_ago(0))

        def morning(number):
            look_after_certifications()
            if number == 320:
                certifications.renew(assister=assister, by=None)

        live_through([*range(300, 330), *range(660, 690)], morning)

        assert mails("renewal_due").count() == 2  # of the first year, and of the second
        assert not mails("renewal_grace").exists()
        assert Certification.objects.filter(status="expired").count() == 0

    def test_leaves_the_suspended_alone(self):
        with time_machine.travel(NEW_YEAR, tick=False):
            AssisterFactory(suspended=True, certification__certified_on=days_ago(310))
        live_through(range(0, 120, 5), lambda _number: look_after_certifications())
        assert not Notice.objects.exists()


class TestAReminder:
    def test_after_a_pause_is_the_nearest_one_only(self):
        AssisterFactory(ready=True, certification__certified_on=days_ago(365 - 20))
        look_after_certifications()
        assert mails("renewal_due").count() == 1

    def test_goes_to_the_address_on_file_of_who_has_no_account(self):
        assister = AssisterFactory(certified=True, certification__certified_on=days_ago(310))
        look_after_certifications()
        assert mails("renewal_due").get().to == assister.email
        assert AuditEvent.objects.filter(verb="certification.remind").count() == 1
