"""The chain of seals: what it covers, what it waits for, and who is found out."""

import logging
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from audit import sealing, trail
from audit.models import AuditEvent, AuditSeal
from audit.tasks import seal_events
from audit.verifying import Broken, verify
from portal.settings import CELERY_BEAT_SCHEDULE  # noqa: TID251
from tests.factories import AuditEventFactory, AuditSealFactory


def execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def as_owner(sql, *params, table="audit_auditevent"):
    """What only who owns the table can do: its triggers off, and on again, leaving no trace."""
    with transaction.atomic():
        execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        execute(sql, *params)
        execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")


def said_by_verify_audit(*arguments):
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def small_seals(monkeypatch):
    monkeypatch.setattr(sealing, "EVENTS_PER_SEAL", 3)


@pytest.fixture
def events(small_seals, transactional_db):
    """Seven, under three seals."""
    events = AuditEventFactory.create_batch(7)
    assert sealing.seal() == 3
    return events


class TestSeal:
    def test_covers_every_event_once(self, events):
        ranges = [(seal.after_id, seal.upto_id) for seal in AuditSeal.objects.all()]
        ids = [event.pk for event in events]
        assert ranges == [(0, ids[2]), (ids[2], ids[5]), (ids[5], ids[6])]
        assert sealing.seal() == 0

    def test_goes_on_where_it_stopped(self, events):
        late = AuditEventFactory()
        assert sealing.seal() == 1
        assert AuditSeal.objects.last().upto_id == late.pk
        assert verify().events == 8

    @pytest.mark.django_db(transaction=True)
    def test_of_an_empty_trail_is_none(self):
        assert sealing.seal() == 0
        assert "0 events under 0 seals" in said_by_verify_audit()

    @pytest.mark.django_db(transaction=True)
    def test_is_made_each_minute(self):
        AuditEventFactory()
        seal_events()
        assert AuditSeal.objects.count() == 1
        job = CELERY_BEAT_SCHEDULE["seal-events"]
        assert (job["task"], job["schedule"].run_every) == (seal_events.name, timedelta(minutes=1))

    @pytest.mark.django_db(transaction=True)
    def test_is_noted_in_the_log(self, caplog):
        AuditEventFactory()
        with caplog.at_level(logging.INFO, logger="audit.sealing"):
            sealing.seal()
        seal = AuditSeal.objects.get()
        assert caplog.messages == [f"Audit seal 1: {seal.hash}"]
        assert "as they were sealed" in said_by_verify_audit("--seal", f"1:{seal.hash}")

    def test_covers_every_column(self):
        columns = [field.attname for field in AuditEvent._meta.concrete_fields]
        assert sealing.COLUMNS[sealing.FORM] == columns


class OtherTransaction:
    """An act in another connection that has written its event and is not done before ``end``.

    With the block it ends at the latest: nothing of it may wait for the next test.
    """

    def __init__(self):
        self.written, self.may_end = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        assert self.written.wait(120)
        return self

    def __exit__(self, *_error):
        self.end()

    def run(self):
        try:
            with transaction.atomic():
                trail.record("invitation.late", by=None)
                self.written.set()
                self.may_end.wait(120)
        finally:
            connections.close_all()

    def end(self):
        self.may_end.set()
        self.thread.join()


@pytest.mark.django_db(transaction=True)
class TestOpenTransaction:
    def test_is_waited_for_and_its_event_is_sealed_in_its_place(self):
        with OtherTransaction() as other:
            later = AuditEventFactory()  # with a higher id, committed first
            threading.Timer(0.5, other.may_end.set).start()

            assert sealing.seal(patience=120) == 1

        late = AuditEvent.objects.get(verb="invitation.late")
        assert late.pk < later.pk == AuditSeal.objects.get().upto_id
        assert verify().events == 2

    def test_that_goes_on_for_too_long_is_left_for_the_next_time(self):
        with OtherTransaction():
            AuditEventFactory()

            assert sealing.seal(patience=0.2) == 0
        assert sealing.seal(patience=0.2) == 1
        assert verify().events == 2

    def test_that_only_reads_or_writes_elsewhere_is_not_waited_for(self):
        AuditEventFactory()
        ready, done = threading.Event(), threading.Event()

        def read():
            with transaction.atomic():
                list(AuditEvent.objects.all())
                execute("UPDATE limiter_attemptlog SET most = most")
                ready.set()
                done.wait(120)
            connections.close_all()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            assert ready.wait(120)
            assert sealing.seal(patience=0) == 1
        finally:
            done.set()
            reader.join()

    def test_two_jobs_at_once_make_one_chain(self):
        AuditEventFactory.create_batch(20)

        def run():
            sealing.seal()
            connections.close_all()

        jobs = [threading.Thread(target=run) for _ in range(4)]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()

        assert verify().events == 20


TAMPERED = [
    ("UPDATE audit_auditevent SET verb = 'nothing.happened' WHERE id = %s", "was changed"),
    ("UPDATE audit_auditevent SET actor_id = gen_random_uuid() WHERE id = %s", "was changed"),
    ("UPDATE audit_auditevent SET at = at + interval '1 us' WHERE id = %s", "was changed"),
    ("UPDATE audit_auditevent SET outcome = 'failed', reason = 'x' WHERE id = %s", "was changed"),
    ("DELETE FROM audit_auditevent WHERE id = %s", "is gone"),
]


