from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import DatabaseError, connection, transaction

from audit import trail
from audit.models import AuditEvent
from portal import context
from portal.errors import Refusal
from tests.factories import GroupFactory

PAT = "5d7a3d1e-0a4c-4d0e-9b1a-3f0c9f1f7a10"


class InvitationClosed(Refusal): ...


class InvitationTaken(Refusal):
    def __init__(self, about):
        self.about = about
        super().__init__("Someone else was quicker.")


@pytest.fixture
def pat(django_user_model):
    return django_user_model(pk=PAT, username="pat.smith", email="pat@example.org")


@pytest.fixture
def request_from():
    """Serve a request from an address for the length of a test."""
    token = context._current.set(context.RequestContext(request_id="req-1", address="192.0.2.7"))
    yield
    context._current.reset(token)


@trail.workflow("invitation.accept")
def accept(*, by, refusal=None):
    group = GroupFactory(name="accepted")
    trail.record("invitation.accept", by=by, about=group)
    if refusal is not None:
        raise refusal
    return group


@pytest.mark.django_db
class TestRecord:
    def test_keeps_ids_and_where_the_request_came_from(self, pat, request_from):
        group = GroupFactory()

        event = trail.record(
            "group.rename", by=pat, about=group, acting_for=pat, entity=pat, case=pat
        )

        event = AuditEvent.objects.get(pk=event.pk)
        assert (event.object_type, event.object_id) == ("auth.group", str(group.pk))
        assert {str(event.actor_id), str(event.acting_for_id)} == {PAT}
        assert {str(event.entity_id), str(event.case_id)} == {PAT}
        assert (event.request_id, event.address) == ("req-1", "192.0.2.7")
        assert event.outcome == AuditEvent.Outcome.DONE

    def test_keeps_many_as_it_keeps_one_by_one_insert(
        self, pat, request_from, django_assert_num_queries
    ):
        groups = [GroupFactory(), GroupFactory(name="another")]
        told = [{"about": group, "acting_for": UUID(PAT), "case": pat} for group in groups]
        one = trail.record("group.rename", by=pat, **told[0])

        with django_assert_num_queries(1):
            trail.record_many("group.rename", by=pat, events=told)

        rows = AuditEvent.objects.exclude(pk=one.pk).order_by("pk")
        assert [row.object_id for row in rows] == [str(group.pk) for group in groups]
        same = [field.name for field in AuditEvent._meta.fields if field.name not in {"id", "at"}]
        assert {str(getattr(rows[0], name)) for name in same} == {
            str(getattr(one, name)) for name in same
        }

    def test_holds_nothing_about_a_person(self, pat):
        trail.record("group.rename", by=pat, about=GroupFactory(name="Pat Smith’s"))

        [row] = AuditEvent.objects.values()
        words = " ".join(str(value) for value in row.values())
        assert "smith" not in words.lower()
        assert "@" not in words

    @pytest.mark.parametrize("nobody", [None, AnonymousUser()])
    def test_knows_nobody_behind_a_visitor_or_the_system(self, nobody):
        assert trail.record("code.sweep", by=nobody).actor_id is None


@pytest.mark.django_db(transaction=True)
class TestOneTransaction:
    def test_a_rollback_takes_the_event_along(self):
        with transaction.atomic():
            trail.record("invitation.accept", by=None)
            transaction.set_rollback(True)

        assert not AuditEvent.objects.exists()

    def test_an_event_that_cannot_be_written_undoes_the_act(self):
        @transaction.atomic
        def accept_and_say_too_much():
            GroupFactory(name="accepted")
            trail.record("invitation.accept", by=None, reason="said 01/02/1960")

        with pytest.raises(DatabaseError, match="auditevent_reason_is_one_word"):
            accept_and_say_too_much()

        assert not Group.objects.filter(name="accepted").exists()

    def test_an_act_outside_a_transaction_is_not_recorded(self):
        with pytest.raises(transaction.TransactionManagementError):
            trail.record("invitation.accept", by=None)
        with pytest.raises(transaction.TransactionManagementError):
            trail.record_many("invitation.accept", by=None, events=[{}])

        assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestWorkflow:
    def test_is_one_transaction(self, pat):
        assert accept(by=pat).name == "accepted"

        assert AuditEvent.objects.get().outcome == AuditEvent.Outcome.DONE
        assert not connection.in_atomic_block

    def test_puts_a_refusal_on_record_and_nothing_else(self, pat, request_from):
        with pytest.raises(InvitationClosed):
            accept(by=pat, refusal=InvitationClosed("Ask for a new one, Pat Smith."))

        event = AuditEvent.objects.get()
        assert (event.verb, event.outcome) == ("invitation.accept", AuditEvent.Outcome.REFUSED)
        assert (event.reason, str(event.actor_id)) == ("InvitationClosed", PAT)
        assert (event.object_type, event.object_id) == ("", "")
        assert event.address == "192.0.2.7"
        assert not Group.objects.filter(name="accepted").exists()

    def test_says_what_a_refusal_is_about_if_it_knows(self, pat):
        group = GroupFactory()

        with pytest.raises(InvitationTaken):
            accept(by=pat, refusal=InvitationTaken(about=group))

        assert AuditEvent.objects.get().object_id == str(group.pk)

    def test_leaves_other_errors_alone(self, pat):
        with pytest.raises(ZeroDivisionError):
            accept(by=pat, refusal=ZeroDivisionError())

        assert not AuditEvent.objects.exists()

    def test_a_refusal_that_leaves_two_workflows_is_recorded_once_by_the_outer(self, pat):
        @trail.workflow("invitation.accept_all")
        def accept_all(*, by):
            accept(by=by, refusal=InvitationClosed())

        with pytest.raises(InvitationClosed):
            accept_all(by=pat)

        assert AuditEvent.objects.get().verb == "invitation.accept_all"

    def test_a_refusal_that_the_outer_workflow_answers_is_recorded_too(self, pat):
        @trail.workflow("invitation.accept_all")
        def accept_all(*, by):
            with pytest.raises(InvitationClosed):
                accept(by=by, refusal=InvitationClosed())
            trail.record("invitation.accept_all", by=by)

        accept_all(by=pat)

        assert set(AuditEvent.objects.values_list("verb", "outcome")) == {
            ("invitation.accept", "refused"),
            ("invitation.accept_all", "done"),
        }

    def test_keeps_the_name_and_the_words_of_the_function(self):
        assert accept.__name__ == "accept"
