"""What a newcomer finds in the demo: every state of the work on cases, for an assister and for a consumer."""

from collections import Counter

import pytest
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from casework import board
from casework.models import ChangeReport, Document, DocumentFile, Renewal, Statement
from casework.shelves import DOCUMENTS, QUARANTINE, THUMBNAILS
from delegation import access
from portal import demo_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded():
    demo_data.load()


@pytest.fixture
def carmen():
    return User.objects.get(username="carmen")


def test_carmens_renewals_are_in_every_state_of_the_board(carmen):
    found = board.of(carmen, timezone.localdate())
    assert {case.progress for case in found} == set(board.Progress.values)


def test_documents_are_in_every_state_and_carmen_may_open_each(carmen):
    hers = Document.objects.filter(case__in=access.delegated_to(carmen))
    assert set(hers.values_list("state", flat=True)) == set(Document.State.values)
    assert any(document.is_overdue() for document in hers)
    marias = set(Document.objects.filter(case__user__username="maria").values_list("state"))
    assert len(marias) == 5


def test_their_files_lie_where_they_should():
    for file in DocumentFile.objects.all():
        shelves = [QUARANTINE] if file.is_waiting else [DOCUMENTS, THUMBNAILS]
        for shelf in shelves:
            assert shelf.read(file.pk)


def test_marias_changes_are_in_every_state():
    changes = ChangeReport.objects.filter(case__user__username="maria")
    assert set(changes.values_list("state", flat=True)) == set(Statement.State.values)


def test_each_finds_something_to_do_of_every_kind(client, carmen):
    client.force_login(carmen)
    kinds = Counter(
        todo.urgency
        for case in access.delegated_to(carmen)
        for todo in client.get(f"/cases/{case.pk}/").context["todos"]
    )
    assert len(kinds) == 6
    client.force_login(User.objects.get(username="maria"))
    assert len(client.get("/my-case/").context["todos"]) >= 4


def test_a_second_time_changes_nothing():
    before = [Document.objects.count(), ChangeReport.objects.count(), Renewal.objects.count()]
    due = list(Case.objects.order_by("pk").values_list("renewal_due_on", flat=True))
    demo_data.load()
    assert before == [
        Document.objects.count(),
        ChangeReport.objects.count(),
        Renewal.objects.count(),
    ]
    again = Case.objects.order_by("pk").values_list("renewal_due_on", flat=True)
    assert list(again) == due
