"""The pages that belong to no app, and what every page has."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.portal.rendering import Page


def page_of(response):
    return Page(response.content.decode())


class TestEveryPage:
    @pytest.fixture
    def home(self, client, db):
        return page_of(client.get("/"))

    def test_says_its_language(self, client, db):
        assert page_of(client.get("/")).one("html").attrs["lang"] == "en"
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        assert page_of(client.get("/")).one("html").attrs["lang"] == "es"

    def test_begins_with_a_way_to_its_content(self, home):
        first = home.all("a")[0]

        assert first.attrs["href"] == "#main-content"
        assert home.by_id("main-content").tag == "main"

    def test_offers_both_languages_as_buttons(self, home):
        english, spanish = home.all("button", name="language")

        assert (english.text, english.attrs["lang"], english.attrs["value"]) == (
            "English",
            "en",
            "en",
        )
        assert (spanish.text, spanish.attrs["lang"], spanish.attrs["value"]) == (
            "Español",
            "es",
            "es",
        )
        assert "aria-current" in english.attrs
        assert "aria-current" not in spanish.attrs

    def test_comes_back_to_itself_after_a_change_of_language(self, client, db):
        page = page_of(client.get("/?q=a&b=<c>"))

        assert page.one("input", name="next").attrs["value"] == "/?q=a&b=%3Cc%3E"
        assert page.all("form", action=reverse("accounts:language"), method="post")

    def test_gives_the_help_lines_number(self, home):
        numbers = [a for a in home.all("a") if a.attrs["href"].startswith("tel:")]

        assert {a.attrs["href"] for a in numbers} == {f"tel:+1-{settings.HELP_LINE_NUMBER}"}

    def test_has_no_inline_script_or_style(self, client, db):
        for address in ("/", "/dev/style/"):
            page = page_of(client.get(address))
            assert page.all("style") == []
            assert all("src" in script.attrs and not script.text for script in page.all("script"))
            for element in page.elements:
                assert not [a for a in element.attrs if a == "style" or a.startswith("on")]

    def test_costs_a_visitor_no_query(self, client, db, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/")


class TestNavigation:
    def test_of_a_visitor(self, client, db):
        nav = page_of(client.get("/")).one("nav")

        assert nav.attrs["aria-label"] == "Visitors"
        words = ["For", "assisters", "Activate", "your", "account", "Sign", "in"]
        assert nav.text.split() == words

    @pytest.mark.parametrize(("is_staff", "label"), [(False, "Your account"), (True, "Staff")])
    def test_of_someone_signed_in(self, client, django_user_model, is_staff, label):
        user = django_user_model.objects.create_user("dee", "dee@example.org", is_staff=is_staff)
        client.force_login(user)

        page = page_of(client.get("/"))

        assert page.one("nav").attrs["aria-label"] == label
        assert "dee" in page.one("nav").text
        assert page.all("form", action=reverse("account_logout"), method="post")
        assert bool(page.all("a", href=reverse("admin:index"))) is is_staff


class TestHome:
    def test_has_an_entry_for_each_errand(self, client, db):
        main = page_of(client.get("/")).by_id("main-content")

        assert "I have a delegation code" in main.text
        assert "I have an account" in main.text

    def test_has_one_main_button(self, client, db):
        page = page_of(client.get("/"))

        main = [a for a in page.all("a") if "usa-button" in a.classes]
        assert len([a for a in main if "usa-button--outline" not in a.classes]) == 1


class TestStylePage:
    def test_shows_every_state_of_a_form(self, client, db):
        page = page_of(client.get("/dev/style/"))

        forms = {form.attrs.get("aria-label") for form in page.all("form")}
        assert {"Empty, with help", "Filled", "With errors", "Disabled"} <= forms

    def test_shows_every_component(self, client, db):
        response = client.get("/dev/style/")
        shown = {template.name for template in response.templates}

        there = {
            f"components/{path.name}"
            for path in (settings.BASE_DIR / "templates/components").glob("*.html")
        }
        assert there - shown == set()

    def test_takes_any_page_number(self, client, db):
        assert client.get("/dev/style/?page=x").status_code == 200
        assert client.get("/dev/style/?page=-1").status_code == 200

    def test_is_there_in_the_demo_only(self):
        source = (settings.BASE_DIR / "portal/urls.py").read_text()

        assert re.search(r"if settings\.DEMO:\s+from portal import dev_urls", source)
