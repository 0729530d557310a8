"""Each refusal is on record once, and with its case, so that the consumer sees who tried what."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from delegation import receipts
from delegation.models import Delegation
from tests.accesscodes.test_console import BORN
from tests.casework.factories import DocumentFileFactory, ObjectionFactory, QuestionFactory
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return DelegationFactory()


def refused(case):
    """All that are on record, each of which must be of this case."""
    found = AuditEvent.objects.filter(outcome="refused").order_by("pk")
    assert {event.case_id for event in found} <= {case.pk}
    return [f"{event.verb}: {event.reason}" for event in found]


def test_what_the_consumer_did_not_allow(client, held):
    """An answer is refused past the door: everybody may read the question."""
    Delegation.objects.update(scope=["read"])
    question = QuestionFactory(case=held.case)
    client.force_login(held.assister.user)
    url = reverse("casework:question_answer", args=[held.case_id, question.pk])
    assert client.post(url, {"answer": "The one of May."}).status_code == 403
    assert refused(held.case) == ["question.answer: CaseClosed"]


@pytest.mark.parametrize("name", ["own_document_file", "own_document_preview"])
def test_a_file_that_waits(client, held, name):
    file = DocumentFileFactory(
        document__case=held.case,
        document__uploaded=True,
        document__sent_by=held.case.user,
        waiting=True,
    )
    client.force_login(held.case.user)
    assert client.get(reverse(f"casework:{name}", args=[file.pk])).status_code == 404
    verb = "download" if name == "own_document_file" else "preview"
    assert refused(held.case) == [f"document_file.{verb}: FileNotReady"]


def test_an_objection_answered_a_second_time(client):
    made = ObjectionFactory(answered=True)
    client.force_login(StaffFactory(role="Certification desk"))
    client.post(reverse("admin:casework_objection_answer", args=[made.pk]), {"words": "No."})
    assert refused(made.case) == ["objection.answer: AnsweredAlready"]


class TestDelegation:
    def test_ended_already(self, client, held):
        client.force_login(held.case.user)
        for _press in range(2):
            client.post(reverse("consent:delegation_end", args=[held.pk]))
        assert refused(held.case) == ["delegation.end: NotOpen"]

    def test_ended_already_by_its_receipt(self, client, held):
        told = {"code": receipts.code_of(held), **BORN}
        for _press in range(2):
            client.post(reverse("consent:end_by_receipt"), told)
        assert "delegation.end" in verbs()
        assert refused(held.case) == ["delegation.end_by_receipt: NotOpen"]

    def test_accepted_already(self, client):
        asked = DelegationFactory(pending=True)
        client.force_login(asked.assister.user)
        for _press in range(2):
            client.post(reverse("consent:request_accept", args=[asked.pk]))
        assert refused(asked.case) == ["delegation.accept: NotWaiting"]
