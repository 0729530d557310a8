"""Whom to call about a quote, and what the sales team writes down."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.fields import DigitsField, LineField, clean_text
from portal.one_time import KeyField
from shop.forms import CrispyForm
from shop.models import QuoteRequest


class QuoteForm(CrispyForm):
    """Whom to call."""

    key = KeyField()
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter your name.")},
    )
    business = LineField(
        label=gettext_lazy("Name of the business"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the name of the business.")},
    )
    phone = DigitsField(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy("10 digits, with the area code first."),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter the phone number to call.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address like name@example.org."),
        },
    )
    consent = forms.BooleanField(
        label=gettext_lazy("The SHOP Sales Team may call me about a quote at this number"),
        error_messages={"required": gettext_lazy("Check the box: without it nobody may call you.")},
    )

    def layout(self) -> Layout:
        return Layout(
            Field("name", autocomplete="name"),
            Field("business", autocomplete="organization"),
            Field("phone", inputmode="tel", autocomplete="tel-national"),
            Field("email", autocomplete="email"),
            "consent",
            "key",
        )

    def clean_phone(self) -> str:
        """Without the country code, if it was typed."""
        phone: str = self.cleaned_data["phone"]
        if len(phone) == 11 and phone.startswith("1"):
            phone = phone[1:]
        if len(phone) != 10:
            raise forms.ValidationError(
                _("Enter a phone number of 10 digits, with the area code first.")
            )
        return phone

    def whom(self) -> dict[str, str]:
        """Name, business, phone and address; that they agreed goes without saying."""
        others = {"consent", "key"}
        return {name: told for name, told in self.cleaned_data.items() if name not in others}


class TextField(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class NoteForm(forms.Form):
    text = TextField(
        label=gettext_lazy("Note, for the sales team only"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Write the note first.")},
    )


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", gettext_lazy("Choose one")), *QuoteRequest.Outcome.choices],
        error_messages={"required": gettext_lazy("Choose the outcome.")},
    )
