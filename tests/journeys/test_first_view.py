"""What the first page costs over the wire, from the web server as production runs it."""

import http.client
import os
import re
import subprocess
import sys
import time

import pytest
from django.conf import settings
from playwright.sync_api import expect

from portal.embedded.ports import free_port

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

ALL_OF_IT, CSS_OF_IT, PAGE_ALONE = 150_000, 45_000, 15_000
A_YEAR = 365 * 24 * 3600


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", "/activate/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def production(tmp_path):
    """The address of Granian with hashed and compressed static files. Needs no database row."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    started = {"cwd": settings.BASE_DIR, "env": environment, "stdin": subprocess.DEVNULL}
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, check=True, **started)
    port = free_port()
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "portal.wsgi:application"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "1"]
    web = subprocess.Popen([*serve, *options], **started)
    try:
        deadline = time.monotonic() + 300
        while not answers(port):
            assert web.poll() is None, "Granian has ended."
            assert time.monotonic() < deadline, "Granian does not answer."
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        web.terminate()
        web.wait(120)


class Wire:
    """Every answer that a page took, with the bytes that came over the wire."""

    def __init__(self, page):
        self.answers, self.sizes = {}, {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._begun)
        session.on("Network.loadingFinished", self._ended)
        session.send("Network.enable")

    def _begun(self, event):
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self.answers[event["requestId"]] = (event["response"]["url"], headers)

    def _ended(self, event):
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def bytes_of(self, ending=""):
        return sum(
            size for key, size in self.sizes.items() if self.answers[key][0].endswith(ending)
        )

    def static(self):
        return [answer for answer in self.answers.values() if "/static/" in answer[0]]


def assert_kept_by_browsers(wire):
    assert len(wire.static()) >= 5  # the styles, two fonts, two scripts
    for url, headers in wire.static():
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", url), url
        max_age = re.match(r"max-age=(\d+), public, immutable$", headers["cache-control"])
        assert int(max_age[1]) >= A_YEAR, url
        if url.endswith((".css", ".js", ".svg")):
            assert headers["content-encoding"] == "br", url


def test_is_light_and_its_parts_come_once(page, production):
    wire = Wire(page)
    page.goto(f"{production}/activate/", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("Activate your account")

    assert 0 < wire.bytes_of(".css") <= CSS_OF_IT
    assert wire.bytes_of(".css") < wire.bytes_of() <= ALL_OF_IT
    assert_kept_by_browsers(wire)

    second = Wire(page)
    page.goto(f"{production}/sign-in/", wait_until="networkidle")
    assert 0 < second.bytes_of() <= PAGE_ALONE
