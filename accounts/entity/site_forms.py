"""The form of a work site, with the hours of each weekday in one line."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from crispy_forms.layout import HTML, Field, Fieldset, Layout
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import hours
from accounts.forms import plain_helper
from accounts.languages import SpokenLanguage
from accounts.models import OpeningHours, Site
from accounts.workflows.sites import SiteFacts
from portal.fields import DigitsField, LineField


class HoursInput(forms.TextInput):
    def use_required_attribute(self, initial: Any) -> bool:
        return False


class HoursField(LineField):
    """The hours of one day in one line; empty says that it is closed, so it is not marked as optional."""

    widget = HoursInput

    def clean(self, value: Any) -> list[tuple[time, time]]:
        try:
            return hours.parse(self.to_python(value))
        except hours.NotHours as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class VersionField(forms.CharField):
    """Which state of a site was seen. Nobody types it, so nobody reads an error: nonsense is no state."""

    def clean(self, value: Any) -> int:
        text = str(value or "")
        return int(text) if text.isdecimal() and len(text) < 10 else -1


HOURS_HELP = gettext_lazy(
    "Write the hours of a day in one line, for example 9:00 am - 5:00 pm, or with a break "
    "9:00 am - 12:00 pm, 1:00 pm - 5:00 pm. Leave a day empty on which it is closed."
)
YES, NO, UNKNOWN = "yes", "no", "unknown"
ACCESS = {YES: True, NO: False, UNKNOWN: None}


class SiteForm(forms.Form):
    street = LineField(
        label=gettext_lazy("Street address"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the street address of the site.")},
    )
    city = LineField(
        label=gettext_lazy("City"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the city of the site.")},
    )
    zip_code = DigitsField(
        label=gettext_lazy("ZIP code"),
        help_text=gettext_lazy("5 digits, for example 95814."),
        validators=[
            RegexValidator(r"^\d{5}(\d{4})?\Z", gettext_lazy("Enter a ZIP code of 5 digits."))
        ],
        error_messages={"required": gettext_lazy("Enter the ZIP code of the site.")},
    )
    phone = DigitsField(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy("10 digits, for example 916-555-0123."),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which people are helped there"),
        choices=SpokenLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Check at least one language.")},
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Can people in a wheelchair get in?"),
        choices=[
            (YES, gettext_lazy("Yes")),
            (NO, gettext_lazy("No")),
            (UNKNOWN, gettext_lazy("Not known")),
        ],
        widget=forms.RadioSelect,
        initial=UNKNOWN,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    version = VersionField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in OpeningHours.Weekday:
            self.fields[f"hours_{day.value}"] = HoursField(label=day.label)
        self.helper = plain_helper(*self._layout().fields)

    def _layout(self) -> Layout:
        return Layout(
            "version",
            Fieldset(
                _("Where it is"),
                Field("street", autocomplete="off"),
                Field("city", autocomplete="off"),
                Field("zip_code", inputmode="numeric", autocomplete="off"),
                Field("phone", inputmode="tel", autocomplete="off"),
            ),
            Fieldset(_("Who is helped there"), "languages", "access"),
            Fieldset(
                _("When it is open"),
                HTML(f'<p class="usa-hint" id="hours-how">{HOURS_HELP}</p>'),
                *(
                    Field(f"hours_{day.value}", autocomplete="off", aria_describedby="hours-how")
                    for day in OpeningHours.Weekday
                ),
            ),
        )

    def clean_phone(self) -> str:
        """Ten digits or none; the country's 1 before them is dropped."""
        phone: str = self.cleaned_data["phone"]
        if len(phone) == 11 and phone.startswith("1"):
            phone = phone[1:]
        if phone and len(phone) != 10:
            raise forms.ValidationError(
                _("Enter a phone number of 10 digits, with the area code first.")
            )
        return phone

    def clean_zip_code(self) -> str:
        return str(self.cleaned_data["zip_code"])[:5]

    def facts(self) -> SiteFacts:
        facts = self.cleaned_data
        return SiteFacts(
            **{name: facts[name] for name in ("street", "city", "zip_code", "phone", "languages")},
            is_wheelchair_accessible=ACCESS[facts["access"]],
        )

    def hours(self) -> list[tuple[int, time, time]]:
        return [
            (day.value, opens, closes)
            for day in OpeningHours.Weekday
            for opens, closes in self.cleaned_data[f"hours_{day.value}"]
        ]


def as_initial(site: Site) -> dict[str, Any]:
    """A site as the form shows it."""
    names = ("street", "city", "zip_code", "phone", "languages", "version")
    access = {value: name for name, value in ACCESS.items()}[site.is_wheelchair_accessible]
    facts: dict[str, Any] = {name: getattr(site, name) for name in names}
    by_day = {f"hours_{day}": said for day, said in hours_by_day(site.opening_hours.all()).items()}
    return {**facts, "access": access, **by_day}


def hours_by_day(rows: Iterable[OpeningHours]) -> dict[int, str]:
    stretches: dict[int, list[tuple[time, time]]] = {}
    for row in rows:
        stretches.setdefault(row.weekday, []).append((row.opens_at, row.closes_at))
    return {day: hours.as_text(found) for day, found in stretches.items()}
