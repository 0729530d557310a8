"""Somebody at a browser: what their hands do, what they see, and what every page owes them."""

import os
import re
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from tests.conftest import AXE_OPTIONS, violations

# Django's own administration keeps to these, but not to all that axe calls best practice.
WCAG = [tag for tag in AXE_OPTIONS["runOnly"] if tag.startswith("wcag")]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
# JOURNEY_SHOTS=folder keeps a picture of every page and state that a journey looks at.
SHOTS = os.environ.get("JOURNEY_SHOTS")

# Own text of every visible element, as a screen shows it.
OWN_TEXTS = """
() => [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility() && !e.closest("[lang]:not(html, .portal-legal)"))
  .flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === 3))
  .map((n) => n.textContent.replace(/\\s+/g, " ").trim())
  .filter(Boolean)
"""
# Everything one operates, but for links in running text and what is not on the screen.
SMALL_TARGETS = """
() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")]
  .filter((e) => e.checkVisibility() && !e.closest("p, .usa-list, .portal-problem"))
  .filter((e) => !e.matches(".usa-skipnav"))
  .filter((e) => e.getBoundingClientRect().height < 44)
  .map((e) => `${e.outerHTML.slice(0, 120)} is ${e.getBoundingClientRect().height} high`)
"""
# At its end, Tab goes on to the browser's own bar: the document has no focused element then.
HOLDS_FOCUS = (
    "(e) => e.contains(document.activeElement) || document.activeElement === document.body"
)
# The outline of what has the focus: a drawn box shows that of the input hidden in it.
FOCUS_RING = """
(e) => {
  const label = e.matches("[type=checkbox], [type=radio]") ? e.nextElementSibling : null;
  const styles = [getComputedStyle(e)];
  if (label) styles.push(getComputedStyle(label), getComputedStyle(label, "::before"));
  return styles.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
}
"""


