"""Every widget that Django has, drawn by the pack."""

import copy
from datetime import date, datetime

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.forms import MemorableDateField
from portal.uswds import INPUTS, Drawn
from tests.portal.rendering import Page, drawn, form_with, labels_lead_somewhere

CHOICES = [("a", "First"), ("b", "Second")]
GROUPS = [("North", [("n", "Norwood")]), ("South", [("s", "Southgate")])]
HOSTILE = '<script>alert("x")</script>'


class TwoParts(forms.MultiWidget):
    def __init__(self):
        super().__init__([forms.TextInput, forms.TextInput])

    def decompress(self, value):
        return [None, None]


SIMPLE = {
    "text": forms.CharField(),
    "email": forms.EmailField(),
    "url": forms.URLField(assume_scheme="https"),
    "number": forms.IntegerField(),
    "decimal": forms.DecimalField(),
    "password": forms.CharField(widget=forms.PasswordInput),
    "search": forms.CharField(widget=forms.SearchInput),
    "phone": forms.CharField(widget=forms.TelInput),
    "colour": forms.CharField(widget=forms.ColorInput),
    "date": forms.DateField(),
    "time": forms.TimeField(),
    "moment": forms.DateTimeField(),
    "textarea": forms.CharField(widget=forms.Textarea),
    "select": forms.ChoiceField(choices=CHOICES),
    "grouped_select": forms.ChoiceField(choices=GROUPS),
    "multiple_select": forms.MultipleChoiceField(choices=CHOICES),
    "null_boolean": forms.NullBooleanField(widget=forms.NullBooleanSelect, required=True),
    "file": forms.FileField(widget=forms.FileInput),
    "clearable_file": forms.FileField(),
    "checkbox": forms.BooleanField(),
}
GROUPED = {
    "radios": forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect),
    "grouped_radios": forms.ChoiceField(choices=GROUPS, widget=forms.RadioSelect),
    "checkboxes": forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple),
    "select_date": forms.DateField(widget=forms.SelectDateWidget(years=[2025, 2026])),
    "split": forms.SplitDateTimeField(),
    "memorable": MemorableDateField(),
    "own_parts": forms.MultiValueField(
        [forms.CharField(), forms.CharField()],
        widget=TwoParts,
    ),
}
EVERY = [pytest.param(field, id=name) for name, field in {**SIMPLE, **GROUPED}.items()]


class TestEveryWidget:
    @pytest.mark.parametrize("field", EVERY)
    @pytest.mark.parametrize("data", [None, {}], ids=["empty", "mistaken"])
    def test_has_labels_that_lead_to_its_controls(self, field, data):
        labels_lead_somewhere(drawn(form_with(field, data=data)))

    @pytest.mark.parametrize("field", EVERY)
    def test_says_its_label_once(self, field):
        page = drawn(form_with(field))

        assert page.html.count("The thing") == 1

    @pytest.mark.parametrize("field", EVERY)
    def test_marks_the_optional_and_not_the_required(self, field):
        form = form_with(field)
        assert "(optional)" not in drawn(form).html

        form.fields["thing"].required = False
        alone = isinstance(field.widget, forms.CheckboxInput)
        assert ("(optional)" in drawn(form).html) is not alone

    @pytest.mark.parametrize("field", EVERY)
    def test_a_disabled_field_has_only_disabled_controls(self, field):
        form = form_with(field)
        form.fields["thing"].disabled = True

        page = drawn(form)

        controls = [e for e in page.elements if e.tag in {"input", "select", "textarea", "button"}]
        assert controls
        assert all("disabled" in control.attrs for control in controls)

    @pytest.mark.parametrize("field", EVERY)
    def test_a_form_without_ids_has_no_label_that_leads_nowhere(self, field):
        page = drawn(form_with(field, data={}, auto_id=False))

        for label in page.all("label"):
            if "for" in label.attrs:
                page.by_id(label.attrs["for"])

    @pytest.mark.parametrize("field", EVERY)
    def test_drawing_changes_nothing(self, field):
        form = form_with(field, data={})

        assert drawn(form).html == drawn(form).html
        assert "class" not in form.fields["thing"].widget.attrs

    @pytest.mark.parametrize("field", EVERY)
    def test_writes_what_came_as_text(self, field):
        form = form_with(field, data={"thing": HOSTILE, "thing_0": HOSTILE, "thing_month": HOSTILE})
        form.add_error("thing", HOSTILE)
        form.fields["thing"].help_text = HOSTILE
        form.fields["thing"].label = HOSTILE

        assert "<script" not in drawn(form).html


