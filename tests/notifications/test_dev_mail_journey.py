import pytest
from playwright.sync_api import expect

from notifications import delivery, mails
from tests.factories import NoticeFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.notifications.dev_urlconf"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_FILE_PATH = str(settings.MAIL_DIR)


def test_reading_a_mail_and_following_its_link(
    page, live_server, settings, assert_accessible, no_sideways_scroll
):
    settings.SITE_URL = live_server.url
    page.goto(f"{live_server.url}/dev/mail/")
    expect(page.get_by_role("heading", name="No mail yet")).to_be_visible()
    assert_accessible()

    delivery.deliver(NoticeFactory().pk)
    page.reload()
    assert_accessible()
    page.get_by_role("link", name="Sign in").last.click()
    expect(page.get_by_text("XK7-2F")).to_be_visible()
    assert_accessible()

    page.get_by_role("link", name="See it with its design").click()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.get_by_role("heading", name="For Pat & Dee’s")).to_be_visible()
    no_sideways_scroll()
    page.get_by_role("link", name="Go on").click()
    expect(page).to_have_url(f"{live_server.url}/")


def test_the_layout_of_a_mail_is_accessible_and_narrow_enough(
    page, assert_accessible, no_sideways_scroll
):
    [(html, _type)] = mails.compose(NoticeFactory()).alternatives
    page.set_content(html)
    # A mail program shows it within its own main part.
    page.evaluate(
        "const main = document.createElement('main');"
        "main.append(...document.body.childNodes); document.body.append(main)"
    )
    assert_accessible()

    page.set_viewport_size({"width": 320, "height": 640})
    no_sideways_scroll()
