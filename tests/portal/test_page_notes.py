"""What is said on some pages: on those, for as long as it is to be, at no cost to the others."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from portal import guides, page_names, page_notes
from portal.page_notes import FOOT, TOP, Note

HERE, THERE = "portal:home", "account_login"


def note(**facts):
    own = {"pages": frozenset({HERE}), "place": TOP, "template": "x.html", "row": "a row"}
    return Note(**{**own, **facts})


def rows(page, place=TOP):
    return [note.row for note in page_notes.on(page, place)]


@pytest.fixture
def provided(monkeypatch):
    """What the only provider gives, and how often it was asked."""
    found = SimpleNamespace(notes=[note()], asked=0)

    def provide():
        found.asked += 1
        return found.notes

    monkeypatch.setattr(page_notes, "_providers", [provide])
    page_notes.forget()
    return found


def test_is_said_on_its_pages_and_at_its_place_only(provided):
    assert rows(HERE) == ["a row"]
    assert rows(THERE) == rows(HERE, FOOT) == []


def test_is_said_from_its_beginning_until_its_end(provided):
    now = timezone.now()
    hour = timedelta(hours=1)
    provided.notes = [
        note(row="now", since=now - hour, until=now + hour),
        note(row="later", since=now + hour),
        note(row="over", until=now),
    ]
    assert rows(HERE) == ["now"]


def test_all_pages_are_served_by_one_look(provided):
    for page in (HERE, THERE, HERE):
        page_notes.on(page, TOP)
    assert provided.asked == 1
    page_notes.forget()
    page_notes.on(HERE, TOP)
    assert provided.asked == 2


def test_is_looked_at_again_after_some_seconds(provided, settings):
    settings.PAGE_NOTES_SECONDS = 0
    rows(HERE)
    rows(HERE)
    assert provided.asked == 2


def test_a_database_that_is_gone_takes_no_page_down(monkeypatch, client, caplog):
    def gone():
        raise OperationalError

    page_notes.keep([note(row="known")], seconds=0)
    monkeypatch.setattr(page_notes, "_providers", [gone])
    assert rows(HERE) == ["known"]
    assert "cannot be read" in caplog.text


@pytest.mark.django_db
def test_error_pages_say_nothing(client, provided):
    provided.notes = [note(pages=frozenset({"accounts:session_extend"}))]
    response = client.get(reverse("accounts:session_extend"), headers={"Accept": "text/html"})
    assert response.status_code in {302, 405}
    assert client.get("/nothing/here/").status_code == 404
    assert provided.asked == 0


def test_staff_choose_from_the_pages_that_people_read():
    names = dict(page_names.choices())
    assert names["delegation:activation_terms"] == "/activate/terms/"
    assert names["training:home"] == "/training/"
    assert not [path for path in names.values() if path.startswith(("/admin", "/dev", "/health"))]


def test_a_page_joins_its_help_by_name(monkeypatch):
    monkeypatch.setattr(guides, "_pages", guides.defaultdict(set))
    guides.explains("getting-an-access-code", "later:page")
    guides.explains("getting-an-access-code", "later:other")
    assert guides.pages_of("getting-an-access-code") == {"later:page", "later:other"}
