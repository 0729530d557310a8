"""Whatever is sent, nothing hostile is kept as clean, no page breaks, and memory stays where it was."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from casework.models import Document, DocumentFile
from casework.shelves import DOCUMENTS
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


def test_no_hostile_file_is_kept_and_memory_stays(send):
    assert len(papers.HOSTILE) >= 30
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    before = resident("VmRSS")

    answers = {name: send(*file)[0] for name, file in papers.HOSTILE.items()}
    check_all()

    assert resident("VmHWM") - before < MOST_GROWTH
    assert {name for name, status in answers.items() if status >= 500} == set()
    assert not DocumentFile.objects.unchecked().exists()
    kept = DocumentFile.objects.servable().values_list("name", flat=True)
    assert list(kept) == []
    assert not Document.objects.exclude(state="rejected").exists()


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
