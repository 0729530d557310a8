"""Every page in a browser, in both languages: accessible, narrow enough, and without complaints.

All pages of a walker share one browser, and one report tells all that is wrong.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import violations
from tests.journeys.people import NARROW, WIDE, Watch
from tests.matrix import draw
from tests.matrix.rows import Row
from tests.matrix.world import Visit, arrive, make
from tests.walk import pages

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Of Django's own admin pages, each rule with its reason; ours have no exception.
ADMIN_MAY = {
    "aria-input-field-name": "the box that suggests entities (select2) is named by its value only",
    "empty-table-header": "rows within a page begin with a column that names the row, without a head",
}
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
WIDEST = """
() => [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 2).map((e) => e.outerHTML.slice(0, 100))
"""


@pytest.fixture
def watch(live_server, settings) -> Watch:
    settings.SITE_URL = live_server.url
    return Watch(live_server.url)


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    watch.over(context)
    yield context
    context.close()


def come_as(context: BrowserContext, here: Visit, site: str) -> None:
    context.clear_cookies()
    cookies = {name: morsel.value for name, morsel in here.client.cookies.items()}
    context.add_cookies([{"name": n, "value": v, "url": site} for n, v in cookies.items() if v])


def read_in(context: BrowserContext, site: str, language: str) -> None:
    name = django_settings.LANGUAGE_COOKIE_NAME
    context.add_cookies([{"name": name, "value": language, "url": site}])


def opened(page: Page, address: str, watch: Watch) -> list[str]:
    """What is wrong with the answer, and what the browser says of it."""
    response = page.goto(address)
    found = list(watch.complaints)
    watch.complaints.clear()
    if response is None or response.status != 200:
        found.append(f"answers {response and response.status} at {page.url}")
    return found


def inaccessible(page: Page, row: Row) -> list[str]:
    allowed = ADMIN_MAY if pages.is_admin(row) else {}
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in violations(page)
        if violation["id"] not in allowed
        for node in violation["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    wide = page.evaluate(TOO_WIDE)
    return [f"at 320 px {wide} too wide: {page.evaluate(WIDEST)}"] if wide > 0 else []


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walker", pages.WALKERS)
def test_every_page_is_fit_for_everybody(live_server, context, watch, walker):
    """Opened in one language on a large screen, made small, and in the other opened on a small one.

    What axe looks at is the same in both, and it looks long: it sees each page in one of them.
    """
    world, page, site, bad = make(), context.new_page(), live_server.url, []
    for row in pages.first_seen_by(walker):
        here = arrive(world, walker, row)
        come_as(context, here, site)
        first, second = draw.lots(row, ["en", "es"])
        read_in(context, site, first)
        page.set_viewport_size(WIDE)
        found = [*opened(page, site + here.address, watch), *inaccessible(page, row)]
        watch.complaints.clear()  # axe's own, of style sheets that import others, are not the page's
        page.set_viewport_size(NARROW)
        found += too_wide(page)
        read_in(context, site, second)
        found += [*opened(page, site + here.address, watch), *too_wide(page)]
        bad += [f"{row}: {fault}" for fault in found]
    assert not bad, "\n".join(bad)
