"""A whole portal whose PostgreSQL or Valkey is stopped: what it says and does meanwhile, and that it
goes on by itself."""

import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from portal.embedded import postgres as embedded
from portal.embedded.ports import free_port
from portal.embedded.programs import valkey_program
from tests.portal.instance import Instance, still_running
from tests.portal.rendering import Page
from tests.portal.visitor import Visitor, ask

pytestmark = [pytest.mark.instance, pytest.mark.timeout(900)]
PASSWORD = "a-password-of-these-tests"
# Workers and beat may wait for something else meanwhile.
WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND query LIKE '%django_session%'"
)
FACTS = {"code": "SJ5Nen", "legal_name": "UAT 4.4 American Traders 3", "number": "500000142"}
INFORMATION = {
    "first_name": "Ana",
    "last_name": "Flores",
    "phone": "9165550123",
    "spoken_languages": "es",
    "street": "12 Main Street",
    "city": "Fresno",
    "zip_code": "93650",
}
SIGN_IN = {"username": "ana.flores", "password": "three green kettles sing"}


class Database:
    """A PostgreSQL that comes back at the address it had."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        self.start()

    def start(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(embedded, "free_port", lambda: self.port)
            self.postgres = embedded.Postgres(self.folder, PASSWORD)
            self.url = self.postgres.start()

    def stop(self):
        self.postgres.stop()

    def crash(self):
        """All at once. A stop in good order ends one connection after the other: whoever waits for
        a lock of the first may get it, and go on, before its own turn comes."""
        self.postgres.process.send_signal(signal.SIGQUIT)
        self.postgres.process.wait(120)

    @contextmanager
    def away(self):
        """The tests after this one find it running, whatever happens here."""
        try:
            yield
        finally:
            if self.postgres.process.poll() is None:
                self.stop()
            self.start()

    def superuser(self):
        options = urlsplit(self.url)
        return psycopg.connect(
            host="127.0.0.1", port=options.port, user="postgres", password=PASSWORD, dbname="portal"
        )


class Broker:
    def __init__(self):
        self.port = free_port()
        self.start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = [valkey_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(120)

    @contextmanager
    def away(self):
        self.stop()
        try:
            yield
        finally:
            self.start()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    database = Database(tmp_path_factory.mktemp("database") / "postgres")
    yield database
    database.stop()


@pytest.fixture(scope="module")
def broker():
    broker = Broker()
    yield broker
    broker.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="module")
def portal(database, broker, folder):
    """One for both: each test leaves it as it found it, with all services running. Then it ends."""
    instance = Instance(
        folder,
        DATABASE_URL=database.url,
        BROKER_URL=broker.url,
        DEMO="1",
        # A lost nudge is believed to be under way for 30 s and swept every 15: nobody waits so long.
        DJANGO_SETTINGS_MODULE="tests.portal.quick_settings",
        OUTBOX_CLAIM_SECONDS="2",
    )
    try:
        instance.wait_until_ready()
        yield instance
        family = instance.family()
        assert instance.stop(signal.SIGTERM) == 0
        assert still_running(family) == {}
    finally:
        if instance.process.poll() is None:
            instance.stop()


def ask_and_crash(portal, database, pool):
    """An answer to a request that waits for a row when the database goes."""
    with database.superuser() as busy:
        busy.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        asked = pool.submit(ask, portal, "/dashboard/")
        with database.superuser() as watcher:
            watcher.autocommit = True
            deadline = time.monotonic() + 120
            while not watcher.execute(WAITING).fetchone()[0]:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        try:
            database.crash()
            return asked.result(120)
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


def test_a_stopped_database_is_a_page_and_comes_back_by_itself(portal, database):
    assert ask(portal, "/dashboard/")[0] == 302
    with database.away():
        with ThreadPoolExecutor(1) as pool:
            assert_says_so(ask_and_crash(portal, database, pool))

        for path in ("/dashboard/", "/activate/", "/admin/"):
            assert_says_so(ask(portal, path))
        assert ask(portal, "/healthz", cookie="")[0] == 200
        assert ask(portal, "/readyz", cookie="")[0] == 503
        assert ask(portal, "/no/such/page/", cookie="")[0] == 404

    assert [ask(portal, "/dashboard/")[0] for _ in range(10)] == [302] * 10
    assert ask(portal, "/activate/")[0] == 200
    assert ask(portal, "/readyz", cookie="")[0] == 200


def mails_with(folder, words):
    mails = [path.read_text() for path in folder.glob("mail/*")]
    return [mail for mail in mails if words in mail]


def wait_for_mail(folder, words, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if mails_with(folder, words):
            return True
        time.sleep(0.2)
    return False


def test_an_activation_works_while_the_broker_is_stopped_and_its_mail_comes_after(
    portal, broker, folder
):
    assert wait_for_mail(folder, "500000142", 120)
    with broker.away():
        visitor = Visitor(portal.url)
        steps = [
            visitor.post("/activate/", **FACTS),
            visitor.post("/activate/terms/read/"),
            visitor.post("/activate/terms/", agree="on"),
            visitor.post("/activate/user-information/", **INFORMATION),
            visitor.post("/activate/username-password/", **SIGN_IN),
            visitor.post("/activate/review/"),
        ]

        assert steps == [
            "/activate/terms/",
            "/activate/terms/#id_agree",
            "/activate/user-information/",
            "/activate/username-password/",
            "/activate/review/",
            "/activate/done/",
        ]
        assert not wait_for_mail(folder, "is active", 1)

    assert wait_for_mail(folder, "is active", 120)
    assert len(mails_with(folder, "is active")) == 1
