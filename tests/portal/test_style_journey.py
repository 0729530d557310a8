"""The look in a browser: accessible in every state, and what the scripts do and do without."""

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}


@pytest.fixture
def style(page, live_server):
    """The style page, at the width asked for, with no complaint from the browser allowed."""
    complaints = []
    page.on(
        "console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_at(size=WIDE, address="/dev/style/"):
        page.set_viewport_size(size)
        page.goto(live_server.url + address)
        return page

    yield open_at
    assert complaints == []


@pytest.fixture
def without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{live_server.url}/dev/style/")
    yield page
    context.close()


class TestEveryPart:
    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
    @pytest.mark.parametrize("address", ["/dev/style/", "/", "/dev/style/dialog/"])
    def test_is_accessible_and_fits(
        self, style, size, address, assert_accessible, no_sideways_scroll
    ):
        style(size, address)

        assert_accessible()
        no_sideways_scroll()

    def test_touch_targets_are_large_enough(self, style):
        page = style(NARROW)

        controls = page.locator(
            "main :is(button, .usa-button, .portal-link, input, select, textarea)"
        )
        small = [
            control.evaluate("e => e.outerHTML.slice(0, 90)")
            for control in controls.all()
            if control.is_visible() and control.bounding_box()["height"] < 44
        ]
        assert small == []


class TestErrorSummary:
    def test_takes_the_focus_and_its_links_lead_to_the_fields(self, style):
        page = style()
        problem = page.get_by_role("region", name="There is a problem")

        expect(problem).to_be_focused()
        for name, field in [
            ("Enter the full name.", "Full name"),
            ("Check at least one language.", "English"),
            ("Enter the month, day and year.", "Month"),
        ]:
            problem.get_by_role("link", name=name).click()
            form = page.get_by_role("form", name="With errors")
            expect(form.get_by_label(field, exact=True).first).to_be_focused()


class TestDialog:
    def test_by_keyboard(self, style, assert_accessible):
        page = style()
        opener = page.get_by_role("link", name="Open the dialog")
        opener.focus()

        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="A dialog as a page")
        expect(dialog).to_be_visible()
        assert_accessible()
        page.keyboard.press("Tab")
        expect(dialog.get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("Escape")

        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()

    def test_fits_a_narrow_screen_with_its_button_in_sight(self, style, no_sideways_scroll):
        page = style(NARROW)
        page.get_by_role("link", name="Open the dialog").click()

        expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_in_viewport()
        no_sideways_scroll()

    def test_is_a_page_without_scripts(self, without_scripts):
        without_scripts.get_by_role("link", name="Open the dialog").click()

        expect(without_scripts.get_by_role("heading", level=1)).to_have_text("A dialog as a page")


class TestPasswords:
    def test_can_be_shown_and_hidden(self, style):
        page = style()
        form = page.get_by_role("form", name="Empty, with help")
        box = form.get_by_label("Password", exact=True)
        box.fill("three green kettles sing")

        form.get_by_role("button", name="Show password").click()
        expect(box).to_have_attribute("type", "text")
        form.get_by_role("button", name="Hide password").click()
        expect(box).to_have_attribute("type", "password")

    def test_no_button_without_scripts(self, without_scripts):
        expect(without_scripts.get_by_role("button", name="Show password")).to_have_count(0)

    def test_rules_are_marked_as_one_types(self, style, assert_accessible):
        page = style()
        box, rules = page.locator("#style-password"), page.locator("[data-password-rules] li")

        box.fill("rivera")
        expect(rules).to_have_text(["At least 15 characters – not yet", "Not your name – not yet"])
        assert_accessible()
        box.fill("three green kettles sing")
        expect(rules).to_have_text(["At least 15 characters – done", "Not your name – done"])
        assert_accessible()
        box.fill("")
        expect(rules).to_have_text(["At least 15 characters", "Not your name"])


class TestButtons:
    def test_one_waits_for_its_box(self, style):
        page = style()
        button = page.locator("#style-go")

        expect(button).to_be_disabled()
        page.get_by_label("I agree").check()
        expect(button).to_be_enabled()
        page.get_by_label("I agree").uncheck()
        expect(button).to_be_disabled()

    def test_none_waits_without_scripts(self, without_scripts):
        expect(without_scripts.locator("#style-go")).to_be_enabled()

    def test_a_form_is_sent_once_and_says_that_it_is_busy(self, style):
        page = style()
        button = page.locator("#style-go")
        # The answer never comes, as on a slow line.
        button.evaluate(
            """button => button.form.addEventListener("submit", (event) => {
                 window.sent = (window.sent ?? 0) + 1;
                 event.preventDefault();
               })"""
        )
        page.get_by_label("I agree").check()

        button.dblclick()
        expect(button).to_be_disabled()
        expect(button).to_have_text("One moment")
        assert page.evaluate("window.sent") == 1

        # Back from the browser's memory it can be pressed again.
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(button).to_be_enabled()
        expect(button).to_have_text("Continue")


class TestMenu:
    def test_opens_and_closes_on_a_narrow_screen(self, style, assert_accessible):
        page = style(NARROW, "/")
        menu, nav = page.get_by_role("button", name="Menu"), page.locator("nav")

        expect(nav).to_be_hidden()
        menu.click()
        expect(menu).to_have_attribute("aria-expanded", "true")
        expect(nav.get_by_role("link", name="Sign in")).to_be_visible()
        assert_accessible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(nav).to_be_hidden()
        expect(menu).to_be_focused()

    def test_is_open_without_scripts(self, without_scripts):
        expect(without_scripts.get_by_role("button", name="Menu")).to_be_hidden()
        nav = without_scripts.get_by_role("navigation", name="Visitors")
        expect(nav.get_by_role("link", name="Sign in")).to_be_visible()

    def test_is_open_when_the_script_fails_to_load(self, page, live_server):
        page.set_viewport_size(NARROW)
        page.route("**/js/portal*.js", lambda route: route.abort())
        page.goto(live_server.url)

        nav = page.get_by_role("navigation", name="Visitors")
        expect(nav.get_by_role("link", name="Sign in")).to_be_visible()
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()


def test_the_first_view_is_light(page, live_server):
    """Uncompressed even: what the web server compresses is a third of it."""
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))

    page.goto(f"{live_server.url}/", wait_until="networkidle")

    assert any(".css" in url for url in sizes)
    assert sum(sizes.values()) <= 200_000


def test_nothing_moves_when_the_fonts_come(page, live_server):
    page.add_init_script(
        """
        window.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        """
    )
    page.goto(f"{live_server.url}/", wait_until="networkidle")

    assert page.evaluate("window.shift") < 0.02
