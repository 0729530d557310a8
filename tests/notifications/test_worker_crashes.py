"""Two real workers drain the outbox and are killed while they send: nothing lost, few twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from math import inf

import pytest
from django.conf import settings
from django.db import connection, connections

from notifications.models import Notice
from notifications.tasks import deliver_notice, sweep_outbox
from portal.celery import app
from tests.factories import GroupFactory, NoticeFactory
from tests.notifications import smtp_sink
from tests.services import broker_of_its_own

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

# Between taking a mail and saying so the server lets pass, in seconds: the moment to be killed in.
HESITATION = 0.05


class Workers:
    """Two workers, each a group of processes, so that a kill leaves nothing of one."""

    def __init__(self, broker_url, smtp_port):
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
            "TEST_DATABASE_NAME": connection.settings_dict["NAME"],
            "BROKER_URL": broker_url,
            "DEMO": "0",
            "SITE_URL": "https://localhost",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "OUTBOX_CLAIM_SECONDS": "2",
            "OUTBOX_SWEEP": "20",
        }
        self.running = [self.start(), self.start()]

    def start(self):
        options = (
            "--pool=solo --without-gossip --without-mingle --without-heartbeat --loglevel=ERROR"
        )
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "portal", "worker", *options.split()],
            cwd=settings.BASE_DIR,
            env=self.environment,
            start_new_session=True,
        )

    def kill_one_and_start_another(self):
        victim = self.running.pop(random.randrange(2))
        self.kill(victim)
        self.running.append(self.start())

    def kill(self, worker):
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@contextmanager
def two_workers(smtp_port):
    """On a broker database that nobody else uses, which may take its time here."""
    url = broker_of_its_own()
    patient = {"socket_timeout": 60, "socket_connect_timeout": 60}
    with app.connection_for_write(url, transport_options=patient) as broker:
        broker.default_channel.client.flushdb()
        workers = Workers(url, smtp_port)
        try:
            yield workers, broker
        finally:
            for worker in workers.running:
                workers.kill(worker)
            broker.default_channel.client.flushdb()


def drain(*, notices, kills):
    """Kill a worker each time so many mails have come in, until all are sent; the mails.

    No more come in until it is killed, however late this process looks.
    """
    about = GroupFactory()
    NoticeFactory.create_batch(notices, about=about)
    milestones = [*((n + 1) * notices // (kills + 1) for n in range(kills)), inf]
    with smtp_sink.listening(delay=HESITATION) as sink, two_workers(sink.port) as (workers, broker):
        sink.let_come(milestones[0])
        next_sweep = 0.0
        while Notice.objects.pending().exists():
            if len(sink.received) >= milestones[0]:
                del milestones[0]
                workers.kill_one_and_start_another()
                sink.let_come(milestones[0])
            if time.monotonic() >= next_sweep:
                sweep_outbox.apply_async(connection=broker, expires=1)
                next_sweep = time.monotonic() + 0.5
            time.sleep(0.01)
        assert milestones == [inf]
        return list(sink.received)


def wait_until_sent(notice, broker, *, seconds=200):
    deliver_notice.apply_async((str(notice.pk),), connection=broker)
    end = time.monotonic() + seconds
    while time.monotonic() < end and notice.state == Notice.State.PENDING:
        time.sleep(0.05)
        notice.refresh_from_db()
    assert notice.state == Notice.State.SENT


def cut_connections_of_workers():
    """Theirs and nobody else's, and wait until they are over: our own other one is used after this
    test, and who cleans PostgreSQL up may not be ended by us."""
    ours = [
        it.connection.info.backend_pid
        for it in connections.all(initialized_only=True)
        if it.connection
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
            " AND pid <> ALL(%s)",
            [ours],
        )
        assert cursor.rowcount > 0


def assert_nothing_lost(mails, *, kills):
    copies = Counter(mail["Message-ID"] for mail in mails)
    assert set(copies) == set(Notice.objects.values_list("message_id", flat=True))
    assert sum(copies.values()) - len(copies) <= kills
    contents = {
        (mail["Message-ID"], mail["Date"], mail.get_body(["plain"]).get_content()) for mail in mails
    }
    assert len(contents) == len(copies)
    assert not Notice.objects.exclude(state=Notice.State.SENT).exists()
    assert not Notice.objects.exclude(secrets=None).exists()


def test_a_worker_killed_five_times_loses_nothing():
    assert_nothing_lost(drain(notices=60, kills=5), kills=5)


def test_a_worker_whose_database_went_away_goes_on_by_itself():
    with smtp_sink.listening() as sink, two_workers(sink.port) as (_workers, broker):
        for _ in range(4):
            wait_until_sent(NoticeFactory(), broker)
        cut_connections_of_workers()
        for _ in range(4):
            wait_until_sent(NoticeFactory(), broker)


@pytest.mark.stress
def test_a_worker_killed_fifty_times_loses_nothing():
    assert_nothing_lost(drain(notices=600, kills=50), kills=50)
