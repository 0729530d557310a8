"""The life of a delegation, told by the workflows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Assister, Certification
from audit.models import AuditEvent
from cases.models import Case
from delegation import access
from delegation.errors import (
    AssisterNotReady,
    CannotChooseYourself,
    NotOpen,
    NotWaiting,
    SignedAlready,
    TakesNobodyNew,
    TextChanged,
)
from delegation.models import Consent, Delegation, LegalText
from delegation.workflows import delegations
from notifications.models import Notice
from tests.cases.factories import CaseFactory
from tests.delegation.factories import DelegationFactory, current_text
from tests.factories import AssisterFactory, LegalTextFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return CaseFactory(linked=True)


@pytest.fixture
def assister():
    return AssisterFactory(ready=True)


@pytest.fixture
def reviewer():
    return AssisterFactory(ready=True, reviews_requests=True)


def signed(case, assister, **facts):
    facts = {
        "key": uuid4(),
        "version": current_text().version,
        "name": "Pat Gives",
        "language": "en",
        "by": case.user,
        **facts,
    }
    return delegations.sign(case=case.pk, assister=assister.pk, **facts)


def kinds():
    return sorted(Notice.objects.values_list("kind", flat=True))


class TestSigning:
    def test_opens_the_case_at_once_for_a_year(self, case, assister):
        row = signed(case, assister)
        assert row.is_active
        assert (row.until_on - row.from_on).days in {365, 366}
        assert row.entity == assister.entity
        assert case in access.cases_open_to(assister.user)
        assert kinds() == ["delegation_begun"]
        assert row.assister_news_at

    def test_keeps_the_words_the_name_and_the_language(self, case, assister):
        consent = signed(case, assister, language="es", name="María Gómez").consent
        assert consent.text == current_text("es")
        assert consent.sha256 == LegalText.hash_of(consent.text.body)
        assert consent.signed_name == "María Gómez"
        assert consent.channel == Consent.Channel.ONLINE

    def test_twice_with_one_form_makes_one(self, case, assister):
        key = uuid4()
        assert signed(case, assister, key=key) == signed(case, assister, key=key)
        assert Delegation.objects.count() == Consent.objects.count() == 1

    def test_a_form_of_somebody_else_s_is_refused(self, case, assister):
        key = DelegationFactory().form_key
        with pytest.raises(SignedAlready):
            signed(case, assister, key=key)
        assert not case.delegations.exists()

    def test_replaces_who_helped_before(self, case, assister):
        before = DelegationFactory(case=case)
        row = signed(case, assister)
        before.refresh_from_db()
        assert (before.state, before.reason, before.closed_by) == ("ended", "replaced", case.user)
        assert before.assister_news_at
        assert case.delegations.active().get() == row
        assert not access.cases_open_to(before.assister.user).exists()

    def test_withdraws_a_request_to_somebody_else(self, case, assister):
        before = DelegationFactory(case=case, pending=True)
        signed(case, assister)
        before.refresh_from_db()
        assert (before.state, before.reason) == ("withdrawn", "replaced")

    def test_anew_for_the_same_person_is_a_renewal_with_a_fresh_signature(self, case, reviewer):
        before = DelegationFactory(case=case, assister=reviewer)
        row = signed(case, reviewer)
        before.refresh_from_db()
        assert row.is_active
        assert (before.state, before.reason) == ("ended", "renewed")
        assert row.consent != before.consent
        assert row.assister_news_at is None

    def test_waits_where_the_assister_answers_each_request(self, case, reviewer):
        before = DelegationFactory(case=case)
        row = signed(case, reviewer)
        assert row.is_pending
        assert case.delegations.active().get() == before
        assert not access.cases_open_to(reviewer.user).exists()
        assert kinds() == ["delegation_requested"]

    def test_for_one_who_takes_nobody_new_is_refused_but_as_a_renewal(self, case):
        full = AssisterFactory(ready=True, takes_new_consumers=False)
        with pytest.raises(TakesNobodyNew):
            signed(case, full)
        DelegationFactory(case=case, assister=full)
        assert signed(case, full).is_active

    def test_of_an_older_text_shows_the_newer_one(self, case, assister):
        LegalTextFactory(kind="delegation", version=2)
        with pytest.raises(TextChanged):
            signed(case, assister, version=1)
        assert signed(case, assister, version=2).consent.text.version == 2

    def test_of_oneself_is_refused(self, assister):
        case = CaseFactory(user=assister.user)
        with pytest.raises(CannotChooseYourself):
            signed(case, assister)

    def test_for_one_who_is_not_ready_is_refused_and_on_record(self, case):
        with pytest.raises(AssisterNotReady):
            signed(case, AssisterFactory(suspended=True))
        event = AuditEvent.objects.get(verb="delegation.sign")
        assert (event.outcome, event.reason) == ("refused", "AssisterNotReady")
        assert not Consent.objects.exists()

    def test_of_somebody_else_s_case_is_refused(self, case, assister):
        with pytest.raises(Case.DoesNotExist):
            signed(case, assister, by=CaseFactory(linked=True).user)

    def test_on_the_phone_needs_no_account(self, assister):
        case, kim = CaseFactory(email=""), StaffFactory()
        script = LegalText.objects.current(LegalText.Kind.DELEGATION_SCRIPT, "en")
        row = delegations.sign_on_phone(
            case=case.pk,
            assister=assister.pk,
            key=uuid4(),
            version=script.version,
            name="Pat Gives",
            language="en",
            by=kim,
        )
        assert (row.consent.channel, row.consent.representative) == ("oral", kim)
        assert row.consent.user is None
        assert row.is_active
        assert kinds() == []  # there is no address to write to


class TestAnswering:
    def test_accepting_opens_the_case_and_ends_who_helped_before(self):
        before = DelegationFactory()
        row = DelegationFactory(case=before.case, pending=True)
        delegations.accept(delegation=row.pk, by=row.assister.user)
        row.refresh_from_db()
        before.refresh_from_db()
        assert row.is_active
        assert (before.state, before.reason) == ("ended", "replaced")
        assert kinds() == ["delegation_begun"]

    def test_declining_says_why(self):
        row = DelegationFactory(pending=True)
        delegations.decline(delegation=row.pk, reason="language", by=row.assister.user)
        row.refresh_from_db()
        assert (row.state, row.reason, row.closed_as) == ("declined", "language", "assister")
        assert kinds() == ["delegation_closed"]

    @pytest.mark.parametrize("state", ["declined", "ended"])
    def test_what_does_not_wait_cannot_be_accepted(self, state):
        row = DelegationFactory(**{state: True})
        with pytest.raises(NotWaiting):
            delegations.accept(delegation=row.pk, by=row.assister.user)

    def test_nor_what_waited_too_long(self):
        row = DelegationFactory(pending=True, asked_at=timezone.now() - timedelta(days=21))
        with pytest.raises(NotWaiting):
            delegations.accept(delegation=row.pk, by=row.assister.user)

    def test_by_another_assister_is_refused(self, assister):
        row = DelegationFactory(pending=True)
        with pytest.raises(Delegation.DoesNotExist):
            delegations.accept(delegation=row.pk, by=assister.user)

    def test_while_not_ready_is_refused(self):
        row = DelegationFactory(pending=True)
        Certification.objects.update(status="suspended")
        with pytest.raises(AssisterNotReady):
            delegations.accept(delegation=row.pk, by=row.assister.user)


class TestEnding:
    def test_by_the_consumer_closes_the_case_at_once(self):
        row = DelegationFactory()
        delegations.end(delegation=row.pk, by=row.case.user)
        row.refresh_from_db()
        assert (row.state, row.closed_as, row.closed_by) == ("ended", "consumer", row.case.user)
        assert not access.cases_open_to(row.assister.user).exists()
        assert kinds() == ["delegation_closed"]

    def test_of_a_request_withdraws_it(self):
        row = DelegationFactory(pending=True)
        delegations.end(delegation=row.pk, by=row.case.user)
        row.refresh_from_db()
        assert row.state == "withdrawn"

    def test_twice_is_said(self):
        row = DelegationFactory(ended=True)
        with pytest.raises(NotOpen):
            delegations.end(delegation=row.pk, by=row.case.user)

    def test_of_somebody_else_s_is_refused(self):
        row = DelegationFactory()
        with pytest.raises(Delegation.DoesNotExist):
            delegations.end(delegation=row.pk, by=DelegationFactory().case.user)

    def test_by_the_assister_says_why(self):
        row = DelegationFactory()
        delegations.resign(delegation=row.pk, reason="known", by=row.assister.user)
        row.refresh_from_db()
        assert (row.state, row.reason, row.closed_as) == ("ended", "known", "assister")
        assert row.assister_news_at is None

    def test_by_a_representative(self):
        row, kim = DelegationFactory(), StaffFactory()
        delegations.end_on_phone(delegation=row.pk, case=row.case_id, by=kim)
        row.refresh_from_db()
        assert (row.closed_as, row.closed_by) == ("representative", kim)


def test_every_change_is_on_record_with_the_case(case, assister, reviewer):
    row = signed(case, assister)
    delegations.end(delegation=row.pk, by=case.user)
    asked = signed(case, reviewer)
    delegations.accept(delegation=asked.pk, by=reviewer.user)
    verbs = AuditEvent.objects.filter(case_id=case.pk, outcome="done").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "delegation.sign",
        "delegation.end",
        "delegation.sign",
        "delegation.accept",
    ]
    assert Assister.objects.count() == 2
