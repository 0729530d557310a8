"""A broker that is down, or worse, must not be felt."""

import os
import socket
import time
import uuid
from contextlib import contextmanager

import pytest
from django.db import transaction

from notifications import broker, outbox
from notifications.tasks import deliver_notice
from portal.celery import app
from tests.factories import GroupFactory


def use_broker(url):
    app.conf.broker_url = app.conf.broker_write_url = url
    app._after_fork()  # forget the connections to the one before


@contextmanager
def use_working_broker():
    """It may take longer than a second to answer, on a machine that does ten things at once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("socket_timeout", "socket_connect_timeout"):
            patch.setitem(app.conf.broker_transport_options, name, 60)
        use_broker(os.environ["BROKER_URL"])
        yield


@pytest.fixture(autouse=True)
def broker_as_ever():
    broker._quiet_until = 0.0
    as_ever = app.conf.broker_url
    yield
    broker._quiet_until = 0.0
    use_broker(as_ever)


@pytest.fixture
def refused():
    """Held, so that nobody else gets the port, but not listened on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        use_broker(f"redis://127.0.0.1:{held.getsockname()[1]}/0")
        yield


@pytest.fixture
def hung():
    """Takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        use_broker(f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


@contextmanager
def a_moment_at_most():
    """A second by the settings; the rest is for a busy machine, that it sets no false alarm off.

    Where the limits did not hold it would be 45 seconds, and one for each nudge of a hundred.
    """
    began = time.monotonic()
    yield
    assert time.monotonic() - began <= 40


@pytest.mark.parametrize("trouble", ["refused", "hung"])
class TestNudge:
    def test_costs_a_moment_once_and_then_nothing(self, request, trouble):
        request.getfixturevalue(trouble)
        with a_moment_at_most():
            assert not broker.nudge(deliver_notice, uuid.uuid4())
        with a_moment_at_most():
            assert not any(broker.nudge(deliver_notice, uuid.uuid4()) for _ in range(100))

    def test_is_tried_again_after_a_while(self, request, trouble, settings):
        request.getfixturevalue(trouble)
        before = time.monotonic()
        assert not broker.nudge(deliver_notice, uuid.uuid4())
        assert before + 30 <= broker._quiet_until <= time.monotonic() + 30

        broker._quiet_until = time.monotonic()
        with use_working_broker():
            assert broker.nudge(deliver_notice, uuid.uuid4())

    @pytest.mark.django_db(transaction=True)
    def test_leaves_the_act_done_and_the_notice_owed(self, request, trouble):
        about = GroupFactory()
        request.getfixturevalue(trouble)
        with a_moment_at_most(), transaction.atomic():
            notice = outbox.post("probe", to="pat@example.org", language="en", about=about)

        notice.refresh_from_db()
        assert notice.state == "pending"

    def test_says_so_in_the_log_without_a_trace(self, request, trouble, caplog):
        request.getfixturevalue(trouble)
        broker.nudge(deliver_notice, uuid.uuid4())

        [record] = [entry for entry in caplog.records if entry.name == "notifications.broker"]
        assert record.exc_info is None


def test_a_message_is_not_older_than_the_claim_of_its_row():
    use_broker("memory://")
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.clear()
        assert broker.nudge(deliver_notice, uuid.uuid4())
        message = queue.get(timeout=60)
        message.ack()
        queue.close()

    assert message.headers["task"] == "notifications.tasks.deliver_notice"
    assert message.headers["expires"] is not None


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks)
    assert "notifications.tasks.sweep_outbox" in scheduled
