"""A whole portal whose PostgreSQL is stopped in mid-request: a page that says so, and then on it goes."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest

from portal.embedded import postgres as embedded
from portal.embedded.ports import free_port
from tests.portal.instance import Instance
from tests.portal.rendering import Page

COOKIE = "sessionid=" + "k" * 32  # whose session is looked up
PASSWORD = "a-password-of-these-tests"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


class Server:
    """A PostgreSQL that comes back at the address it had."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        monkeypatch.setattr(embedded, "free_port", lambda: self.port)
        self.start()

    def start(self):
        self.postgres = embedded.Postgres(self.folder, PASSWORD)
        self.url = self.postgres.start()

    def stop(self):
        self.postgres.stop()

    def superuser(self):
        options = urlsplit(self.url)
        return psycopg.connect(
            host="127.0.0.1", port=options.port, user="postgres", password=PASSWORD, dbname="portal"
        )


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = Server(tmp_path / "postgres", monkeypatch)
    yield server
    server.stop()


@pytest.fixture
def portal(server, tmp_path):
    instance = Instance(tmp_path / "portal", DATABASE_URL=server.url, DEMO="1")
    instance.wait_until_ready()
    yield instance
    instance.stop()


def ask(portal, path, cookie=COOKIE):
    """Status, headers and text of an answer, in Spanish."""
    connection = http.client.HTTPConnection("localhost", portal.port, timeout=60)
    headers = {"Cookie": cookie, "Accept": "text/html", "Accept-Language": "es"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def ask_and_stop(portal, server, pool):
    """An answer to a request that waits for a row when the database goes."""
    with server.superuser() as busy:
        busy.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        asked = pool.submit(ask, portal, "/dashboard/")
        with server.superuser() as watcher:
            watcher.autocommit = True
            deadline = time.monotonic() + 30
            while not watcher.execute(WAITING).fetchone()[0] and time.monotonic() < deadline:
                time.sleep(0.05)
        try:
            server.stop()
            return asked.result(30)
        finally:
            busy.close()


def assert_says_so(answer):
    status, headers, text = answer
    page = Page(text)
    assert status == 503
    assert headers["Retry-After"] == "30"
    assert "no-store" in headers["Cache-Control"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert page.one("html").attrs["lang"] == "es"
    assert page.by_id("request-id").text == headers["X-Request-ID"]
    assert re.search(r"about=", page.html)
    assert "Traceback" not in text
    assert "psycopg" not in text


@pytest.mark.instance
def test_a_stopped_database_is_a_page_and_comes_back_by_itself(portal, server):
    assert ask(portal, "/dashboard/")[0] == 302
    with ThreadPoolExecutor(1) as pool:
        assert_says_so(ask_and_stop(portal, server, pool))

    for path in ("/dashboard/", "/activate/", "/admin/"):
        assert_says_so(ask(portal, path))
    assert ask(portal, "/healthz", cookie="")[0] == 200
    assert ask(portal, "/readyz", cookie="")[0] == 503
    assert ask(portal, "/no/such/page/", cookie="")[0] == 404

    server.start()
    assert [ask(portal, "/dashboard/")[0] for _ in range(10)] == [302] * 10
    assert ask(portal, "/activate/")[0] == 200
    assert ask(portal, "/readyz", cookie="")[0] == 200
