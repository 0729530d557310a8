"""A job whose worker is killed, or meets what nobody foresaw: nothing twice or by halves, no dead end."""

import os
import re
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.conf import settings as portal_settings
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from accounts.bulk import kinds, roster
from accounts.errors import JobMovedOn
from accounts.models import Assister, BulkJob, BulkRow
from accounts.workflows import bulk_jobs
from audit.models import AuditEvent
from portal import uploads
from tests.accounts.factories import BulkJobFactory
from tests.accounts.test_bulk_jobs import ANA, BEN, HEADS, worked
from tests.factories import EntityFactory, StaffFactory

CEM = "500000903,Cem,Ural,cem@example.org,,,"
DEE = "500000904,Dee,Acts,dee@example.org,,,"
ROSTER = "\n".join([HEADS, ANA, BEN, CEM, DEE])
NUMBER = re.compile(r"\w{4}(?:-\w{4}){3}")


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


@pytest.fixture
def kim():
    return StaffFactory(role="Certification desk")


@pytest.fixture
def trouble(monkeypatch):
    """A kind of job like the roster, and what it meets on its way; taken away, it goes well."""

    class Trouble:
        in_check = in_apply = in_reading = None

        def check(self, job, rows):
            roster.check(job, rows)
            if self.in_check:
                raise self.in_check

        def apply(self, job, rows):
            roster.apply(job, rows)
            if self.in_apply and any(row.number == 3 for row in rows):
                raise self.in_apply

        def clean(self, text):
            if self.in_reading:
                raise self.in_reading
            return text

    meets = Trouble()
    columns = [replace(roster.NUMBER, clean=meets.clean), *roster.COLUMNS[1:]]
    kind = replace(
        roster.ROSTER, name="troubled", columns=columns, check=meets.check, apply=meets.apply
    )
    monkeypatch.setitem(kinds._KINDS, kind.name, kind)
    monkeypatch.setattr(bulk_jobs, "CHUNK", 1)
    return meets


def begin(kim):
    return bulk_jobs.begin_with_file(
        kind="troubled",
        entity=EntityFactory(),
        content=f"{HEADS}\n{ANA}\n{BEN}\n".encode(),
        ending=".csv",
        by=kim,
    )


@pytest.mark.django_db
class TestWhatNobodyForesaw:
    def test_at_work_stops_the_job_there_until_somebody_lets_it_go_on(self, trouble, kim, caplog):
        trouble.in_apply = ZeroDivisionError("of Ben Ode")
        job = worked(begin(kim))
        bulk_jobs.confirm(job=job, by=kim)
        job = worked(job)

        assert (job.state, job.settled, Assister.objects.count()) == ("failed", 1, 1)
        assert "in row 3 or soon after" in job.problem
        event = AuditEvent.objects.get(verb="bulk_job.advance")
        assert (event.outcome, event.reason) == ("failed", "ZeroDivisionError")
        assert NUMBER.findall(job.problem) == [event.request_id]
        assert f"Bulk job {job.pk} failed." in caplog.messages

        trouble.in_apply = None
        bulk_jobs.go_on(job=job, by=kim)
        job = worked(job)
        assert (job.state, job.settled, job.problem) == ("done", 2, "")
        assert AuditEvent.objects.filter(verb="assister.register").count() == 2

    def test_while_looking_through_writes_nothing(self, trouble, kim):
        trouble.in_check = KeyError("phone")
        job = worked(begin(kim))
        assert (job.state, job.rows.exclude(plan="").count()) == ("failed", 0)

        trouble.in_check = None
        bulk_jobs.go_on(job=job, by=kim)
        assert worked(job).state == "waiting"
        assert not Assister.objects.exists()

    def test_while_reading_asks_for_the_file_once_more(self, trouble, kim):
        trouble.in_reading = RuntimeError("of a cell")
        job = begin(kim)
        with pytest.MonkeyPatch.context() as patch:  # a test's transaction is never committed
            patch.setattr(bulk_jobs.transaction, "on_commit", lambda act: act())
            job = worked(job)

        assert (job.state, job.total, BulkRow.objects.count()) == ("failed", 0, 0)
        assert "Send it once more" in job.problem
        assert not uploads.path_of(job.pk).exists()
        with pytest.raises(JobMovedOn):
            bulk_jobs.go_on(job=job, by=kim)

    def test_a_database_that_goes_away_is_left_to_the_sweep(self, trouble, kim):
        trouble.in_check = OperationalError("the connection is closed")
        job = begin(kim)
        with pytest.raises(OperationalError):
            worked(job)
        job.refresh_from_db()
        assert job.state == "checking"

        trouble.in_check = None
        assert worked(job).state == "waiting"

    def test_its_words_fit_in_spanish_too(self, trouble, kim):
        kim.language = "es"
        kim.save()
        trouble.in_check = KeyError("phone")
        job = worked(begin(kim))
        assert job.state == "failed"
        assert "Something" not in job.problem


@pytest.mark.django_db
def test_the_desk_reads_what_happened_and_lets_it_go_on(client, kim, trouble):
    client.force_login(kim)
    trouble.in_check = KeyError("phone")
    job = worked(begin(kim))
    here = reverse("admin:accounts_bulkjob_change", args=[job.pk])
    page = client.get(here).content.decode()
    assert "Something went wrong on our side" in page
    assert "0 of 2 rows are done." in page

    trouble.in_check = None
    go_on = reverse("admin:accounts_bulkjob_go_on", args=[job.pk])
    assert client.post(go_on)["Location"] == here
    assert worked(job).state == "waiting"
    again = client.post(go_on, follow=True).content.decode()
    assert "There is nothing to go on with." in again


class Worker:
    """A process that works at the job until it is killed."""

    def __init__(self, job):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
            "TEST_DATABASE_NAME": connection.settings_dict["NAME"],
            "DEMO": "0",
            "SITE_URL": "https://localhost",
            "EMAIL_URL": "smtp://127.0.0.1:1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.accounts.worker_that_hangs", str(job.pk)],
            cwd=portal_settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self.process

    def __exit__(self, *_error):
        self.process.kill()
        self.process.communicate()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_twice(kim):
    job = bulk_jobs.begin_with_file(
        kind="roster", entity=EntityFactory(), content=ROSTER.encode(), ending=".csv", by=kim
    )
    job = worked(job)
    bulk_jobs.confirm(job=job, by=kim)

    with Worker(job) as process:
        assert process.stdout.readline() == "written\n"
        assert not bulk_jobs.advance(job.pk)  # one works at a job at a time
        assert Assister.objects.count() == 2
    until = time.monotonic() + 60
    while BulkJob.objects.working().exists() and time.monotonic() < until:
        bulk_jobs.advance(job.pk)  # the server may not have missed the dead one yet
        time.sleep(0.05)

    job.refresh_from_db()
    assert (job.state, job.settled) == ("done", 4)
    assert Assister.objects.count() == 4
    assert AuditEvent.objects.filter(verb="assister.register").count() == 4


@pytest.mark.django_db
def test_a_failed_job_is_forgotten_like_others(settings):

    BulkJobFactory(state="failed", problem="No.", ended_at=timezone.now() - settings.BULK_JOB_KEEP)
    assert bulk_jobs.delete_old() == 1