class TestHelpAndErrors:
    @pytest.mark.parametrize("name", SIMPLE)
    def test_a_control_is_described_by_its_help_and_then_its_error(self, name):
        form = form_with(SIMPLE[name], data={})
        form.fields["thing"].help_text = "How to fill it."
        form.errors["thing"] = form.error_class(["Mend it."])

        page = drawn(form)

        control = page.by_id("id_thing")
        assert control.attrs["aria-describedby"] == "id_thing_helptext id_thing_error"
        assert control.attrs["aria-invalid"] == "true"
        assert page.by_id("id_thing_helptext").text == "How to fill it."
        assert page.by_id("id_thing_error").text.strip() == "Error: Mend it."

    @pytest.mark.parametrize("name", GROUPED)
    def test_a_group_is_described_as_a_whole(self, name):
        form = form_with(GROUPED[name], data={})
        form.fields["thing"].help_text = "How to fill it."

        page = drawn(form)

        group = page.one("fieldset")
        assert group.attrs["aria-describedby"] == "id_thing_helptext id_thing_error"
        assert page.one("legend").text.strip() == "The thing"

    @pytest.mark.parametrize("field", EVERY)
    def test_nothing_is_described_where_nothing_is_to_say(self, field):
        assert "aria-describedby" not in drawn(form_with(field)).html

    def test_a_description_of_the_widgets_own_comes_last(self):
        field = forms.CharField(
            widget=forms.TextInput(attrs={"aria-describedby": "rules"}), help_text="Help."
        )

        html = drawn(form_with(field, data={})).html

        assert 'aria-describedby="id_thing_helptext id_thing_error rules"' in html

    def test_a_widgets_own_class_and_id_are_kept(self):
        field = forms.CharField(widget=forms.TextInput(attrs={"class": "wide", "id": "own"}))

        page = drawn(form_with(field, data={}))

        assert page.by_id("own").classes == {"usa-input", "wide", "usa-input--error"}
        assert page.one("label").attrs["for"] == "own"
        assert page.by_id("own").attrs["aria-describedby"] == "own_error"

    def test_only_the_mistaken_have_the_dress_of_mistakes(self):
        assert "--error" not in drawn(form_with(forms.CharField(), data={"thing": "good"})).html
        page = drawn(form_with(forms.CharField(), data={}))
        assert page.by_id("id_thing").classes == {"usa-input", "usa-input--error"}
        assert "usa-form-group--error" in page.html

    @pytest.mark.parametrize("name", ["select_date", "split", "memorable", "own_parts"])
    def test_each_part_of_a_mistaken_field_shows_it(self, name):
        page = drawn(form_with(GROUPED[name], data={}))

        parts = [e for e in page.elements if e.tag in {"input", "select"}]
        assert len(parts) > 1
        assert all("usa-input--error" in part.classes for part in parts)


INPUTS_BY_NAME = {
    name: field for name, field in SIMPLE.items() if field.widget.template_name in INPUTS
}


