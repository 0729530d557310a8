"""The forms on the style page: every widget, so that each can be seen in each state."""

from datetime import date
from typing import Any

from crispy_forms.bootstrap import (
    AppendedText,
    FieldWithButtons,
    InlineRadios,
    PrependedText,
    StrictButton,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import MemorableDateField

COUNTIES = [("la", "Los Angeles"), ("sd", "San Diego"), ("alameda", "Alameda")]
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("vi", _("Vietnamese"))]
HOW = [("mail", _("By e-mail")), ("phone", _("By phone"))]

FILLED: dict[str, Any] = {
    "name": "Dee Rivera",
    "email": "dee@example.org",
    "website": "https://example.org",
    "people": 3,
    "income": "1850.00",
    "share": 70,
    "password": "",
    "notes": _("Comes in on Tuesdays."),
    "county": "sd",
    "counties": ["la", "alameda"],
    "languages": ["en", "es"],
    "contact": "phone",
    "covered": True,
    "agrees": True,
    "born_on": date(1986, 4, 28),
    "from_on": date(2026, 1, 1),
}

# Errors say what to do; Django's own words for a missing value do not.
MISSING = {
    "name": _("Enter the full name."),
    "email": _("Enter an e-mail address, for example dee@example.org."),
    "password": _("Enter a password."),
    "county": _("Choose a county."),
    "languages": _("Check at least one language."),
    "contact": _("Choose how we should reach you."),
    "agrees": _("Check the box when you have told the consumer."),
}


class EveryWidgetForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Full name"), help_text=_("As it stands on the certificate."))
    email = forms.EmailField(label=_("E-mail address"))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    people = forms.IntegerField(label=_("People in the household"), min_value=1)
    income = forms.DecimalField(label=_("Monthly income"), required=False)
    share = forms.IntegerField(label=_("Share that the employer pays"), required=False)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    notes = forms.CharField(
        label=_("Notes"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    county = forms.ChoiceField(label=_("County"), choices=[("", _("Choose one")), *COUNTIES])
    counties = forms.MultipleChoiceField(
        label=_("Counties served"), choices=COUNTIES, required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Check all that you speak well enough to explain coverage."),
    )
    contact = forms.ChoiceField(
        label=_("How should we reach you?"), choices=HOW, widget=forms.RadioSelect
    )
    covered = forms.NullBooleanField(label=_("Covered now"), required=False)
    born_on = MemorableDateField(
        label=_("Date of birth"), help_text=_("For example: 4 28 1986"), autocomplete="bday"
    )
    from_on = forms.DateField(
        label=_("From which date"), widget=forms.SelectDateWidget, required=False
    )
    meeting_at = forms.SplitDateTimeField(label=_("Appointment"), required=False)
    proof = forms.FileField(label=_("Proof of address"), required=False)
    agrees = forms.BooleanField(label=_("I have told the consumer that help is free"))
    step = forms.CharField(widget=forms.HiddenInput, initial="style", required=False)

    def __init__(self, *args: Any, disabled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.disabled = disabled
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(
                _("Text"),
                "name",
                "email",
                FieldWithButtons(
                    "website", StrictButton(_("Begin"), css_class="usa-button usa-button--outline")
                ),
                "password",
                "notes",
            ),
            Fieldset(
                _("Numbers"),
                "people",
                Row(
                    Column(PrependedText("income", "$")),
                    Column(AppendedText("share", "%")),
                ),
            ),
            Fieldset(
                _("Choices"),
                "county",
                "counties",
                "languages",
                InlineRadios("contact"),
                "covered",
            ),
            Fieldset(_("Dates and files"), "born_on", "from_on", "meeting_at", "proof"),
            "agrees",
            "step",
        )
