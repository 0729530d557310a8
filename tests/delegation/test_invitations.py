"""How far an invitation is, and sending one again: by the entity's contact, one at a time, within bounds."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.errors import EntityNotActive
from accounts.workflows import assisters
from audit.models import AuditEvent
from delegation import invitations
from delegation.cleaning import Facts
from delegation.errors import (
    AlreadyActivated,
    InvitedMeanwhile,
    NeverInvited,
    NotYourAssister,
    PausedByDesk,
)
from delegation.invitations import State
from delegation.models import DelegationCode
from delegation.workflows import activation_entries, delegation_codes
from delegation.workflows.invitations import send_again
from limiter.errors import TooManyAttempts
from notifications.models import Notice
from portal.errors import Refusal
from tests.accounts.factories import CertificationFactory
from tests.factories import AssisterFactory, DelegationCodeFactory, EntityContactFactory

pytestmark = pytest.mark.django_db
LIST = "/entity/invitations/"


@pytest.fixture
def contact(client):
    contact = EntityContactFactory()
    client.force_login(contact.user)
    return contact


@pytest.fixture
def invited(contact):
    """``invited(expired=True)``: one of the contact's own, with such a code."""

    def make(**facts):
        assister = AssisterFactory(entity=contact.entity)
        return DelegationCodeFactory(assister=assister, **facts)

    return make


def again(code, contact, **more):
    facts = {"assister": code.assister, "seen": code.pk, "by": contact.user, **more}
    return send_again(**facts)


class TestSendingAgain:
    @pytest.mark.parametrize("facts", [{}, {"expired": True}, {"revoked": True}])
    def test_mails_a_fresh_code_in_the_place_of_the_one_before(self, contact, invited, facts):
        code = invited(**facts)
        fresh = again(code, contact)
        code.refresh_from_db()
        assert code.revoked_at
        assert DelegationCode.objects.live().get() == fresh
        assert Notice.objects.get(kind="delegation_code").about_id == str(fresh.pk)
        events = AuditEvent.objects.filter(actor_id=contact.user.pk)
        verbs = set(events.values_list("verb", flat=True))
        assert {"delegation_code.issue", "invitation.send_again"} <= verbs

    def test_is_for_whoever_was_invited_by_the_desk(self, contact):
        assister = AssisterFactory(entity=contact.entity)
        with pytest.raises(NeverInvited):
            send_again(assister=assister, seen=None, by=contact.user)

    def test_is_not_for_who_has_an_account(self, contact):
        assister = AssisterFactory(entity=contact.entity, ready=True)
        code = DelegationCodeFactory(assister=assister, used=True)
        with pytest.raises(AlreadyActivated):
            again(code, contact)

    def test_is_about_ones_own_only(self, contact, invited):
        with pytest.raises(NotYourAssister):
            again(DelegationCodeFactory(), contact)
        gone = invited()
        assisters.end_affiliation(assister=gone.assister, by=None, reason="left")
        with pytest.raises(NotYourAssister):
            again(gone, contact)

    @pytest.mark.parametrize("status", ["suspended", "ended"])
    def test_waits_while_the_entity_is_not_active(self, contact, invited, status):
        code = invited()
        contact.entity.status = status
        contact.entity.save()
        with pytest.raises(EntityNotActive):
            again(code, contact)

    @pytest.mark.parametrize("facts", [{"suspended": True}, {"revoked": True}])
    def test_does_not_go_round_what_the_desk_decided(self, contact, invited, facts):
        code = invited()
        CertificationFactory(assister=code.assister, **facts)
        with pytest.raises(PausedByDesk):
            again(code, contact)

    def test_is_once_for_each_time_that_the_page_was_seen(self, contact, invited):
        code = invited()
        again(code, contact)
        for seen in (code.pk, None, uuid4()):
            with pytest.raises(InvitedMeanwhile):
                again(code, contact, seen=seen)
        assert DelegationCode.objects.count() == 2

    def test_is_three_times_a_day_at_most(self, contact, invited):
        code = invited()
        for _n in range(3):
            code = again(code, contact)
        with pytest.raises(TooManyAttempts):
            again(code, contact)
        assert DelegationCode.objects.live().get() == code

    @pytest.mark.django_db(transaction=True)
    def test_pressed_often_at_once_one_code_comes_of_it(self, contact, invited):
        code = invited()

        def run(_n):
            try:
                return again(code, contact) and "sent"
            except Refusal as refusal:
                return type(refusal).__name__
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            told = sorted(pool.map(run, range(4)))
        assert told == ["InvitedMeanwhile"] * 3 + ["sent"]
        assert DelegationCode.objects.live().count() == 1
        assert Notice.objects.filter(kind="delegation_code").count() == 1


