"""Error pages as people meet them: to be read, copied from, and left by a button."""

import pytest
from playwright.sync_api import expect

from portal.middleware import SWITCHED_OFF
from tests.journeys.people import NARROW, WIDE

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.portal.failing_urls"),
]
PAGES = [
    ("/fails/bad/", "400"),
    ("/fails/forbidden/", "403"),
    ("/no/such/page/", "404"),
    ("/empty/verb/", "405"),
    ("/fails/long/", "413"),
    ("/fails/full/", "429"),
    ("/fails/mistake/", "500"),
    ("/fails/gone/", "503"),
]


@pytest.mark.parametrize(("window", "locale"), [(WIDE, "en-US"), (NARROW, "es-US")])
def test_each_page_can_be_read_by_everybody(
    browse, site, watch, assert_accessible, no_sideways_scroll, window, locale
):
    page = browse(viewport=window, locale=locale)
    for path, status in PAGES:
        page.goto(f"{site}{path}")
        watch.expect(status)

        assert_accessible(page)
        no_sideways_scroll(page)
        assert page.locator("html").get_attribute("lang") == locale[:2]


def test_the_number_is_reported_with_the_message(browse, site, watch, assert_accessible):
    page = browse()
    page.goto(f"{site}/fails/mistake/")
    watch.expect("500")
    number = page.locator("#request-id").inner_text()
    page.get_by_role("main").get_by_role("link", name="Report a problem").click()

    expect(page.get_by_label("Message that was shown")).to_have_value(
        "Something went wrong on our side"
    )
    assert number in page.content()
    assert_accessible(page)


def test_the_browser_knows_every_permission_that_is_switched_off(browse, site):
    page = browse()
    page.goto(f"{site}/")

    known = page.evaluate("document.featurePolicy.features()")
    assert set(SWITCHED_OFF.split(", ")) <= set(known)
