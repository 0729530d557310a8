"""The pieces in templates/components/, each with what it takes."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.forms import MemorableDateField
from tests.portal.rendering import Page, drawn

CHOICES = [("a", "First"), ("b", "Second")]


class ManyForm(forms.Form):
    name = forms.CharField()
    way = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    tongues = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    born_on = MemorableDateField()
    moves_on = forms.DateField(widget=forms.SelectDateWidget)
    meets_at = forms.SplitDateTimeField()
    paper = forms.FileField()
    agrees = forms.BooleanField()
    step = forms.CharField(widget=forms.HiddenInput)


def component(name, request=None, **context):
    return Page(render_to_string(f"components/{name}.html", context, request=request))


class TestErrorSummary:
    def test_is_not_there_when_nothing_is_wrong(self):
        assert component("error_summary", form=ManyForm()).elements == []

    def test_takes_the_focus(self):
        section = component("error_summary", form=ManyForm({})).one("section")

        assert section.attrs["tabindex"] == "-1"
        assert "autofocus" in section.attrs

    def test_each_error_leads_to_something_that_can_take_the_focus(self):
        form = ManyForm({})
        page, targets = drawn(form), component("error_summary", form=form).all("a")

        assert len(targets) == len(form.fields) - 1
        for link in targets:
            target = page.by_id(link.attrs["href"].removeprefix("#"))
            assert target.tag in {"input", "select", "textarea"}
            assert target.attrs.get("type") != "hidden"

    def test_says_every_error_of_a_field_and_of_the_form(self):
        form = ManyForm({"name": "Dee"})
        form.add_error(None, "These do not go together.")
        form.add_error("name", "Too short.")
        form.add_error("name", "Too plain.")

        items = [item.text.strip() for item in component("error_summary", form=form).all("li")]

        assert items[:3] == ["These do not go together.", "Too short.", "Too plain."]

    def test_an_error_of_a_hidden_field_is_said_too(self):
        form = ManyForm({})
        form.errors["step"] = form.error_class(["This page was open too long."])

        page = component("error_summary", form=form)

        assert [i.text for i in page.all("li") if "open too long" in i.text]
        assert not [a for a in page.all("a") if "open too long" in a.text]

    def test_writes_what_came_as_text(self):
        form = ManyForm({})
        form.add_error("name", "<script>alert(1)</script>")

        assert "<script" not in component("error_summary", form=form).html

    def test_the_title_of_a_failed_page_begins_with_error(self):
        template = engines["django"].from_string(
            "{% load uswds_tags %}{% error_prefix form %}Activate"
        )

        assert template.render({"form": ManyForm({})}) == "Error: Activate"
        assert template.render({"form": ManyForm()}) == "Activate"


class TestStepIndicator:
    STEPS = [
        {"label": "Code", "state": "complete"},
        {"label": "Terms", "state": "current"},
        {"label": "Review", "state": "pending"},
    ]

    def test_says_where_one_is(self):
        page = component("step_indicator", steps=self.STEPS, step_number=2)

        current = page.one("li", aria_current="step")
        assert current.text.strip() == "Terms"
        assert "Step 2 of 3" in page.html

    def test_says_more_than_a_colour_does(self):
        items = component("step_indicator", steps=self.STEPS, step_number=2).all("li")

        assert [" ".join(i.text.split()) for i in items] == [
            "Code completed",
            "Terms",
            "Review not completed",
        ]


class TestMessages:
    @pytest.mark.parametrize(
        ("level", "kind", "role", "word"),
        [
            (constants.SUCCESS, "success", "status", "Success:"),
            (constants.INFO, "info", "status", "Note:"),
            (constants.WARNING, "warning", "status", "Warning:"),
            (constants.ERROR, "error", "alert", "Error:"),
            (constants.DEBUG, "info", "status", "Note:"),
        ],
    )
    def test_are_alerts_that_are_read_out(self, level, kind, role, word):
        page = component("messages", messages=[Message(level, "Done & <saved>.")])

        alert = page.one("div", role=role)
        assert f"usa-alert--{kind}" in alert.classes
        report = " Report a problem" if kind == "error" else ""
        assert " ".join(alert.text.split()) == f"{word} Done & <saved>.{report}"

    def test_none_leave_no_trace(self):
        assert component("messages", messages=[]).elements == []


class TestAlert:
    @pytest.mark.parametrize("kind", ["info", "success", "warning", "error"])
    def test_with_and_without_a_heading(self, kind):
        assert component("alert", kind=kind, heading="Now", text="Do it.").one("h2").text == "Now"
        assert component("alert", kind=kind, text="Do it.").all("h2") == []


class TestSummaryList:
    def test_shows_what_was_entered_and_says_what_was_not(self):
        rows = [{"label": "Site", "value": "1 Main St\nSacramento"}, {"label": "Web", "value": ""}]

        page = component("summary_list", rows=rows, heading="Work", edit_url="/edit/")

        assert [row.text.strip() for row in page.all("dd")] == ["1 Main StSacramento", "Not given"]
        assert " ".join(page.one("a", href="/edit/").text.split()) == "Edit Work"

    def test_writes_what_came_as_text(self):
        page = component("summary_list", rows=[{"label": "Name", "value": "<b>Dee</b>"}])

        assert page.one("dd").text == "<b>Dee</b>"


class TestPasswordRules:
    def test_carry_their_words_and_values(self):
        rules = [
            {"text": "At least 15 characters", "rule": "min-length", "value": 15},
            {"text": "Not your name", "rule": "not-words", "value": 6, "words": '["o\'neil"]'},
        ]

        page = component("password_rules", input_id="id_password", rules=rules)

        assert page.one("li", data_rule="min-length").attrs["data-value"] == "15"
        assert page.one("li", data_rule="not-words").attrs["data-words"] == '["o\'neil"]'
        assert page.one("ul").attrs["data-password-rules"] == "id_password"


class TestPagination:
    def of(self, number, address="/list/?q=dee&page=9"):
        page_obj = Paginator(range(95), 10).get_page(number)
        return component("pagination", RequestFactory().get(address), page_obj=page_obj)

    def test_keeps_the_rest_of_the_address(self):
        links = {a.attrs["href"] for a in self.of(5).all("a")}

        assert links == {f"?q=dee&page={n}" for n in (1, 4, 5, 6, 10)}

    def test_names_the_page_one_is_on(self):
        assert " ".join(self.of(5).one("a", aria_current="page").text.split()) == "Page 5"

    def test_ends_have_one_arrow(self):
        assert "Previous" not in self.of(1).html
        assert "Next" not in self.of(10).html

    def test_one_page_needs_none(self):
        page_obj = Paginator(range(3), 10).get_page(1)

        assert component("pagination", RequestFactory().get("/"), page_obj=page_obj).elements == []


class TestEmptyList:
    def test_says_what_to_do(self):
        page = component(
            "empty_list",
            heading="Nothing yet",
            text="Order some.",
            action_url="/o/",
            action_label="Order",
        )
        assert page.one("a", href="/o/").text == "Order"

    def test_may_have_nothing_to_press(self):
        assert component("empty_list", heading="Nothing yet", text="Wait.").all("a") == []


def test_a_signed_in_persons_name_is_written_as_text():
    user = SimpleNamespace(
        is_authenticated=True, is_staff=False, get_username=lambda: "<b>dee</b>", roles=["CEC"]
    )

    page = component(
        "header", RequestFactory().get("/"), user=user, DEMO=False, HELP_LINE_NUMBER="1"
    )

    assert "<b>dee</b>" in page.one("nav").text
