"""Whose name stands over what was done, and where the list is narrowed to them: never somebody else’s."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from accesscodes.models.code import WRONG_BIRTH_DATES
from accounts.standing import What, standing_changed
from audit.models import AuditEvent
from casework.activity import events
from portal import context
from tests.accesscodes.factories import AccessCodeFactory
from tests.casework.factories import ObjectionFactory
from tests.casework.test_activity import ACTIVITY, event, text
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return DelegationFactory(assister__first_name="Dee", assister__last_name="Acts")


@pytest.fixture
def case(held):
    return held.case


@pytest.fixture
def pat(client, case):
    client.force_login(case.user)
    return client


def test_to_whoever_helps_the_consumer_is_the_consumer(client, case, held):
    event(case, "change.send", case.user)
    client.force_login(held.assister.user)
    told = text(client.get(reverse("casework:history", args=[case.pk])))
    assert "The consumer Sent a change to the case desk" in told


def test_what_the_case_desk_asks_is_under_its_name(client, case):
    client.force_login(StaffFactory(role="Case desk"))
    ask = reverse("admin:casework_question_ask", args=[case.pk])
    client.post(ask, {"words": "Which job?", "key": uuid4()})
    client.force_login(case.user)
    assert "The case desk Asked a question" in text(client.get(ACTIVITY, {"who": "staff"}))


def test_what_others_may_do_too_is_of_staff_if_staff_did_it(pat, case):
    made = event(case, "access_code.revoke", StaffFactory())
    assert "Staff of the portal Made an access code worthless" in text(
        pat.get(ACTIVITY, {"who": "staff"})
    )
    assert made not in events.by_whom(events.of(case), "delegate", case.user)


def test_what_follows_from_what_staff_did_is_the_portals(pat, case, held):
    """In the request of the desk that revokes a certification; nobody is accused of it."""
    here = context.RequestContext("a-request", "192.0.2.7")
    with context.within(here), transaction.atomic():
        standing_changed.tell([held.assister], What.REVOKED, StaffFactory())
    ended = AuditEvent.objects.get(verb="delegation.end")
    assert ended.address
    told = text(pat.get(ACTIVITY, {"who": "portal"}))
    assert "The portal Ended somebody’s access to the case: Dee Acts" in told
    assert pat.get(reverse("casework:objection", args=[ended.pk])).status_code == 404


def test_a_code_that_was_tried_too_often_is_made_worthless_by_the_portal(client):
    case = CaseFactory(linked=True)
    AccessCodeFactory(case=case, text="2345678901", wrong_birth_dates=WRONG_BIRTH_DATES - 1)
    client.force_login(UserFactory())
    born = {"born_on_month": "1", "born_on_day": "2", "born_on_year": "1950"}
    client.post(reverse("accesscodes:case_link"), {"code": "2345678901", **born})
    client.force_login(case.user)
    assert "The portal Made an access code worthless" in text(client.get(ACTIVITY))


def test_who_was_not_signed_in_is_not_the_portal(pat, case):
    stranger = event(case, "delegation.end", address="192.0.2.7", reason="consumer:asked")
    kinds = {
        who: stranger in events.by_whom(events.of(case), who, case.user)
        for who in ("you", "staff", "delegate", "portal")
    }
    assert [who for who, is_there in kinds.items() if is_there] == ["delegate"]


def test_a_look_in_the_administration_is_of_no_certain_desk(client):
    made = ObjectionFactory()
    client.force_login(StaffFactory(role="Certification desk"))
    client.get(reverse("admin:casework_objection_history", args=[made.pk]))
    client.force_login(made.case.user)
    told = text(client.get(ACTIVITY))
    assert "Staff of the portal Looked at it in the administration" in told


def test_staff_who_want_their_own_case_read_what_they_wanted(client):
    kim = StaffFactory(role="Case desk")
    own = CaseFactory(user=kim)
    client.force_login(kim)
    client.get(reverse("admin:casework_document_request", args=[own.pk]))
    assert "refused: Wanted to open the case in the administration" in text(client.get(ACTIVITY))
