"""Two web processes of their own over the tests' database, as production serves the portal."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from portal.embedded.ports import free_port

TOKEN = "a" * 32  # as long as Django's: whoever sends it twice, in cookie and form, has it


@contextmanager
def two_processes() -> Iterator[int]:
    """The port; a request names its client's address in X-Forwarded-For."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.accesscodes.web_settings",
        "TEST_DATABASE_NAME": connection.settings_dict["NAME"],
        "TRUSTED_PROXIES": "1",
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "portal.wsgi:application"]
    command += ["--workers", "2", "--blocking-threads", "1", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--log-level", "warning"], cwd=settings.BASE_DIR, env=environment
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            Browser(port).get("/healthz")
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("The web processes did not start.")


class Browser:
    """Sends one form; signed in, if wanted, by a session made beforehand."""

    def __init__(self, port: int, user: object = None, address: str = "192.0.2.1") -> None:
        self.port, self.address = port, address
        self.cookies = SimpleCookie({settings.CSRF_COOKIE_NAME: TOKEN})
        if user is not None:
            client = Client()
            client.force_login(user)
            self.cookies.load(client.cookies.output(header="", sep=";"))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict[str, str]) -> tuple[int, str]:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **data}))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        """The status, and where it leads or what it says."""
        asking = http.client.HTTPConnection("localhost", self.port, timeout=60)
        cookies = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        headers = {"Cookie": cookies, "X-Forwarded-For": self.address}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            asking.request(method, path, body, headers)
            answer = asking.getresponse()
            return answer.status, answer.headers.get("Location") or answer.read().decode()
        finally:
            asking.close()
