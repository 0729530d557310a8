"""Waiting for the scanner: what it calls infected goes, and while it is down nothing is served."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.utils import timezone

from audit.models import AuditEvent
from portal import scanner
from portal import uploads as files
from portal.uploads import CleanImage
from support import tasks
from support.errors import ScreenshotNotReady
from support.models import Screenshot
from support.workflows import screenshots
from tests import images
from tests.factories import ProblemReportFactory, ScreenshotFactory

pytestmark = pytest.mark.django_db


@contextmanager
def daemon(answer: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A ClamAV that gives this answer, or hangs up; with its address, and what it was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _address = server.accept()
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while size := int.from_bytes(stream.read(4), "big"):
                    heard.append(stream.read(size))
                if answer is not None:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", heard
        thread.join(5)


@pytest.fixture
def waiting(settings, uploads) -> Screenshot:
    """A picture that was added while a scanner was configured."""
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    image = CleanImage(images.png(), "PNG", 40, 20)
    with transaction.atomic():
        return screenshots.add(report=ProblemReportFactory(), image=image)


def scan(screenshot):
    tasks.scan_screenshot(str(screenshot.pk))
    screenshot.refresh_from_db()
    return screenshot.state


def test_a_picture_waits_where_a_scanner_is_configured(waiting):
    assert waiting.state == "waiting"
    with pytest.raises(ScreenshotNotReady):
        screenshots.hand_out(report=waiting.report, by=None)


def test_what_the_scanner_calls_clean_is_handed_out(waiting, settings):
    with daemon(b"stream: OK\0") as (settings.CLAMD_ADDRESS, heard):
        assert scan(waiting) == "clean"

    assert b"".join(heard) == images.png()
    assert screenshots.hand_out(report=waiting.report, by=None)[1] == images.png()
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "screenshot.found_clean",
        "screenshot.download",
    ]


def test_what_it_calls_infected_is_deleted(
    waiting, settings, uploads, django_capture_on_commit_callbacks
):
    with (
        daemon(b"stream: Eicar-Signature FOUND\0") as (settings.CLAMD_ADDRESS, _heard),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert scan(waiting) == "infected"

    assert list(uploads.iterdir()) == []
    with pytest.raises(ScreenshotNotReady):
        screenshots.hand_out(report=waiting.report, by=None)


@pytest.mark.parametrize(
    "answer", [None, b"", b"INSTREAM size limit exceeded. ERROR\0", b"NOT OK?\0", b"x" * 9000]
)
def test_any_other_answer_leaves_it_waiting(waiting, settings, answer):
    with daemon(answer) as (settings.CLAMD_ADDRESS, _heard):
        assert scan(waiting) == "waiting"


def test_a_scanner_that_is_down_leaves_it_waiting(waiting):
    assert scan(waiting) == "waiting"


def test_a_scanner_that_hangs_does_not_hang_the_worker(waiting, settings):
    settings.CLAMD_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
        assert scan(waiting) == "waiting"


def test_a_picture_is_scanned_once(waiting, settings):
    with daemon(b"stream: OK\0") as (settings.CLAMD_ADDRESS, _heard):
        scan(waiting)
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    assert scan(waiting) == "clean"


def test_the_sweep_nudges_what_was_missed(monkeypatch):
    overdue = ScreenshotFactory(waiting=True, added_at=timezone.now() - timedelta(minutes=2))
    ScreenshotFactory(waiting=True)
    ScreenshotFactory(added_at=overdue.added_at)
    nudged = []
    monkeypatch.setattr(tasks.broker, "nudge", lambda _task, pk: nudged.append(pk))

    tasks.sweep_screenshots()

    assert nudged == [overdue.pk]


def test_without_a_scanner_an_image_that_was_written_anew_is_clean(settings):
    assert not scanner.is_configured()
    image = files.read_image(BytesIO(images.png()), "a.png")
    with transaction.atomic():
        assert screenshots.add(report=ProblemReportFactory(), image=image).state == "clean"
