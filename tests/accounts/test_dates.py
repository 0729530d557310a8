"""What happens because a day has come, lived through day by day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Certification, User
from accounts.tasks import look_after_certifications, look_after_unused_accounts
from accounts.workflows import certifications, people
from audit.models import AuditEvent
from notifications.models import Notice
from tests.accounts.factories import days_ago
from tests.factories import (
    PASSWORD,
    AssisterFactory,
    EntityContactFactory,
    StaffFactory,
    UserFactory,
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
        seen = {}

        def morning(number):
            for _ in range(2):  # however often it runs
                look_after_certifications()
            for kind in ("renewal_due", "renewal_grace", "standing_change"):
                seen.setdefault((kind, mails(kind).count()), number)

        live_through(range(400), morning)

        first_day = {key: day for key, day in seen.items() if key[1]}
        assert first_day == {
            ("renewal_due", 1): 365 - 60,
            ("renewal_due", 2): 365 - 30,
            ("renewal_due", 3): 365 - 7,
            ("renewal_grace", 1): 366,
            ("standing_change", 1): 396,
        }
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


def person(kind):
    if kind == "assister":
        return AssisterFactory(ready=True).user
    if kind == "contact":
        return EntityContactFactory().user
    return StaffFactory() if kind == "staff" else UserFactory()


class TestUnusedAccounts:
    @pytest.mark.parametrize(
        ("kind", "days"), [("assister", 60), ("contact", 60), ("staff", 60), ("consumer", 456)]
    )
    def test_are_switched_off_a_week_after_a_warning(self, kind, days):
        with time_machine.travel(NEW_YEAR, tick=False):
            user = person(kind)
        seen = {}

        def morning(number):
            for _ in range(2):
                look_after_unused_accounts()
            if mails("account_unused").filter(to=user.email).exists():
                seen.setdefault("warned", number)
            if not User.objects.get(pk=user.pk).is_active:
                seen.setdefault("off", number)

        # A long rest needs no mornings in its middle.
        live_through([*range(0, days - 10, 50), *range(days - 10, days + 3)], morning)

        assert seen == {"warned": days - 7, "off": days}
        assert mails("account_switched_off").filter(to=user.email).count() == 1

    def test_who_signs_in_after_the_warning_keeps_theirs(self):
        with time_machine.travel(NEW_YEAR, tick=False):
            user = person("assister")

        def morning(number):
            look_after_unused_accounts()
            if number == 55:
                Client().post("/sign-in/", {"login": user.username, "password": PASSWORD})

        live_through(range(50, 114), morning)

        assert User.objects.get(pk=user.pk).is_active
        assert mails("account_unused").count() == 2

    def test_are_not_switched_off_unwarned(self):
        """Where nothing ran for months, the week begins with the warning."""
        user = UserFactory(date_joined=timezone.now() - timedelta(days=900))
        look_after_unused_accounts()
        assert User.objects.get(pk=user.pk).is_active
        assert mails("account_unused").count() == 1

    def test_switched_on_again_have_their_whole_time(self):
        long_ago = timezone.now() - timedelta(days=900)
        user = UserFactory(date_joined=long_ago, warned_unused_at=long_ago, is_active=False)
        people.enable(user=user, by=StaffFactory())
        look_after_unused_accounts()
        assert User.objects.get(pk=user.pk).is_active
        assert not mails("account_unused").exists()
