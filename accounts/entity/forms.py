from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import hours
from accounts.forms import plain_helper
from accounts.languages import SpokenLanguage
from accounts.models import EntityRequest, Lack, OpeningHours, Site
from accounts.models.request import Reason
from accounts.workflows.sites import SiteFacts
from portal.fields import DigitsField, LineField, clean_text
from portal.forms import MemorableDateField

ANY = ("", gettext_lazy("Any"))


class FilterForm(forms.Form):
    """What a list is narrowed to. What makes no sense narrows nothing."""

    q = LineField(
        label=gettext_lazy("Name or certification number"), max_length=100, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(Div(*self.fields, css_class="portal-filter"))

    def facts(self) -> dict[str, str]:
        """What was chosen and makes sense; empty where nothing was."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class AssisterFilterForm(FilterForm):
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"),
        choices=[
            ANY,
            ("ready", gettext_lazy("Ready")),
            ("missing", gettext_lazy("Something is missing")),
            *((one.value, one.label) for one in Lack if one != Lack.ENTITY_ENDED),
        ],
        required=False,
    )
    due = forms.ChoiceField(
        label=gettext_lazy("Renewal due"),
        choices=[
            ANY,
            ("30", gettext_lazy("Within 30 days")),
            ("60", gettext_lazy("Within 60 days")),
            ("grace", gettext_lazy("In the time of grace")),
        ],
        required=False,
    )


class RequestFilterForm(FilterForm):
    q = LineField(label=gettext_lazy("Name"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[ANY, *EntityRequest.State.choices], required=False
    )


class NoteField(forms.CharField):
    """A few lines, cleaned."""

    widget = forms.Textarea(attrs={"rows": 3})
    most = 500

    def __init__(self, **kwargs: Any) -> None:
        too_long = gettext_lazy("Shorten this to 500 characters.")
        super().__init__(max_length=self.most, error_messages={"max_length": too_long}, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class RequestForm(forms.Form):
    """What both requests ask: from which day on, and a note."""

    MOST_DAYS = 180

    def clean_wanted_on(self) -> date:
        day: date = self.cleaned_data["wanted_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("Enter today’s date or a later one."))
        if day > today + timedelta(self.MOST_DAYS):
            raise forms.ValidationError(_("Enter a day within the next 180 days."))
        return day


class AddForm(RequestForm):
    first_name = LineField(
        label=gettext_lazy("First name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter their first name.")},
    )
    last_name = LineField(
        label=gettext_lazy("Last name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter their last name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Their own e-mail address"),
        help_text=gettext_lazy("Their invitation goes there: nobody else should read it."),
        error_messages={
            "required": gettext_lazy("Enter their e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address such as name@example.org."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of e-mails to them"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        initial="en",
        error_messages={"required": gettext_lazy("Choose a language.")},
    )
    wanted_on = MemorableDateField(
        label=gettext_lazy("First day with your entity"),
        help_text=gettext_lazy("Today or later, for example 4 15 2027."),
    )
    note = NoteField(label=gettext_lazy("Note to the certification desk"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        off = {"autocomplete": "off"}
        self.helper = plain_helper(
            Field("first_name", **off),
            Field("last_name", **off),
            Field("email", **off),
            "language",
            "wanted_on",
            "note",
        )


class RemoveForm(RequestForm):
    wanted_on = MemorableDateField(
        label=gettext_lazy("First day on which they no longer work with your entity"),
        help_text=gettext_lazy("Today or later, for example 4 15 2027. If they have left, today."),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(one.value, one.label) for one in EntityRequest.REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    note = NoteField(label=gettext_lazy("Note to the certification desk"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper("wanted_on", "reason", "note")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("reason") == Reason.OTHER and not facts.get("note"):
            self.add_error("note", _("Say in the note what the reason is."))
        return facts


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
