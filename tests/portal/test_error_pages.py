"""Every page that means no: what happened, what to do now, a number, and a way to report it."""

import re
import socket

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts import sessions
from portal import error_pages, problems
from tests.factories import PASSWORD, UserFactory
from tests.portal.rendering import Page

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NUMBER = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){3}")
PAGES = {
    "/fails/bad/": 400,
    "/fails/suspicious/": 400,
    "/?q=%00": 400,
    "/%00/": 400,
    "/empty/nothing/": 400,
    "/fails/forbidden/": 403,
    "/no/such/page/": 404,
    "/static/no/such.css": 404,
    "/empty/verb/": 405,
    "/fails/long/": 413,
    "/fails/fields/": 413,
    "/fails/files/": 413,
    "/fails/full/": 429,
    "/fails/mistake/": 500,
    "/fails/gone/": 503,
    "/fails/closed/": 503,
    "/fails/wrapped/": 503,
    "/empty/busy/": 503,
}
pytestmark = pytest.mark.urls("tests.portal.failing_urls")


@pytest.fixture
def reader(db):
    """One who reads pages; our mistakes are answered, not raised."""
    return Client(raise_request_exception=False, headers=BROWSER)


def page_of(response):
    return Page(response.content.decode())


def reported(page):
    """What the page's own link "Report a problem" knows."""
    link = page.all("a", class_="usa-button usa-button--outline")[-1]
    assert link.attrs["href"].startswith(reverse("support:report_send"))
    return problems.unpack(link.attrs["href"].partition("about=")[2].replace("%3D", "="))


class TestEveryErrorPage:
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize(("path", "status"), PAGES.items())
    def test_says_what_happened_in_the_language_of_who_reads_it(
        self, reader, path, status, language
    ):
        reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = reader.get(path)
        page = page_of(response)

        assert response.status_code == status
        assert page.one("html").attrs["lang"] == response["Content-Language"] == language
        assert page.one("h1").text in page.one("title").text
        assert page.one("h1").text != "Something went wrong on our side" or status == 500
        assert len(page.by_id("main-content").text) > 150

    @pytest.mark.parametrize("path", PAGES)
    def test_has_the_number_of_the_request_and_a_way_to_report_it(self, reader, path):
        response = reader.get(path)
        page = page_of(response)
        number = page.by_id("request-id").text

        assert NUMBER.fullmatch(number)
        assert number == response["X-Request-ID"]
        assert reported(page).request_id == number
        assert reported(page).message == page.one("h1").text
        assert reported(page).page == path.partition("?")[0].replace("%00", "\0")

    @pytest.mark.parametrize("path", PAGES)
    def test_is_kept_by_no_cache_and_has_no_script_of_its_own(self, reader, path):
        response = reader.get(path)

        assert "no-store" in response["Cache-Control"]
        assert all("src" in script.attrs for script in page_of(response).all("script"))

    @pytest.mark.parametrize("path", PAGES)
    def test_has_one_main_button(self, reader, path):
        buttons = [a for a in page_of(reader.get(path)).all("a") if "usa-button" in a.classes]

        assert len([a for a in buttons if "usa-button--outline" not in a.classes]) == 1

    def test_follows_the_browsers_language_without_a_cookie(self, reader):
        page = page_of(reader.get("/fails/mistake/", headers={"Accept-Language": "es-MX"}))

        assert page.one("html").attrs["lang"] == "es"

    def test_the_language_of_one_page_is_not_left_to_the_next(self, reader):
        reader.put("/", headers={"Accept-Language": "es"})

        assert page_of(reader.put("/")).one("html").attrs["lang"] == "en"

    def test_two_requests_have_two_numbers(self, reader):
        assert len({reader.get("/")["X-Request-ID"] for _ in range(5)}) == 5


