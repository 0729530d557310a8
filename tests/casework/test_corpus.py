"""Whatever is sent, nothing hostile is kept as clean, no page breaks, and memory stays where it was."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from casework.models import Document, DocumentFile
from casework.shelves import DOCUMENTS
from portal import opening
from tests.casework import papers
from tests.casework.web import check_all, form, paper
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db
FOREIGN = [b"script", b"<?php", b"PK\x03\x04", papers.EICAR, b"system("]
MOST_GROWTH = 150 * 1024  # kilobytes


@pytest.fixture
def send(client):
    """Status and page of a file that is sent."""
    client.force_login(CaseFactory(linked=True).user)
    url = reverse("casework:own_document_send")

    def post(name, content):
        response = client.post(url, form(paper(name, content)))
        return response.status_code, response.content.decode()

    return post


def resident(which: str) -> int:
    """Of this process, in kilobytes: VmRSS now, VmHWM at most."""
    return int(re.search(rf"{which}:\s+(\d+)", Path("/proc/self/status").read_text())[1])


@pytest.fixture
def opener_measured(tmp_path, monkeypatch):
    """What each opening process took at its peak beyond what it began with, in kilobytes."""
    figures = tmp_path / "figures"
    program = tmp_path / "opener.py"
    program.write_text(MEASURED.format(folder=str(opening.OPENER.parent), figures=str(figures)))
    monkeypatch.setattr(opening, "OPENER", program)
    return lambda: [int(line) for line in figures.read_text().split()]


# Around the opener as it is: it says what it took however it ends, unless the kernel ends it.
MEASURED = """
import atexit, sys
sys.path.insert(0, {folder!r})
import opener
def taken(which):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(which))
confine = opener._confine
def confined():
    before = taken("VmRSS:")
    file = open({figures!r}, "a")
    atexit.register(lambda: (file.write(f"{{taken('VmHWM:') - before}}\\n"), file.close()))
    confine()
opener._confine = confined
opener.main(sys.argv[1], int(sys.argv[2]))
"""


def files_on(*shelves):
    return [path.name for shelf in shelves for path in shelf.rglob("*") if path.is_file()]


def test_no_hostile_file_is_kept_and_memory_stays(send, uploads, opener_measured):
    """Neither in the process of web and worker, nor in any that opens a file."""
    assert len(papers.HOSTILE) >= 30
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    before = resident("VmRSS")

    answers = {name: send(*file)[0] for name, file in papers.HOSTILE.items()}
    opened = DocumentFile.objects.unchecked().count()
    check_all()

    assert resident("VmHWM") - before < MOST_GROWTH
    assert opened > len(papers.HOSTILE) / 3  # the others are refused by the request
    assert len(opener_measured()) > opened / 2
    assert max(opener_measured()) < MOST_GROWTH
    assert {name for name, status in answers.items() if status not in {200, 302}} == set()
    assert not DocumentFile.objects.exclude(state="refused").exists()
    assert not Document.objects.exclude(state="rejected").exists()
    assert files_on(uploads) == []


BOUNDARY = "frontier"
HEADS = {
    "two names": 'form-data; name="uploads"; filename="a.pdf"; filename="evil.html"',
    "a coded path": "form-data; name=\"uploads\"; filename*=UTF-8''..%2f..%2fetc%2fpasswd.pdf",
    "a broken code": "form-data; name=\"uploads\"; filename*=none''%ff%fe%00.pdf",
    "no end of a quote": 'form-data; name="uploads"; filename="a.pdf',
    "no name of a field": 'form-data; filename="a.pdf"',
    "a name of dots": 'form-data; name="uploads"; filename="...pdf"',
    "a header in a header": 'form-data; name="uploads"; filename="a.pdf"\r\nX-Evil: 1',
    "a coded body": (
        'form-data; name="uploads"; filename="a.pdf"\r\nContent-Transfer-Encoding: base64'
    ),
    "as a page": 'form-data; name="uploads"; filename="a.html"\r\nContent-Type: text/html',
}


def multipart(head, content, end="--"):
    fields = {"type": "income", "people": "contact", "note": ""}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in fields.items()
    ]
    text = "\r\n".join([*parts, f"--{BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n"])
    return text.encode() + content + f"\r\n--{BOUNDARY}{end}".encode()


@pytest.mark.parametrize("end", ["--\r\n", "--", "", "\r\n\r\n\r\n"])
def test_no_trick_with_headers_or_parts_breaks_it_or_brings_in_a_script(send, client, uploads, end):
    url = reverse("casework:own_document_send")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    script = papers.acting(S=papers.Name.JavaScript, JS="app.alert(1)")
    for name, head in HEADS.items():
        for content in (script, papers.EICAR, b""):
            response = client.post(url, multipart(head, content, end), content_type=kind)
            assert response.status_code in {200, 302, 400}, name
    check_all()
    assert not DocumentFile.objects.servable().exists()
    assert files_on(uploads) == []


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=" + "a" * 500,
        "multipart/form-data; boundary=é",
        "multipart/form-data; boundary=other",
        "application/x-www-form-urlencoded",
        "text/plain",
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused_not_broken(send, client, kind):
    body = multipart(HEADS["two names"], papers.PDF)
    response = client.post(reverse("casework:own_document_send"), body, content_type=kind)
    assert response.status_code in {200, 400}
    assert not DocumentFile.objects.exists()


def test_of_what_is_two_things_at_once_only_the_pages_are_kept(send):
    for name, file in papers.POLYGLOTS.items():
        assert send(*file)[0] == 302, name
    check_all()

    files = DocumentFile.objects.servable()
    assert files.count() == len(papers.POLYGLOTS)
    for file in files:
        content = DOCUMENTS.read(file.pk)
        assert [mark for mark in FOREIGN if mark in content] == [], file.name


def test_honest_files_are_kept(send):
    for name, file in papers.HONEST.items():
        assert send(*file)[0] == 302, name
    check_all()
    assert DocumentFile.objects.servable().count() == len(papers.HONEST)


def test_an_odd_name_leads_nowhere(client, send, uploads):
    for name in papers.ODD_NAMES.values():
        assert send(name, papers.PDF)[0] in {200, 302}  # some lose their end on the way
    check_all()

    places = {path.parent for path in uploads.rglob("*") if path.is_file()}
    assert places == {uploads / "documents"}
    files = DocumentFile.objects.servable()
    assert len(files) >= len(papers.ODD_NAMES) - 1
    for file in files:
        response = client.get(reverse("casework:own_document_file", args=[file.pk]))
        said = f'attachment; filename="income-{str(file.pk)[:8]}.pdf"'
        assert response["Content-Disposition"] == said
        assert "X-Evil" not in response.headers
        assert not re.search(r"[/\\\x00-\x1f\u202e]", file.name)


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(send, uploads):
    status, page = send("invoice.pdf.exe", papers.PDF)
    assert status == 200
    assert "“invoice.pdf.exe” is not a PDF, JPEG, PNG or HEIC file." in page
    assert not Document.objects.exists()
    assert not uploads.exists()
