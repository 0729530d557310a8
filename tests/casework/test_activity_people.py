"""Whose name stands over what was done, and where the list is narrowed to them: never somebody else’s."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.casework.test_activity import ACTIVITY, event, text
from tests.delegation.factories import DelegationFactory
from tests.factories import StaffFactory

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
