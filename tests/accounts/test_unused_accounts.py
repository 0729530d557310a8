"""Accounts that nobody uses are switched off, after a warning a week before that comes once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tasks import end_unused_accounts
from accounts.workflows import people
from audit.models import AuditEvent
from notifications import mails
from notifications.models import Notice
from tests.factories import AssisterFactory, EntityContactFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def unused_for(user, days):
    then = timezone.now() - timedelta(days=days)
    user.date_joined, user.last_login = then - timedelta(days=1), then
    user.save()
    return user


def works(user):
    user.refresh_from_db()
    return user.is_active


def warnings():
    return Notice.objects.filter(kind="account_unused").count()


def a_week_passes(user):
    user.refresh_from_db()
    for name in ("date_joined", "last_login", "warned_unused_at"):
        if moment := getattr(user, name):
            setattr(user, name, moment - timedelta(days=7))
    user.save()


WHO = {
    "staff": (lambda: StaffFactory(), 60),
    "an assister": (lambda: AssisterFactory(activated=True).user, 60),
    "a contact": (lambda: EntityContactFactory().user, 60),
    "a consumer": (lambda: UserFactory(), 456),
}


@pytest.mark.parametrize(("make", "days"), WHO.values(), ids=WHO)
def test_is_warned_once_a_week_before_and_then_switched_off(make, days):
    user = unused_for(make(), days - 8)
    end_unused_accounts()
    assert warnings() == 0

    unused_for(user, days - 6)
    end_unused_accounts()
    end_unused_accounts()
    assert (warnings(), works(user)) == (1, True)

    a_week_passes(user)
    end_unused_accounts()
    assert (warnings(), works(user)) == (1, False)
    assert AuditEvent.objects.filter(verb="person.switch_off_unused").count() == 1


def test_the_warning_names_the_day():
    user = unused_for(UserFactory(language="es"), 460)
    end_unused_accounts()

    user.refresh_from_db()
    mail = mails.compose(Notice.objects.get())
    day = timezone.localtime(user.warned_unused_at + timedelta(days=7))
    assert f"{day.day} de " in mail.body
    assert str(day.year) in mail.body


def test_nobody_is_switched_off_without_a_week_of_warning():
    user = unused_for(StaffFactory(), 400)
    end_unused_accounts()
    end_unused_accounts()

    assert works(user)


def test_who_signs_in_is_left_alone_and_warned_anew_the_next_time():
    user = unused_for(StaffFactory(), 59)
    end_unused_accounts()
    a_week_passes(user)
    user.last_login = timezone.now() - timedelta(days=1)
    user.save()
    end_unused_accounts()
    assert (warnings(), works(user)) == (1, True)

    unused_for(user, 59)
    user.warned_unused_at = timezone.now() - timedelta(days=90)
    user.save()
    end_unused_accounts()
    assert warnings() == 2


def test_one_who_never_signed_in_counts_from_the_invitation():
    user = StaffFactory(date_joined=timezone.now() - timedelta(days=59))
    end_unused_accounts()

    assert (warnings(), works(user)) == (1, True)


def test_who_is_switched_on_again_has_the_whole_time():
    user = unused_for(StaffFactory(), 70)
    end_unused_accounts()
    a_week_passes(user)
    end_unused_accounts()
    assert not works(user)

    people.enable(user=user, by=StaffFactory())
    end_unused_accounts()

    assert (warnings(), works(user)) == (1, True)
