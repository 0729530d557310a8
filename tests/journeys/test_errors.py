"""Error pages as people meet them: to be read, copied from, and left by a button."""

import re

import pytest
from playwright.sync_api import expect

from portal.middleware import SWITCHED_OFF
from support.models import ProblemReport
from tests.journeys.people import NARROW, WIDE, Visitor

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


FAILED = {
    "/fails/mistake/": ("500", "Something went wrong on our side"),
    "/fails/gone/": ("503", "The portal does not answer right now"),
}


def test_what_went_wrong_on_our_side_is_reported_with_its_number(browse, site, watch):
    sam = Visitor(browse(), site)
    for path, (status, message) in FAILED.items():
        sam.goes_to(path)
        sam.sees_page(message, status)
        watch.expect(status)
        number = sam.page.locator("#request-id").inner_text()
        sam.presses_in(sam.page.get_by_role("main"), "Report a problem")

        sam.sees_page("Report a problem", status)
        expect(sam.field("Message that was shown (optional)")).to_have_value(message)
        expect(sam.field("Request number (optional)")).to_have_value(number)
        expect(sam.field("Page (optional)")).to_have_value(path)
        sam.presses("Send the report")
        expect(sam.page.get_by_role("heading", level=1)).to_have_text(re.compile("^Report EAS-"))

        report = ProblemReport.objects.get(request_id=number)
        assert (report.message, report.page) == (message, path)


def test_the_browser_knows_every_permission_that_is_switched_off(browse, site):
    page = browse()
    page.goto(f"{site}/")

    known = page.evaluate("document.featurePolicy.features()")
    assert set(SWITCHED_OFF.split(", ")) <= set(known)
