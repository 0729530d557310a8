"""A whole portal whose Valkey is stopped: everything works, and the mail comes when it is back."""

import re
import subprocess
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from portal.embedded.ports import free_port
from portal.embedded.programs import valkey_program
from tests.portal.instance import Instance

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


class Visitor:
    """A browser without scripts: posts the form it was shown."""

    def __init__(self, url):
        self.url = url.replace("127.0.0.1", "localhost")
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def post(self, path, **fields):
        """The path it ends at, and how long the answer took."""
        page = self.opener.open(self.url + path, timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        version = re.search(r'name="version" value="(\d+)"', page)
        data = {"csrfmiddlewaretoken": token, "version": version[1] if version else "", **fields}
        began = time.monotonic()
        answer = self.opener.open(self.url + path, urlencode(data).encode(), timeout=30)
        return answer.url.removeprefix(self.url), time.monotonic() - began


class Valkey:
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
        self.process.wait(10)


@pytest.fixture
def valkey():
    valkey = Valkey()
    yield valkey
    valkey.stop()


@pytest.fixture
def instance(tmp_path, valkey):
    # A lost nudge is believed to be under way for 30 s; here for 2, so that nobody waits.
    instance = Instance(tmp_path, BROKER_URL=valkey.url, OUTBOX_CLAIM_SECONDS="2")
    yield instance
    instance.stop()


def mails(folder: Path):
    return [path.read_text() for path in folder.glob("mail/*")]


def wait_for_mail(folder, words, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if any(words in mail for mail in mails(folder)):
            return True
        time.sleep(0.5)
    return False


@pytest.mark.instance
def test_activation_works_and_the_mail_arrives_after_the_broker_is_back(instance, valkey, tmp_path):
    instance.wait_until_ready()
    assert wait_for_mail(tmp_path, "500000142", 60)
    valkey.stop()

    visitor = Visitor(instance.url)
    steps = [
        visitor.post("/activate/", **FACTS),
        visitor.post("/activate/terms/read/"),
        visitor.post("/activate/terms/", agree="on"),
        visitor.post("/activate/user-information/", **INFORMATION),
        visitor.post("/activate/username-password/", **SIGN_IN),
        visitor.post("/activate/review/"),
    ]

    assert [path for path, _seconds in steps] == [
        "/activate/terms/",
        "/activate/terms/#id_agree",
        "/activate/user-information/",
        "/activate/username-password/",
        "/activate/review/",
        "/activate/done/",
    ]
    assert not wait_for_mail(tmp_path, "is active", 1)

    valkey.start()
    assert wait_for_mail(tmp_path, "is active", 120)
    assert len([mail for mail in mails(tmp_path) if "is active" in mail]) == 1
