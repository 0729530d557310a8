"""What ends or pauses a delegation by itself, and who hears of it, once each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Assister
from accounts.workflows import assisters, certifications, entities
from delegation import access, tasks
from delegation.models import Consent, Delegation
from notifications import mails
from notifications.models import Notice
from tests.delegation.factories import DelegationFactory, days_from_now
from tests.factories import AssisterFactory

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - timedelta(days=days)


def count(kind):
    return Notice.objects.filter(kind=kind).count()


class TestTheCalendar:
    def look(self):
        tasks.look_after_delegations()
        tasks.look_after_delegations()

    def test_a_request_is_warned_of_once_and_then_expires(self):
        row = DelegationFactory(pending=True, asked_at=ago(16.5))
        self.look()
        assert count("delegation_expiring") == 1
        Delegation.objects.update(asked_at=ago(21))
        self.look()
        row.refresh_from_db()
        assert (row.state, row.reason, row.closed_as) == ("expired", "no_answer", "system")
        assert (count("delegation_expiring"), count("delegation_closed")) == (1, 1)

    def test_one_warning_tells_of_all_that_are_due(self):
        dee = AssisterFactory(ready=True)
        for _ in range(3):
            DelegationFactory(assister=dee, pending=True, asked_at=ago(17))
        self.look()
        assert count("delegation_expiring") == 1
        [notice] = Notice.objects.all()
        assert "3 requests wait" in mails.compose(notice).body

    def test_a_young_request_is_left_alone(self):
        DelegationFactory(pending=True, asked_at=ago(15.5))
        self.look()
        assert not Notice.objects.exists()

    def test_the_consumer_is_reminded_once_and_the_year_is_over(self):
        row = DelegationFactory(from_on=days_from_now(-350), until_on=days_from_now(30))
        self.look()
        assert count("delegation_renewal") == 1
        Delegation.objects.update(until_on=days_from_now(-1))
        self.look()
        row.refresh_from_db()
        assert (row.state, row.reason) == ("ended", "year_over")
        assert (count("delegation_renewal"), count("delegation_closed")) == (1, 1)

    def test_what_ended_long_ago_is_forgotten_but_for_the_consent(self):
        old, young = DelegationFactory(ended=True), DelegationFactory(ended=True)
        Delegation.objects.filter(pk=old.pk).update(
            asked_at=ago(4000), accepted_at=ago(4000), closed_at=ago(3700)
        )
        tasks.delete_old_delegations()
        assert Delegation.objects.get() == young
        assert Consent.objects.count() == 2


class TestTheStandingOfTheAssister:
    @pytest.fixture
    def row(self):
        return DelegationFactory()

    def test_revoked_ends_it_and_the_consumer_chooses_again(self, row):
        waiting = DelegationFactory(assister=row.assister, pending=True)
        certifications.revoke(assister=row.assister, by=None, reason="rules")
        row.refresh_from_db()
        waiting.refresh_from_db()
        assert (row.state, row.reason, row.closed_as) == ("ended", "revoked", "system")
        assert waiting.state == "withdrawn"
        assert set(Delegation.objects.orphaned()) == {row, waiting}
        tasks.tell_of_delegations()
        tasks.tell_of_delegations()
        assert count("delegation_closed") == 2
        DelegationFactory(case=row.case, asked_at=timezone.now())
        assert set(Delegation.objects.orphaned()) == {waiting}

    def test_so_does_the_end_of_the_affiliation(self, row):
        assisters.end_affiliation(assister=row.assister, by=None, reason="left")
        row.refresh_from_db()
        assert row.reason == "affiliation_ended"

    def test_and_of_the_entity_of_all_who_work_there(self, row):
        other = DelegationFactory(assister=AssisterFactory(ready=True, entity=row.entity))
        stranger = DelegationFactory()
        entities.end(entity=row.entity, by=None, reason="closed")
        states = [Delegation.objects.get(pk=one.pk).reason for one in (row, other, stranger)]
        assert states == ["entity_ended", "entity_ended", ""]

    def test_suspended_pauses_it_and_gives_it_back(self, row):
        certifications.suspend(assister=row.assister, by=None, reason="complaint")
        tasks.tell_of_delegations()
        row.refresh_from_db()
        assert row.is_active
        assert row.is_dormant
        assert not access.cases_open_to(row.assister.user).exists()
        assert count("delegation_paused") == 1

        assister = Assister.objects.get(pk=row.assister_id)
        certifications.reinstate(assister=assister, by=None, reason="settled")
        tasks.tell_of_delegations()
        tasks.tell_of_delegations()
        assert access.cases_open_to(assister.user).exists()
        assert (count("delegation_paused"), count("delegation_resumed")) == (1, 1)

    def test_a_pause_that_is_over_before_anybody_was_told_is_not_told(self, row):
        certifications.suspend(assister=row.assister, by=None, reason="complaint")
        assister = Assister.objects.get(pk=row.assister_id)
        certifications.reinstate(assister=assister, by=None, reason="mistake")
        tasks.tell_of_delegations()
        assert count("delegation_paused") == count("delegation_resumed") == 0


class TestTheDigest:
    def test_one_mail_tells_of_all_that_is_new_and_none_follows_at_once(self):
        dee = AssisterFactory(ready=True)
        for _ in range(3):
            DelegationFactory(assister=dee, assister_news_at=timezone.now())
        tasks.tell_of_delegations()
        DelegationFactory(assister=dee, assister_news_at=timezone.now())
        tasks.tell_of_delegations()
        assert count("delegation_news") == 1
        Delegation.objects.update(assister_told_at=ago(1))
        tasks.tell_of_delegations()
        tasks.tell_of_delegations()
        assert count("delegation_news") == 2


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("delegation_begun", {}),
        ("delegation_requested", {"pending": True}),
        ("delegation_closed", {"ended": True}),
        ("delegation_closed", {"declined": True}),
        ("delegation_paused", {}),
        ("delegation_resumed", {}),
        ("delegation_renewal", {}),
        ("delegation_news", {"pending": True}),
        ("delegation_expiring", {"pending": True}),
    ],
)
def test_mails_say_it_in_both_languages_and_name_nobody_in_the_subject(kind, facts, language):
    from delegation import letters

    row = DelegationFactory(**facts)
    if kind in {"delegation_news", "delegation_expiring"}:
        letters.to_assister(kind, row)
    else:
        letters.to_consumer(kind, row, with_receipt=kind.endswith(("begun", "requested")))
    notice = Notice.objects.get()
    notice.language = language
    mail = mails.compose(notice)
    assert "Dee" not in mail.subject
    assert "Pat" not in mail.subject
    assert "https://" in mail.body or "http://" in mail.body
    assert ("{{" in mail.body) is False
