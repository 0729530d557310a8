import os
import re

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from notifications import delivery
from tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.notifications.dev_urlconf"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_FILE_PATH = str(settings.MAIL_DIR)


@pytest.fixture
def delivered():
    notice = NoticeFactory(to="pat@example.org")
    delivery.deliver(notice.pk)
    return notice


def open_first(client):
    page = client.get("/dev/mail/").content.decode()
    return re.search(r'href="(/dev/mail/[\w-]+/)"', page)[1]


class TestMailList:
    def test_says_what_to_do_while_there_is_nothing(self, client):
        assert "No mail yet" in client.get("/dev/mail/").content.decode()

    def test_shows_the_newest_first(self, client, settings):
        known, connections = set(), [get_connection() for _ in range(3)]  # a file for each
        for minute, subject in enumerate(("One", "Two", "Three")):
            EmailMessage(
                subject, "Hello", to=["pat@example.org"], connection=connections[minute]
            ).send()
            [file] = set(settings.MAIL_DIR.glob("*")) - known
            known.add(file)
            os.utime(file, (minute * 60, minute * 60))

        page = client.get("/dev/mail/").content.decode()

        assert page.index("Three") < page.index("Two") < page.index("One")

    def test_shows_each_message_of_one_file(self, client):
        with get_connection() as connection:
            for subject in ("One", "Two"):
                EmailMessage(subject, "Hello", to=["pat@example.org"], connection=connection).send()

        page = client.get("/dev/mail/").content.decode()

        assert page.index("Two") < page.index("One")

    def test_leaves_out_what_is_still_being_written(self, client, settings, delivered):
        [file] = settings.MAIL_DIR.iterdir()
        file.write_bytes(file.read_bytes().rstrip(b"-\n"))

        assert "No mail yet" in client.get("/dev/mail/").content.decode()


class TestMailDetail:
    def test_shows_headers_and_text(self, client, delivered):
        page = client.get(open_first(client)).content.decode()

        assert "pat@example.org" in page
        assert delivered.message_id.strip("<>") in page
        assert "XK7-2F" in page

    def test_its_addresses_can_be_followed(self, client, delivered, settings):
        assert f'href="{settings.SITE_URL}"' in client.get(open_first(client)).content.decode()

    @pytest.mark.parametrize("name", ["nothing", "20261103-120000-1-0"])
    @pytest.mark.parametrize("view", ["dev_mail_detail", "dev_mail_html"])
    def test_of_an_unknown_message_is_not_found(self, client, name, view):
        assert client.get(reverse(view, args=[name])).status_code == 404


class TestMailHtml:
    def test_may_style_itself_and_nothing_else(self, client, delivered):
        response = client.get(open_first(client) + "html/")

        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'unsafe-inline'" in policy
        assert "sandbox" in policy
        assert "script-src" not in policy
        assert "allow-scripts" not in policy
        assert "For Pat &amp; Dee’s" in response.content.decode()

    def test_the_pages_around_it_keep_the_strict_policy(self, client, delivered):
        policy = client.get(open_first(client))["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
