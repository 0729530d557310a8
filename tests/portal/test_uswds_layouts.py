"""crispy's layout objects, and whole forms, drawn by the pack."""

import pytest
from crispy_forms.bootstrap import (
    AppendedText,
    FieldWithButtons,
    FormActions,
    InlineCheckboxes,
    InlineRadios,
    PrependedText,
    StrictButton,
    UneditableField,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    HTML,
    ButtonHolder,
    Column,
    Div,
    Field,
    Fieldset,
    Layout,
    MultiField,
    Row,
    Submit,
)
from crispy_forms.utils import render_crispy_form
from django import forms

from tests.portal.rendering import (
    Page,
    drawn,
    fields_left_out,
    form_with,
    labels_lead_somewhere,
)

CHOICES = [("a", "First"), ("b", "Second")]
RADIOS = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
CHECKBOXES = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


class TestLayoutObjects:
    def test_prefix_and_suffix_stand_beside_the_box(self):
        page = drawn(form_with(forms.DecimalField(), PrependedText("thing", "$"), data={}))
        assert [e.text for e in page.elements if "usa-input-prefix" in e.classes] == ["$"]
        labels_lead_somewhere(page)

        page = drawn(form_with(forms.DecimalField(), AppendedText("thing", "%")))
        assert [e.text for e in page.elements if "usa-input-suffix" in e.classes] == ["%"]

    @pytest.mark.parametrize(
        ("field", "inline"),
        [
            (RADIOS, InlineRadios),
            (
                forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple),
                InlineCheckboxes,
            ),
        ],
    )
    def test_choices_in_a_row(self, field, inline):
        page = drawn(form_with(field, inline("thing")))

        assert "portal-choices--inline" in page.html
        labels_lead_somewhere(page)

    def test_a_fieldset_has_its_legend(self):
        page = drawn(form_with(forms.CharField(), Fieldset("About you", "thing", css_id="about")))

        assert page.one("legend").text == "About you"
        assert page.by_id("about").tag == "fieldset"

    @pytest.mark.parametrize(
        "layout",
        [
            Div("thing", css_class="own", css_id="own"),
            Row(Column("thing")),
            MultiField("Several", "thing"),
            FormActions("thing"),
            ButtonHolder("thing"),
            Layout("thing", HTML("<p>Words</p>"), Submit("go", "Go on")),
            UneditableField("thing"),
            Field("thing", autocomplete="name", wrapper_class="wide"),
        ],
        ids=lambda layout: type(layout).__name__,
    )
    @pytest.mark.parametrize("data", [None, {}], ids=["empty", "mistaken"])
    def test_every_other_one_is_drawn_whole(self, layout, data):
        form = form_with(forms.CharField(), layout, data=data)

        assert fields_left_out(form) == set()
        drawn(form)

    def test_a_field_with_its_button(self):
        button = StrictButton("Search", css_class="usa-button", type="submit")

        page = drawn(form_with(forms.CharField(), FieldWithButtons("thing", button)))

        assert page.one("button").text == "Search"
        assert page.by_id("id_thing").tag == "input"

    def test_attributes_of_a_layout_reach_the_control(self):
        page = drawn(form_with(forms.CharField(), Field("thing", autocomplete="name")))

        assert page.by_id("id_thing").attrs["autocomplete"] == "name"

    def test_hidden_labels_can_still_be_heard(self):
        form = form_with(forms.CharField())
        form.helper.form_show_labels = False

        assert drawn(form).one("label").classes == {"usa-label", "usa-sr-only"}


class TestWholeForms:
    def test_a_field_that_the_layout_forgets_is_found(self):
        class TwoForm(forms.Form):
            first = forms.CharField()
            second = forms.CharField()
            helper = FormHelper()
            helper.layout = Layout("first")

        assert fields_left_out(TwoForm()) == {"second"}

    def test_the_house_way_has_neither_form_nor_token(self):
        page = drawn(form_with(forms.CharField()))

        assert not page.all("form")
        assert "csrfmiddlewaretoken" not in page.html

    def test_a_helper_may_own_the_form(self):
        form = form_with(forms.FileField())
        form.helper.form_tag = True
        form.helper.form_class = "portal-form"
        form.helper.form_id = "upload"
        form.helper.add_input(Submit("go", "Send"))

        tag = drawn(form).one("form")

        assert "novalidate" in tag.attrs
        assert tag.attrs["class"] == "portal-form"
        assert tag.attrs["enctype"] == "multipart/form-data"

    def test_a_form_without_a_helper(self):
        class PlainForm(forms.Form):
            thing = forms.CharField()

        labels_lead_somewhere(drawn(PlainForm({})))

    def test_a_formset_keeps_its_forms_apart(self):
        class PlainForm(forms.Form):
            thing = forms.CharField()

        formset = forms.formset_factory(PlainForm, extra=2)()
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout("thing")

        page = Page(render_crispy_form(formset, helper))
        labels_lead_somewhere(page)
        assert page.by_id("id_form-TOTAL_FORMS")
        assert page.by_id("id_form-1-thing")
