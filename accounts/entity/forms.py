from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import plain_helper
from accounts.models import EntityRequest, Lack
from accounts.models.request import Reason
from portal.fields import LineField, clean_text
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
        max_length=254,
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