class Mouse:
    """Points and clicks; types only what is text."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator, times: int = 1) -> None:
        target.click(click_count=times)

    def write(self, field: Locator, text: str) -> None:
        field.click()
        field.fill(text)

    def tick(self, box: Locator) -> None:
        box.check()


class Keyboard:
    """No pointer at all: Tab until it is there, which must show, then Enter, Space or letters."""

    MOST_TABS = 60

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        passed = []
        for _ in range(self.MOST_TABS):
            if target.evaluate("e => e === document.activeElement"):
                assert target.evaluate(FOCUS_RING), f"No focus to be seen on {target}"
                return
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
        raise AssertionError("\n".join([f"Tab does not lead to {target}, but to:", *passed]))

    def press(self, target: Locator, times: int = 1) -> None:
        self.reach(target)
        for _ in range(times):
            self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")


class Watch:
    """What browsers say of pages behind people's backs: nothing, and they ask no other host."""

    PATIENCE = 300

    def __init__(self, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def over(self, context: BrowserContext) -> None:
        self.contexts.append(context)
        context.on(
            "console",
            lambda m: self._say(f"{m.text} at {m.location}", m.type in {"error", "warning"}),
        )
        context.on("weberror", lambda e: self._say(str(e.error), True))
        context.on("request", lambda r: self._say(r.url, not self._is_ours(r.url)))

    def expect(self, words: str) -> None:
        """The one complaint that this journey provokes; a browser may tell of it a little late."""
        for _ in range(self.PATIENCE):
            if any(words in complaint for complaint in self.complaints):
                break
            self.contexts[-1].pages[-1].wait_for_timeout(100)
        assert any(words in complaint for complaint in self.complaints), self.complaints
        self.complaints = [complaint for complaint in self.complaints if words not in complaint]

    def _say(self, text: str, is_bad: bool) -> None:
        if is_bad:
            self.complaints.append(text)

    def _is_ours(self, url: str) -> bool:
        return url.startswith("data:") or urlsplit(url).netloc == self.host


class Visitor:
    """Somebody at a browser, with a language they read."""

    LOOKS = 3

    def __init__(
        self, page: Page, site: str, hands: type = Mouse, twin: Page | None = None
    ) -> None:
        """``twin``: where axe looks at the page when there are no scripts in ``page``."""
        self.page, self.site, self.twin = page, site, twin
        self.hands = hands(page)
        self.language = "en"
        self.standards = AXE_OPTIONS["runOnly"]
        self.shots = 0

    @cached_property
    def is_narrow(self) -> bool:
        return (self.page.viewport_size or WIDE)["width"] <= NARROW["width"]

    def say(self, text: str, **values: str) -> str:
        """The words of the portal in the language this person reads."""
        with translation.override(self.language):
            return translation.gettext(text) % values

    def reads(self, language: str) -> None:
        """Spanish, say: by the button at the top of every page."""
        name = {"en": "English", "es": "Español"}[language]
        self.hands.press(self.page.get_by_role("button", name=name, exact=True))
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.language = language

    def goes_to(self, path: str) -> None:
        self.page.goto(path if "://" in path else self.site + path)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(name), exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(name), exact=True)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(self.say(label), exact=True)

    def dialog(self, name: str) -> Locator:
        return self.page.get_by_role("dialog", name=self.say(name))

    def presses(self, name: str) -> None:
        self.hands.press(self.button(name))

    def leaves_by(self, name: str) -> None:
        """Presses a button and waits for the answer, whatever page that is."""
        with self.page.expect_navigation():
            self.presses(name)

    def presses_twice(self, name: str) -> None:
        self.hands.press(self.button(name), times=2)

    def follows(self, name: str) -> None:
        self.hands.press(self.link(name))

    def presses_in(self, place: Locator, name: str) -> None:
        """A button, or a link that looks like one, of a dialog or a section."""
        named = {"name": self.say(name), "exact": True}
        self.hands.press(
            place.get_by_role("button", **named).or_(place.get_by_role("link", **named))
        )

    def writes(self, label: str, text: str) -> None:
        self.hands.write(self.field(label), text)

    def ticks(self, label: str) -> None:
        self.hands.tick(self.field(label))

    def sees_page(self, heading: str, state: str = "") -> None:
        """The page of that heading, and that it is as every page must be."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(heading))
        self.looks(f"{heading} {state}")

    def sees_dialog(self, name: str) -> None:
        """The dialog has the focus, and Tab does not lead out of it into the page."""
        dialog = self.dialog(name)
        expect(dialog).to_be_visible()
        assert dialog.evaluate(HOLDS_FOCUS), name
        for _ in range(4):
            self.page.keyboard.press("Tab")
            assert dialog.evaluate(HOLDS_FOCUS), name
        self.looks(name)

    def sees_problem(self, *errors: str) -> None:
        """The summary comes first, has the focus, and leads to each field."""
        problem = self.page.get_by_role("region", name=self.say("There is a problem"))
        expect(problem).to_be_focused()
        expect(self.page).to_have_title(re.compile(f"^{self.say('Error:')} "))
        expect(problem.get_by_role("listitem")).to_have_text([self.say(text) for text in errors])
        self.looks("problem")
        for link in problem.get_by_role("link").all():
            self.hands.press(link)
            target = self.page.locator(link.get_attribute("href") or "")
            expect(target).to_be_focused()

    def looks(self, name: str) -> None:
        """At the page as it stands: accessible, no wider than the window, in one language."""
        for tries_left in reversed(range(self.LOOKS)):
            self.page.wait_for_load_state()
            try:
                self._looks(name)
                return
            except Error:  # the page was replaced under its hands, by the one that was asked for
                if not tries_left:
                    raise

    def _looks(self, name: str) -> None:
        found = self._violations()
        broken = "\n".join(f"{v['help']}: {n['html']}" for v in found for n in v["nodes"])
        assert not broken, f"{name} at {self.page.url}:\n{broken}"
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if self.is_narrow:
            assert self.page.evaluate(SMALL_TARGETS) == [], name
        self._reads_one_language()
        self._keeps_picture(name)

    def _violations(self) -> list[dict]:
        """What axe finds on the page."""
        # Without a copy of our styles, which axe would make against our policy.
        options = {**AXE_OPTIONS, "runOnly": self.standards, "preload": False}
        return violations(self._scripted(), options)

    def _scripted(self) -> Page:
        """The page, or where no script runs, what it consists of in one where axe can."""
        if self.twin is None:
            return self.page
        address = self.page.url.partition("#")[0]
        html = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.S)
        answer = {"body": html, "content_type": "text/html; charset=utf-8"}
        self.twin.unroute_all()
        self.twin.route(address, lambda route: route.fulfill(**answer))
        self.twin.goto(address)
        return self.twin

    def _reads_one_language(self) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        with translation.override(self.language):
            texts = self.page.evaluate(OWN_TEXTS)
            assert [text for text in texts if translation.gettext(text) != text] == []

    def _keeps_picture(self, name: str) -> None:
        if not SHOTS:
            return
        self.shots += 1
        words = "-".join(re.findall(r"\w+", name.lower()))
        test = re.findall(r"::(\w+)", os.environ["PYTEST_CURRENT_TEST"])[-1]
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        width = (self.page.viewport_size or WIDE)["width"]
        path = Path(SHOTS) / f"{test}-{width}-{self.shots:02}-{words}-{self.language}.png"
        self.page.screenshot(path=path, full_page=True)
