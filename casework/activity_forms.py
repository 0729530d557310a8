"""What the list of activity can be narrowed to, and what a consumer says of one thing in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.activity import events
from casework.forms import LONGEST_WORDS, WordsField

LARGEST_ID = 2**63 - 1


def _day(label: Any) -> forms.DateField:
    near = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]
    return forms.DateField(label=label, required=False, validators=near)


class ActivityForm(forms.Form):
    """By address, so that a choice can be kept and printed; what cannot be read is passed over."""

    who = forms.ChoiceField(
        label=_("By whom"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("delegate", _("Whoever helps me, and others")),
            ("staff", _("Case desk, Help Line and other staff")),
            ("you", _("Me")),
            ("portal", _("The portal by itself")),
        ],
    )
    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("looked", _("What was looked at")),
            ("changed", _("What was done or changed")),
        ],
    )
    first = _day(_("From"))
    last = _day(_("Until"))
    after = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    print = forms.ChoiceField(required=False, choices=[("all", "all")])

    def _told(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def position(self) -> int | None:
        """After which event the page begins; whoever prints begins with the newest."""
        told: int | None = self._told("after")
        return None if self.is_to_be_printed else told

    @property
    def is_to_be_printed(self) -> bool:
        return self._told("print") == "all"

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and understood, for links that keep it."""
        found = {name: self._told(name) for name in ("who", "what", "first", "last")}
        return {name: str(value) for name, value in found.items() if value}

    @property
    def first_day(self) -> str:
        return self.chosen.get("first", "")

    @property
    def last_day(self) -> str:
        return self.chosen.get("last", "")

    def narrowed(self, found: events.Events, you: User) -> events.Events:
        found = events.by_whom(found, self._told("who") or "", you)
        found = events.of_kind(found, self._told("what") or "")
        return events.of_days(found, self._told("first"), self._told("last"))


class ObjectionForm(forms.Form):
    words = WordsField(
        label=_("What was not OK?"),
        help_text=_("Only the certification desk reads it. You may leave it empty."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=LONGEST_WORDS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(Field("words"))
