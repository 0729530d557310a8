"""What a page knows of a problem travels in its own link, closed to everybody else."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from portal import problems
from portal.problems import Problem

TOLD = Problem(step="Delegation code", message="No.", page="/activate/", request_id="ab12")


def test_a_link_carries_what_it_was_given():
    assert problems.unpack(problems.pack(TOLD)) == TOLD


def test_a_link_tells_nobody_else_anything():
    token = problems.pack(TOLD)
    assert "activate" not in token
    assert problems.unpack(Fernet(Fernet.generate_key()).encrypt(b"x").decode()) == Problem()


def test_a_link_ends_after_a_day(monkeypatch):
    token = problems.pack(TOLD)
    later = time.time() + 24 * 3600 + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert problems.unpack(token) == Problem()


@given(st.text())
def test_any_other_text_carries_nothing(text):
    assert problems.unpack(text) == Problem()


def test_long_messages_leave_an_address_that_browsers_take():
    token = problems.pack(Problem(message="é🙂x" * 3000, step="s" * 3000))
    assert len(problems.unpack(token).message) == 500
    assert len(token) < 4000


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/activate/terms/", "/activate/terms/"),
        (
            "/cases/0d1c1d1e-9f4e-4a6e-9d43-5c4f3a2b1c0d/",
            "/cases/0d1c1d1e-9f4e-4a6e-9d43-5c4f3a2b1c0d/",
        ),
        ("/welcome/MQ/c8x2ab-0123456789abcdef0123456789abcdef/", "/welcome/MQ/…/"),
        ("/report-a-problem/0d1c1d1e9f4e4a6e9d435c4f3a2b1c0d:abcDEF123/", "/report-a-problem/…/"),
        ("/" + "x/" * 400, ("/" + "x/" * 400)[:200]),
    ],
)
def test_a_path_is_kept_without_what_opens_something(path, kept):
    assert problems.plain_path(path) == kept


def arrived(query="", referer=""):
    headers = {"referer": referer} if referer else {}
    return RequestFactory().get(f"/report-a-problem/{query}", headers=headers)


class TestCameFrom:
    def test_by_the_link(self):
        assert problems.came_from(arrived(f"?about={problems.pack(TOLD)}")) == TOLD

    def test_else_by_the_page_before_without_its_query(self):
        request = arrived(referer="http://testserver/activate/?invitation=secret")
        assert problems.came_from(request) == Problem(page="/activate/")

    @pytest.mark.parametrize(
        "referer", ["https://elsewhere.example/activate/", "http://[", "nonsense", ""]
    )
    def test_never_by_a_page_of_somebody_else(self, referer):
        assert problems.came_from(arrived(referer=referer)) == Problem()


def drawn(template, **context):
    html = engines["django"].from_string("{% load problem_tags %}" + template).render(context)
    [about] = parse_qs(urlsplit(html.strip()).query)["about"]
    return problems.unpack(about)


class TestReportUrl:
    def test_works_without_a_request(self):
        assert drawn("{% report_url %}") == Problem()

    def test_tells_what_the_page_has_said_so_far(self):
        request = RequestFactory().get("/activate/terms/?q=1")
        told = drawn(
            '{% note_problem first %}{% note_problem "Less < more." %}{% report_url %}',
            first=mark_safe("This &amp; <b>that</b>."),
            request=request,
            steps=[{"label": "One", "state": "complete"}, {"label": "Two", "state": "current"}],
        )
        assert told.step == "Two"
        assert told.message == "This & that.\nLess < more."
        assert told.page == "/activate/terms/"
