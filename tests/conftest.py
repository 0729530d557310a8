"""Fixtures for every test: the browser, and what each page shown in it must keep to."""

import gc
import json
import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Page, expect

from portal import demo_data, page_notes
from tests import browser

# The same examples each time, however long they take; `make stress` tries others.
hypothesis_settings.register_profile(
    "suite", derandomize=os.environ.get("STRESS") != "1", deadline=None, database=None
)
hypothesis_settings.load_profile("suite")

pytest_plugins = ["tests.matrix.fixtures", "tests.racing"]
LEFT_OUT = (
    "NO BROWSER FOUND: the journeys were LEFT OUT. "
    "Install Chromium, or name one: CHROMIUM=/path/to/chromium make test"
)
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
AXE = Axe().axe_script
BROWSER_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

# What is to be seen is there at once or never; a busy machine takes its time all the same.
expect.set_options(timeout=20_000)


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("REQUIRE_BROWSER") == "1" and browser.find() is None:
        raise pytest.UsageError("REQUIRE_BROWSER=1, but there is no browser for the journeys.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_begins_late)
    if browser.find() is not None:
        return
    journeys = [item for item in items if _needs_browser(item)]
    config.hook.pytest_deselected(items=journeys)
    items[:] = [item for item in items if not _needs_browser(item)]


def pytest_collection_finish() -> None:
    """What is there by now stays: Python need not look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if browser.find() is None:
        terminalreporter.write_line(LEFT_OUT, red=True, bold=True)


def _begins_late(item: pytest.Item) -> int:
    """What takes long or waits comes first: in the end no process waits for another's last test."""
    marks = {mark.name for mark in item.iter_markers()}
    return 0 if "instance" in marks else 1 if "journey" in marks else 2


def _needs_browser(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("journey") is not None or "browser" in fixtures


@pytest.fixture(autouse=True)
def no_page_notes() -> None:
    """Nothing is said on any page, and no page asks, until a test has ``page_notes.forget()``."""
    page_notes.keep([], seconds=24 * 3600)


@pytest.fixture(autouse=True)
def language_of_no_other_test() -> Iterator[None]:
    """A page that was asked for in Spanish leaves its thread speaking Spanish."""
    yield
    translation.deactivate()


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """What the demo says of itself: loaded once for a module, in a transaction around its tests."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        said = "\n".join(demo_data.load())
    yield said
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": browser.find(),
        "args": [*BROWSER_FLAGS, *as_root],
    }


def violations(page: Page, options: dict = AXE_OPTIONS) -> list[dict]:
    """What axe finds on the page. What it found in order stays there: to fetch that, too, takes longer
    than to look."""
    asked = f"axe.run(document, {json.dumps(options)}).then((found) => found.violations)"
    return page.evaluate(f"{AXE}\n;{asked}")


@pytest.fixture
def assert_accessible(page: Page) -> Callable[..., None]:
    """``assert_accessible()``: the page as it stands breaks no rule of WCAG 2.2 AA."""

    def check(shown: Page = page) -> None:
        found = violations(shown)
        assert not found, "\n".join([f"On {shown.url}:", *map(_as_text, found)])

    return check


def _as_text(violation: dict) -> str:
    places = "\n".join(f"    {node['html']}" for node in violation["nodes"])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"


@pytest.fixture
def no_sideways_scroll(page: Page) -> Callable[..., None]:
    """``no_sideways_scroll()``: nothing of the page as it stands is wider than the window."""

    def check(shown: Page = page) -> None:
        wide = shown.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{shown.url} is {wide} pixels wider than its window"

    return check