class TestVerifyAudit:
    def test_finds_nothing_where_nothing_was_done(self, events):
        AuditEventFactory()
        said = said_by_verify_audit()
        assert "7 events under 3 seals are as they were sealed; 1 wait for the next seal." in said
        assert AuditSeal.objects.last().hash in said

    @pytest.mark.parametrize(("sql", "finding"), TAMPERED)
    @pytest.mark.parametrize("place", [0, 4, 6])
    def test_names_the_event_that_its_owner_tampered_with(self, events, sql, finding, place):
        as_owner(sql, events[place].pk)
        with pytest.raises(CommandError, match=f"^Event {events[place].pk} of seal .* {finding}"):
            said_by_verify_audit()

    def test_names_the_first_of_several(self, events):
        as_owner("DELETE FROM audit_auditevent WHERE id >= %s", events[3].pk)
        with pytest.raises(Broken, match=f"^Event {events[3].pk} of seal 2 is gone"):
            verify()

    def test_finds_an_event_that_was_put_before_all_others(self, events):
        AuditEventFactory(pk=-5)
        with pytest.raises(Broken, match=r"^Event -5 was put before all others"):
            verify()

    @pytest.mark.usefixtures("small_seals", "transactional_db")
    def test_finds_an_event_in_a_gap(self):
        first = AuditEventFactory()
        with transaction.atomic():
            gone = AuditEventFactory().pk
            transaction.set_rollback(True)
        AuditEventFactory()
        sealing.seal()
        AuditEventFactory(pk=gone)
        with pytest.raises(Broken, match=f"^Event {gone} was put among those of seal 1"):
            verify()
        assert gone > first.pk

    @pytest.mark.parametrize(
        ("sql", "finding"),
        [
            ("UPDATE audit_auditseal SET hash = repeat('a', 64) WHERE number = 2", "2 was changed"),
            ("UPDATE audit_auditseal SET rows = 'x' WHERE number = 2", "2 was changed"),
            ("UPDATE audit_auditseal SET at = now() WHERE number = 2", "2 was changed"),
            (
                "UPDATE audit_auditseal SET upto_id = upto_id + 1 WHERE number = 2",
                "2 was changed",
            ),
            (
                "UPDATE audit_auditseal SET previous_hash = repeat('b', 64) WHERE number = 2",
                "2 does not follow",
            ),
            ("DELETE FROM audit_auditseal WHERE number = 2", "2 is gone"),
            ("DELETE FROM audit_auditseal WHERE number = 1", "1 is gone"),
        ],
    )
    def test_names_the_seal_that_its_owner_tampered_with(self, events, sql, finding):
        as_owner(sql, table="audit_auditseal")
        with pytest.raises(CommandError, match=f"^Seal {finding}"):
            said_by_verify_audit()

    def test_finds_a_chain_that_was_made_anew_by_a_hash_that_was_kept(self, events):
        kept = AuditSeal.objects.get(number=2)
        as_owner("DELETE FROM audit_auditevent WHERE id = %s", events[0].pk)
        as_owner("DELETE FROM audit_auditseal", table="audit_auditseal")
        sealing.seal()
        assert verify().events == 6
        with pytest.raises(CommandError, match="Seal 2 is not the one whose hash was kept"):
            said_by_verify_audit("--seal", f"2:{kept.hash}")

    def test_finds_a_chain_whose_end_was_cut_off_by_a_hash_that_was_kept(self, events):
        kept = AuditSeal.objects.last()
        as_owner("DELETE FROM audit_auditseal WHERE number = 3", table="audit_auditseal")
        with pytest.raises(CommandError, match="Seal 3, whose hash was kept, is gone"):
            said_by_verify_audit("--seal", f"3:{kept.hash}")

    def test_takes_no_hash_that_is_none(self, db):
        with pytest.raises(CommandError, match="write it as 17:"):
            said_by_verify_audit("--seal", "three")


@pytest.mark.django_db
class TestAuditSeal:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_auditseal SET form = 2",
            "DELETE FROM audit_auditseal",
            "TRUNCATE audit_auditseal",
        ],
    )
    def test_database_refuses_every_change(self, sql):
        with pytest.raises(IntegrityError, match="audit_auditseal is append-only"):
            execute(sql)

    @pytest.mark.parametrize(
        ("row", "constraint"),
        [
            ({"number": 0, "previous_hash": "a" * 64}, "auditseal_counts_from_one"),
            ({"after_id": 5, "upto_id": 5}, "auditseal_covers_something"),
            ({"hash": "A" * 64}, "auditseal_hashes_are_sha256"),
            ({"previous_hash": "abc"}, "auditseal_hashes_are_sha256"),
        ],
    )
    def test_database_refuses(self, row, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            AuditSealFactory(**row)

    def test_database_refuses_two_seals_after_one(self):
        seal = AuditSealFactory()
        with pytest.raises(IntegrityError, match="previous_hash"):
            AuditSealFactory(previous_hash=seal.previous_hash)


@pytest.mark.stress
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_events_take_seconds():
    execute(
        "INSERT INTO audit_auditevent (at, verb, outcome, reason, object_type, object_id, request_id)"
        " SELECT now(), 'code.issue', 'done', '', 'auth.group', n, '' FROM generate_series(1, 100000) n"
    )
    begun = timezone.now()
    assert sealing.seal() == 10
    sealed = timezone.now()
    assert verify().events == 100_000
    verified = timezone.now()
    print(f"sealed in {sealed - begun}, verified in {verified - sealed}")
    assert verified - begun < timedelta(seconds=60)
