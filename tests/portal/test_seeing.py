"""What machines are told of the portal: /readyz, /metrics, and the notes on scheduled jobs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from audit import sealing
from limiter.errors import TooManyAttempts
from limiter.limits import Limit, charge
from limiter.tasks import forget_old_attempts
from notifications.tasks import sweep_outbox
from portal import addresses, jobs, seeing
from portal.models import JobRun
from tests.factories import AuditEventFactory, JobRunFactory, NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db


def samples():
    """{(name, label values …): number}, as Prometheus reads it."""
    text = Client().get("/metrics").content.decode()
    return {
        (sample.name, *dict(sorted(sample.labels.items())).values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def late(**facts):
    return NoticeFactory(next_attempt_at=timezone.now() - timedelta(minutes=16), **facts)


class TestReadyz:
    def test_is_not_ready_while_a_due_notice_waits_for_too_long(self, settings, client):
        settings.OUTBOX_LATE = timedelta(minutes=15)
        late(kind="probe")
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.content == b"not ready: notices wait for too long\n"

    @pytest.mark.parametrize("facts", [{"sent": True}, {"dead": True}])
    def test_what_is_settled_waits_for_nobody(self, client, facts):
        NoticeFactory(**facts)
        assert client.get("/readyz").status_code == 200

    def test_what_was_just_tried_in_vain_is_not_late(self, client):
        NoticeFactory(next_attempt_at=timezone.now() + timedelta(hours=1), attempts=7)
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
class TestWhoMayRead:
    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.9", "::1"])
    def test_this_machine_may(self, path, address):
        assert Client(REMOTE_ADDR=address).get(path).status_code == 200

    @pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "nonsense", ""])
    def test_others_are_told_that_nothing_is_here(self, path, address):
        assert Client(REMOTE_ADDR=address).get(path).status_code == 404

    def test_a_network_may_be_allowed(self, path, settings):
        settings.MACHINES_ALLOWED = addresses.networks(["10.1.0.0/16"])
        assert Client(REMOTE_ADDR="10.1.2.3").get(path).status_code == 200
        assert Client(REMOTE_ADDR="127.0.0.1").get(path).status_code == 404

    def test_nobody_gets_in_by_what_they_write_themselves(self, path, settings):
        settings.TRUSTED_PROXIES = 1
        forged = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1, 192.0.2.1")
        assert forged.get(path).status_code == 404

    def test_a_proxy_that_nobody_counted_lets_nobody_in(self, path, settings):
        settings.TRUSTED_PROXIES = 0
        behind = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1")
        assert behind.get(path).status_code == 404


class TestRequests:
    def test_are_counted_by_view_method_and_status(self):
        before = samples()
        Client().get("/sign-in/?next=/dashboard/")
        Client().get("/nothing-here/")
        Client().put("/sign-in/")
        after = samples()
        for key in [("GET", "200", "account_login"), ("GET", "404", "none")]:
            name = ("portal_requests_total", *key)
            assert after[name] - before.get(name, 0) == 1
        assert ("portal_requests_total", "other", "405", "none") in after
        assert after["portal_request_seconds_count", "account_login"] >= 1

    def test_name_nobody_and_nothing_that_was_asked_for(self):
        Client().get("/account/welcome/MQ/a-secret-token/")
        text = Client().get("/metrics").content.decode()
        assert "accounts:welcome" in text
        assert "secret" not in text


def test_refusals_are_counted_by_limit():
    limit = Limit("just-once", 1, timedelta(minutes=1))
    key = UserFactory().pk
    charge((limit, key))
    before = samples().get(("portal_limiter_refusals_total", "just-once"), 0)
    with pytest.raises(TooManyAttempts):
        charge((limit, key))
    assert samples()["portal_limiter_refusals_total", "just-once"] == before + 1


def test_the_outbox_is_told_by_depth_and_age():
    late()
    NoticeFactory.create_batch(2, dead=True)
    NoticeFactory(sent=True)
    found = samples()
    assert found["portal_outbox_notices", "pending"] == 1
    assert found["portal_outbox_notices", "dead"] == 2
    assert 16 * 60 <= found["portal_outbox_oldest_due_seconds",] < 17 * 60


def test_the_trail_is_told_by_what_is_not_sealed():
    AuditEventFactory(at=timezone.now() - timedelta(minutes=5))
    assert samples()["portal_audit_oldest_unsealed_seconds",] >= 300
    sealing.seal()
    found = samples()
    assert (found["portal_audit_oldest_unsealed_seconds",], found["portal_audit_seals",]) == (0, 1)


class TestWithoutDatabase:
    def test_processes_tell_what_they_counted(self, client, monkeypatch):
        """As when it is gone: what asks it raises what Django raises then."""

        def gone():
            raise OperationalError("server closed the connection: Key (email)=(x@example.org)")

        client.get("/healthz")
        monkeypatch.setattr(seeing, "_gauges", [gone])
        found = samples()
        assert found["portal_database_up",] == 0
        assert any(name == "portal_requests_total" for name, *_labels in found)


class Job:
    """A task as Celery's signals hand it over."""

    def __init__(self, name):
        self.name = name


class TestJobs:
    def run(self, task, state="SUCCESS"):
        jobs.begin(task_id="1", task=task)
        jobs.end(task_id="1", task=task, state=state)

    def test_a_scheduled_one_leaves_a_note_of_its_last_run(self):
        self.run(forget_old_attempts)
        self.run(forget_old_attempts)
        run = JobRun.objects.get()
        assert run.succeeded_at == run.ran_at
        found = samples()
        name = forget_old_attempts.name
        assert found["portal_job_last_run_timestamp_seconds", name] == run.ran_at.timestamp()
        assert found["portal_job_last_success_timestamp_seconds", name] == run.ran_at.timestamp()
        assert found["portal_job_last_run_seconds", name] >= 0

    def test_one_that_failed_is_told_from_one_that_succeeded(self):
        self.run(sweep_outbox)
        self.run(sweep_outbox, state="FAILURE")
        run = JobRun.objects.get()
        assert run.succeeded_at < run.ran_at

    def test_others_leave_none(self):
        self.run(Job("notifications.tasks.deliver_notice"))
        assert not JobRun.objects.exists()

    @pytest.mark.parametrize(
        ("row", "constraint"),
        [
            ({"seconds": -1}, "jobrun_takes_no_negative_time"),
            (
                {"succeeded_at": timezone.now() + timedelta(days=1)},
                "jobrun_succeeded_when_it_ran",
            ),
        ],
    )
    def test_database_refuses(self, row, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            JobRunFactory(**row)

    def test_names_itself(self):
        assert str(JobRunFactory()) == "Last run of audit.tasks.seal_events"
