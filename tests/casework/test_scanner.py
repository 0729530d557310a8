"""The virus scanner: a real ClamAV where there is one, else one of ours that speaks as it does.

While it is down files wait, are served to nobody, and go on by themselves when it is back.
"""

import shutil
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import tasks
from casework.models import Document, DocumentFile
from portal import scanner
from portal.embedded.ports import free_port
from tests.casework import papers
from tests.casework.factories import CASE_DESK, DocumentFileFactory
from tests.casework.web import check_all, form, paper, verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, StaffFactory

pytestmark = pytest.mark.django_db
NOBODY = "127.0.0.1:1"


class Conversation(socketserver.StreamRequestHandler):
    """As clamd answers PING and INSTREAM, with one signature; or always the same, if it has an ``answer``."""

    answer: bytes | None = None

    def handle(self) -> None:
        said = b""
        while not said.endswith(b"\0"):
            said += self.rfile.read(1)
        if said == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        said = b"stream: Eicar FOUND\0" if papers.EICAR in content else b"stream: OK\0"
        self.wfile.write(said if self.answer is None else self.answer)


@contextmanager
def one_of_ours(answer: bytes | None = None) -> Iterator[str]:
    handler = type("Scanner", (Conversation,), {"answer": answer})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def real_one(program: str, folder: Path) -> Iterator[str]:
    """Of its signatures it knows only that of the EICAR file, anywhere in a file."""
    port = free_port()
    (folder / "eicar.ndb").write_text(f"Eicar-Test:0:*:{papers.EICAR.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {folder}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"LocalSocket {folder}/clamd.sock\nTemporaryDirectory {folder}\nUser root\n"
        f"StreamMaxLength 25M\nMaxThreads 2\n"
    )
    process = subprocess.Popen(
        [program, "--config-file", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError("The ClamAV of this machine does not start.")


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    program = shutil.which("clamd")
    with real_one(program, folder) if program else one_of_ours() as address:
        yield address


@pytest.fixture
def send(client, settings):
    """Sent while the scanner is down."""
    settings.CLAMD_ADDRESS = NOBODY
    client.force_login(CaseFactory(linked=True).user)

    def post(*files):
        response = client.post(reverse("casework:own_document_send"), form(*files))
        assert response.status_code == 302
        check_all()

    return post


def make_late():
    DocumentFile.objects.update(added_at=timezone.now() - timedelta(minutes=1))
    Document.objects.update(sent_at=timezone.now() - timedelta(minutes=1))


def test_while_it_is_down_a_file_waits_and_is_served_to_nobody(client, send, uploads):
    """Neither to the household, nor to their delegate, nor to the case desk; and it is in no queue."""
    send(paper())
    file = DocumentFile.objects.select_related("document__case").get()
    assert file.is_waiting
    case, kim = file.document.case, StaffFactory(role=CASE_DESK)
    dee = DelegationFactory(case=case).assister.user
    for user, name, args in (
        (case.user, "casework:own_document_{}", [file.pk]),
        (dee, "casework:document_{}", [case.pk, file.pk]),
        (kim, "admin:casework_document_{}", [file.pk]),
    ):
        client.force_login(user)
        for which in ("file", "preview"):
            assert client.get(reverse(name.format(which), args=args)).status_code == 404
    assert {path.parent.name for path in uploads.rglob("*") if path.is_file()} == {"quarantine"}
    assert not Document.objects.queued().exists()
    assert not {"document_file.pass", "document_file.download"} & set(verbs())


def test_a_scanner_that_says_nothing_or_nonsense_is_no_scanner(client, send, settings):
    """It accepts, and then ends, or says what no scanner says: the file waits."""
    for answer in (b"", b"stream: no idea ERROR\0", b"\0"):
        with one_of_ours(answer) as settings.CLAMD_ADDRESS:
            send_one = reverse("casework:own_document_send")
            assert client.post(send_one, form(paper())).status_code == 302
            check_all()
    assert set(DocumentFile.objects.values_list("state", flat=True)) == {"waiting"}


def test_when_it_is_back_everything_goes_on_by_itself(
    client, send, settings, tmp_path, monkeypatch
):
    infected = papers.pdf(
        lambda pdf: pdf.Root.__setitem__("/Words", pdf.make_stream(papers.EICAR)),
        compress_streams=False,
    )
    assert papers.EICAR in infected
    send(paper("letter.pdf", papers.PDF))
    send(paper("evil.pdf", infected))
    make_late()
    nudged = []
    monkeypatch.setattr(tasks.broker, "nudge", lambda _task, pk: nudged.append(str(pk)))

    tasks.sweep_files()
    assert nudged == []  # nobody would get an answer

    with clamd(tmp_path) as settings.CLAMD_ADDRESS:
        tasks.sweep_files()
        assert len(nudged) == 2
        for pk in nudged:
            tasks.check_file(pk)

    clean, evil = DocumentFile.objects.order_by("name").reverse()
    assert (clean.state, evil.state, evil.reason) == ("clean", "refused", "infected")
    assert client.get(reverse("casework:own_document_file", args=[clean.pk])).status_code == 200
    assert client.get(reverse("casework:own_document_file", args=[evil.pk])).status_code == 404


def test_the_sweep_leaves_alone_what_has_just_come(settings, monkeypatch):
    DocumentFileFactory(waiting=True, added_at=timezone.now())
    nudged = []
    monkeypatch.setattr(tasks.broker, "nudge", lambda _task, pk: nudged.append(pk))
    tasks.sweep_files()
    assert nudged == []


def test_it_is_looked_after_often_enough_for_a_minute(settings):
    """Late after 30 s, swept every 20 s: what waits is nudged within 20 s of the scanner's return."""
    every = settings.CELERY_BEAT_SCHEDULE["sweep-document-files"]["schedule"].run_every
    assert every <= timedelta(seconds=20)


def test_it_is_known_to_be_there_or_not(settings, tmp_path):
    settings.CLAMD_ADDRESS = NOBODY
    assert not scanner.answers()
    with clamd(tmp_path) as settings.CLAMD_ADDRESS:
        assert scanner.answers()
        assert scanner.is_clean(BytesIO(b"words"))
        assert not scanner.is_clean(BytesIO(b"words" + papers.EICAR))
