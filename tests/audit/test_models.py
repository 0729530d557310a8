import pytest
from django.db import IntegrityError, connection

from audit.append_only import AppendOnly
from audit.models import AuditEvent
from portal.db import refusing
from tests.factories import AuditEventFactory

pytestmark = pytest.mark.django_db
TABLE = "audit_auditevent"


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


class TestAppendOnly:
    @pytest.mark.parametrize("rows", [0, 1])
    @pytest.mark.parametrize(
        "sql",
        [
            f"UPDATE {TABLE} SET verb = 'nothing.happened'",
            f"DELETE FROM {TABLE}",
            f"TRUNCATE {TABLE}",
            f"TRUNCATE {TABLE} CASCADE",
        ],
    )
    def test_database_refuses_every_change(self, sql, rows):
        AuditEventFactory.create_batch(rows)

        with pytest.raises(IntegrityError, match="audit_auditevent is append-only"):
            execute(sql)

    def test_database_refuses_a_replica_too(self):
        execute("SET LOCAL session_replication_role = replica")

        with pytest.raises(IntegrityError, match="audit_auditevent is append-only"):
            execute(f"DELETE FROM {TABLE}")

    def test_django_cannot_change_a_row_either(self):
        event = AuditEventFactory()

        with pytest.raises(IntegrityError):
            AuditEvent.objects.filter(pk=event.pk).update(reason="other")

    def test_the_refusal_can_be_told_by_its_constraint(self):
        event = AuditEventFactory()

        refused = refusing("audit_auditevent_append_only", ZeroDivisionError())
        with pytest.raises(ZeroDivisionError), refused:
            event.delete()

    def test_the_operation_can_be_undone_and_done_again(self):
        operation = AppendOnly(TABLE)
        with connection.schema_editor() as editor:
            operation.database_backwards("audit", editor, None, None)
        AuditEventFactory().delete()
        with connection.schema_editor() as editor:
            operation.database_forwards("audit", editor, None, None)

        with pytest.raises(IntegrityError):
            execute(f"DELETE FROM {TABLE}")

    def test_the_operation_says_what_it_is(self):
        operation = AppendOnly(TABLE)
        assert operation.deconstruct() == ("AppendOnly", (TABLE,), {})
        assert operation.describe() == "Refuse to change rows of audit_auditevent"


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"verb": "Pat accepted"}, "auditevent_verb_is_noun_dot_verb"),
        ({"reason": "said 01/02/1960"}, "auditevent_reason_is_one_word"),
        ({"outcome": "maybe"}, "auditevent_outcome_is_known"),
        ({"outcome": "refused"}, "auditevent_refusal_has_a_reason"),
        ({"object_type": "auth.group"}, "auditevent_object_type_and_id_agree"),
        ({"object_id": "7"}, "auditevent_object_type_and_id_agree"),
    ],
)
def test_database_refuses(row, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        AuditEventFactory(**row)


def test_names_itself_by_ids_and_states_only():
    assert str(AuditEventFactory(pk=7)) == "Audit event 7 (invitation.accept, done)"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", [1, 2])
def test_the_tests_own_flush_empties_the_table(_again):
    assert not AuditEvent.objects.exists()
    AuditEventFactory()