class TestWithoutDatabase:
    """No `db` fixture: a query would fail these tests."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [("/fails/bad/", 400), ("/fails/long/", 413), ("/fails/mistake/", 500)],
    )
    def test_it_comes_all_the_same(self, path, status):
        response = Client(raise_request_exception=False).get(path)

        assert response.status_code == status
        assert settings.HELP_LINE_NUMBER in page_of(response).one("footer").text

    def test_what_the_error_page_needs_may_be_broken_too(self, settings):
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]

        response = Client(raise_request_exception=False).get("/fails/mistake/")

        assert response.status_code == 500
        assert response["X-Request-ID"] in response.content.decode()


class TestEmptyAnswers:
    def test_keep_what_they_said_of_verbs_and_of_waiting(self, reader):
        assert reader.get("/empty/verb/")["Allow"] == "POST"
        assert reader.put("/")["Allow"] == "GET, HEAD, POST"
        assert reader.get("/empty/busy/")["Retry-After"] == "5"

    def test_stay_empty_for_scripts_and_machines(self, db):
        assert Client().get("/empty/verb/").content == b""
        assert Client().put("/").content == b""

    @pytest.mark.parametrize("path", ["/empty/said/", "/empty/json/"])
    def test_what_was_said_stays(self, reader, path):
        assert b"<html" not in reader.get(path).content

    def test_health_is_plain(self, reader, monkeypatch):
        assert reader.get("/healthz").content == b"ok\n"


class TestStatuses:
    def test_a_limit_says_when_it_is_over_and_why(self, reader):
        response = reader.get("/fails/full/")

        assert response["Retry-After"] == "77"
        assert "Wait a little, then go on." in page_of(response).by_id("main-content").text

    def test_allauths_limits_have_the_page(self, rf, db):
        assert error_pages.too_many_requests(rf.get("/"))["Retry-After"] == "300"

    def test_a_lost_database_says_when_to_come_again(self, reader):
        assert reader.get("/fails/gone/")["Retry-After"] == "30"

    @pytest.mark.parametrize(
        ("data", "limits"),
        [
            ({"login": "x" * 3000}, {"DATA_UPLOAD_MAX_MEMORY_SIZE": 2000}),
            ({str(n): "x" for n in range(20)}, {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 10}),
        ],
    )
    def test_a_form_that_is_too_large(self, reader, settings, data, limits):
        for name, value in limits.items():
            setattr(settings, name, value)

        response = reader.post(
            "/sign-in/",
            "&".join(f"{k}={v}" for k, v in data.items()),
            "application/x-www-form-urlencoded",
        )

        assert response.status_code == 413
        assert "smaller file" in response.content.decode()

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"login=x", "application/x-www-form-urlencoded; charset=utf-16"),
            (b"--x", "multipart/form-data; boundary=" + "x" * 300),
            (b"x", "multipart/form-data"),
        ],
    )
    def test_a_form_that_cannot_be_read(self, reader, body, kind):
        response = reader.generic("POST", "/sign-in/", body, content_type=kind)

        assert response.status_code == 400
        assert page_of(response).one("h1").text == "We could not read this request"

    @pytest.mark.parametrize("host", ["evil.example", "localhost:x", "localhost,evil.example"])
    def test_a_host_that_is_not_ours(self, reader, host):
        response = reader.get("/", headers={"Host": host})

        assert response.status_code == 400
        assert host not in response.content.decode()

    @pytest.mark.parametrize("word", ["%FF", "%ED%A0%80", "%C0%AE", "a%0Ab"])
    @pytest.mark.parametrize("path", ["/{}/", "/activate/{}/", "/?q={}", "/admin/{}/"])
    def test_odd_addresses_are_no_mistake_of_ours(self, reader, path, word):
        assert reader.get(path.format(word)).status_code < 500


class TestWithoutOurCookie:
    @pytest.fixture
    def reader(self, db):
        return Client(enforce_csrf_checks=True, headers=BROWSER)

    def test_says_how_to_turn_cookies_on(self, reader):
        response = reader.post(reverse("accounts:language"), {"language": "es"})
        page = page_of(response)

        assert response.status_code == 403
        assert "Turn cookies on" in page.html
        assert settings.HELP_LINE_NUMBER in page.by_id("main-content").text
        assert NUMBER.fullmatch(page.by_id("request-id").text)
        assert reported(page).message == "We could not accept this form"

    @pytest.mark.parametrize(
        ("sent_from", "is_shown"), [("same-origin", True), ("cross-site", False)]
    )
    def test_a_refused_form_of_ours_shows_what_was_typed(self, reader, sent_from, is_shown):
        response = reader.post(
            reverse("account_login"),
            {"login": "<b>dee", "password": "three green kettles", "next": "/x/"},
            headers={"Sec-Fetch-Site": sent_from},
        )

        text = response.content.decode()
        assert ("&lt;b&gt;dee" in text) == is_shown
        assert "kettles" not in text


class TestSessionEnded:
    """A GET is sent to sign in, and comes back; a form would lose what was typed."""

    TYPED = {"email": "typed@example.org", "password": "three green kettles"}
    FORM = "/account/email/"

    @pytest.fixture
    def reader(self, db):
        cache.clear()
        user = UserFactory()
        client = Client(headers={**BROWSER, "Sec-Fetch-Site": "same-origin"})
        client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
        return client

    def unused(self, client):
        session = client.session
        session[sessions.SEEN] -= 31 * 60
        session.save()

    def gone(self, client):
        client.session.delete()

    @pytest.mark.parametrize("how", [unused, gone])
    def test_a_form_is_answered_with_what_was_typed(self, reader, how):
        how(self, reader)

        response = reader.post(self.FORM, self.TYPED)
        page = page_of(response)

        assert response.status_code == 403
        assert page.one("h1").text == "Your session has ended"
        assert "typed@example.org" in page.html
        assert "kettles" not in page.html
        assert NUMBER.fullmatch(page.by_id("request-id").text)
        assert page.by_id("main-content").text.count("Sign in") >= 1
        assert not reader.session.get("_auth_user_id")

    def test_a_script_in_the_background_gets_no_page(self, reader):
        self.gone(reader)

        response = reader.post("/account/session/extend/", headers={"X-Background": "1"})

        assert (response.status_code, response.content) == (302, b"")

    def test_a_page_is_sent_to_sign_in(self, reader):
        self.unused(reader)

        assert reader.get("/dashboard/").url == "/sign-in/?next=%2Fdashboard%2F"

    def test_who_never_had_one_is_sent_to_sign_in(self, db):
        assert Client(headers=BROWSER).post("/dashboard/").url == "/sign-in/?next=/dashboard/"

    def test_the_browser_forgets_what_it_kept(self, reader):
        self.unused(reader)

        assert reader.get("/dashboard/")["Clear-Site-Data"] == '"cache", "storage"'


@pytest.fixture
def hung(transactional_db):
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        host, port = server.getsockname()
        before = {}
        for alias in ("default", "autocommit"):
            there = connections[alias]
            before[alias] = there.settings_dict
            there.close()
            options = {**there.settings_dict["OPTIONS"], "connect_timeout": 1}
            there.settings_dict = {
                **there.settings_dict,
                "HOST": host,
                "PORT": port,
                "OPTIONS": options,
            }
        yield
        for alias, settings_dict in before.items():
            connections[alias].close()
            connections[alias].settings_dict = settings_dict


def test_a_database_that_hangs_is_one_that_is_away(hung):
    client = Client(raise_request_exception=False, headers=BROWSER)
    client.cookies["sessionid"] = "k" * 32

    assert client.get("/dashboard/").status_code == 503
    assert Client().get("/readyz").content == b"not ready: the database does not answer\n"


def test_nobody_waits_for_it_longer_than_a_few_seconds(settings):
    assert settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] == 5


def test_error_pages_ask_the_database_only_for_who_is_signed_in(db, django_assert_num_queries):
    client = Client(raise_request_exception=False, headers=BROWSER)
    with django_assert_num_queries(0):
        for path in PAGES:
            client.get(path)
    assert connection.is_usable()