@pytest.mark.parametrize("field", INPUTS_BY_NAME.values(), ids=INPUTS_BY_NAME)
@given(
    typed=st.one_of(st.none(), st.integers(), st.text(max_size=8), st.just(HOSTILE)),
    attrs=st.dictionaries(
        st.sampled_from(["id", "class", "pattern", "autofocus", "data-x"]),
        st.one_of(st.booleans(), st.none(), st.integers(), st.text(max_size=8), st.just(HOSTILE)),
    ),
)
@settings(max_examples=20, deadline=None, database=None)
def test_an_input_is_what_django_draws(field, typed, attrs):
    field = copy.deepcopy(field)
    field.widget.attrs.update(attrs)
    bound = form_with(field, data=None if typed is None else {"thing": typed})["thing"]
    added = {"class": "usa-input", "aria-describedby": "hint", "data-here": True, "data-not": False}

    ours, theirs = Drawn(bound)._input(dict(added)), bound.as_widget(attrs=dict(added))

    assert Page(ours).one("input").attrs == Page(theirs).one("input").attrs


class TestWhatIsTypedStays:
    @pytest.mark.parametrize("name", ["text", "email", "number", "date", "search", "phone"])
    def test_in_a_line(self, name):
        page = drawn(form_with(SIMPLE[name], data={"thing": "typed"}))

        assert page.by_id("id_thing").attrs["value"] == "typed"

    def test_a_password_does_not(self):
        page = drawn(form_with(SIMPLE["password"], data={"thing": "typed"}))

        assert "typed" not in page.html

    def test_in_an_area(self):
        page = drawn(form_with(SIMPLE["textarea"], data={"thing": "two\nlines"}))

        assert page.by_id("id_thing").text.strip() == "two\nlines"

    def test_in_choices(self):
        page = drawn(form_with(GROUPED["radios"], data={"thing": "b"}))

        assert "checked" in page.by_id("id_thing_1").attrs
        assert "checked" not in page.by_id("id_thing_0").attrs

    def test_in_several_choices(self):
        page = drawn(form_with(GROUPED["checkboxes"], initial=["a", "b"]))

        assert len([e for e in page.all("input", type="checkbox") if "checked" in e.attrs]) == 2

    def test_in_the_parts_of_a_date(self):
        page = drawn(form_with(GROUPED["memorable"], initial=date(1986, 4, 28)))

        values = [page.by_id(f"id_thing_{i}").attrs["value"] for i in range(3)]
        assert values == ["4", "28", "1986"]

    def test_in_a_moment(self):
        page = drawn(form_with(GROUPED["split"], initial=datetime(2026, 1, 2, 9, 30)))  # noqa: DTZ001

        assert page.by_id("id_thing_1").attrs["value"] == "09:30:00"


class TestHiddenFields:
    @pytest.mark.parametrize(
        "widget",
        [forms.HiddenInput, forms.MultipleHiddenInput, forms.SplitHiddenDateTimeWidget],
    )
    def test_show_nothing(self, widget):
        values = {forms.MultipleHiddenInput: ["a", "b"]}
        page = drawn(form_with(forms.CharField(widget=widget), initial=values.get(widget)))

        assert {element.tag for element in page.elements} == {"input"}
        assert {element.attrs["type"] for element in page.elements} == {"hidden"}


class Stored:
    url = "/documents/1/"

    def __str__(self):
        return "proof <1>.pdf"


class TestFiles:
    def test_a_stored_file_is_named_and_can_be_taken_away(self):
        page = drawn(form_with(forms.FileField(required=False), initial=Stored()))

        assert page.one("a").attrs["href"] == "/documents/1/"
        assert page.one("a").text == "proof <1>.pdf"
        labels_lead_somewhere(page)
        assert page.one("input", type="checkbox").attrs["name"] == "thing-clear"

    def test_a_file_that_must_be_there_cannot_be_taken_away(self):
        stored = Stored()

        page = drawn(form_with(forms.FileField(), initial=stored))

        assert not page.all("input", type="checkbox")


class TestPasswords:
    def test_the_button_that_shows_them_waits_for_a_script(self):
        button = drawn(form_with(SIMPLE["password"])).one("button")

        assert "hidden" in button.attrs
        assert button.attrs["type"] == "button"
        assert button.attrs["data-reveal"] == "id_thing"
        assert {"data-label-show", "data-label-hide"} <= button.attrs.keys()