def test_is_opened_once_the_three_facts_are_entered():
    code = DelegationCodeFactory(code="K7mPq2")
    person = code.assister
    facts = Facts("K7mPq2", person.entity.legal_name, person.certification_number)
    activation_entries.begin(facts=facts, address="192.0.2.7")
    code.refresh_from_db()
    first = code.opened_at
    assert first is not None
    activation_entries.begin(facts=facts, address="192.0.2.7")
    code.refresh_from_db()
    assert code.opened_at == first


@pytest.fixture
def in_every_state(contact, invited):
    now = timezone.now()
    made = {
        State.UNSENT: AssisterFactory(entity=contact.entity),
        State.SENT: invited().assister,
        State.OPENED: invited(opened_at=now).assister,
        State.EXPIRED: invited(expired=True, opened_at=now - timedelta(9)).assister,
        State.ENDED: invited(revoked=True).assister,
        State.ACTIVATED: AssisterFactory(entity=contact.entity, ready=True),
    }
    # What counts is the newest code.
    DelegationCodeFactory(
        assister=made[State.SENT],
        revoked=True,
        opened_at=now,
        issued_at=now - timedelta(5),
    )
    DelegationCodeFactory(assister=made[State.ACTIVATED], used=True, opened_at=now)
    return made


def test_states_are_the_same_in_python_and_in_sql(contact, in_every_state):
    every = invitations.invitations(invitations.of_entity(contact.entity))
    assert {one.assister: one.state for one in every} == {
        assister: state for state, assister in in_every_state.items()
    }
    for state, assister in in_every_state.items():
        found = invitations.in_state(invitations.of_entity(contact.entity), state)
        assert [row.pk for row in found] == [assister.pk], state


class TestThePage:
    def text(self, client, query=""):
        response = client.get(LIST + query)
        assert response.status_code == 200
        return response.content.decode()

    def test_shows_each_state_with_its_age_and_what_to_do(self, client, in_every_state):
        page = self.text(client)
        for state in State:
            assert f"<strong>{state.label}.</strong>" in page
        assert "Opened today" in page
        # By the calendar: clocks that change in between make it a day more or less.
        assert re.search(r"Sent 3[012] days ago \(\d\d/\d\d/\d{4}\)", page)
        assert re.search(r"Expired (today|\d days? ago)", page)
        assert page.count("Send again") == 4
        assert "Dee Acts" in self.text(client, "?state=expired")
        assert "Nobody fits" in self.text(client, "?state=expired&q=zzz")

    def test_is_about_ones_own(self, client, contact):
        DelegationCodeFactory(assister__last_name="Stranger")
        assert "Stranger" not in self.text(client)

    def test_sends_again_and_says_where_to(self, client, invited):
        code = invited()
        answer = client.post(f"{LIST}{code.assister.pk}/send/", {"seen": code.pk}, follow=True)
        page = answer.content.decode()
        assert f"on its way to {code.sent_to}" in page
        assert str(DelegationCode.objects.live().get().pk) in page

    @pytest.mark.parametrize("seen", ["", "x", "\x00"])
    def test_a_second_press_sends_nothing(self, client, invited, seen):
        code = invited()
        answer = client.post(f"{LIST}{code.assister.pk}/send/", {"seen": seen}, follow=True)
        assert "It is on its way." in answer.content.decode()
        assert DelegationCode.objects.get() == code

    def test_another_entity_s_assister_is_not_found(self, client, contact):
        code = DelegationCodeFactory()
        answer = client.post(f"{LIST}{code.assister.pk}/send/", {"seen": code.pk})
        assert answer.status_code == 404
        assert DelegationCode.objects.get().is_live()

    def test_offers_no_button_where_the_desk_decided(self, client, invited):
        CertificationFactory(assister=invited().assister, suspended=True)
        page = self.text(client)
        assert "The certification desk has stopped it; ask there." in page
        assert "Send again" not in page

    def test_costs_the_same_for_many(self, client, contact, invited):
        def count():
            with CaptureQueriesContext(connection) as asked:
                self.text(client)
            return len(asked)

        invited()
        count()
        one = count()
        for facts in ({}, {"expired": True}, {"revoked": True}):
            invited(**facts)
        assert count() == one

    def test_the_dashboard_counts_what_is_not_finished(self, client, in_every_state):
        page = client.get("/dashboard/").content.decode()
        assert "Invitations that nobody has finished (4)" in page


def test_issued_by_the_desk_it_counts_as_sent(contact):
    assister = AssisterFactory(entity=contact.entity)
    delegation_codes.issue(assister=assister, by=None)
    [one] = invitations.invitations(invitations.of_entity(contact.entity))
    assert one.state == State.SENT
