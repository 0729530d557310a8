"""What the forms of changes and renewals have in common: they keep what was typed, and say it again."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from casework.forms import CONTACT
from portal.fields import clean_text
from shop.fields import DollarsField

LONGEST_ANSWER = 2000
Rows = list[dict[str, str]]


def dollars(cents: int | None) -> str:
    return "" if cents is None else "$" + number_format(cents / 100, 2, force_grouping=True)


class IncomeField(DollarsField):
    most = 99_999_999_00
    default_error_messages = {
        "invalid": gettext_lazy("Enter an amount in dollars, for example 41,250."),
        "too_many": gettext_lazy("Enter an amount up to $99,999,999."),
    }


class StatementForm(forms.Form):
    """One page of a statement. ``answers`` is what was typed into it before, if anything was."""

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.case = case
        self.fit()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields)

    def fit(self) -> None:
        """Set what depends on the case."""

    def quiet(self) -> Self:
        """Shows what was typed, without a word on what is missing yet."""
        self._errors = ErrorDict()
        return self

    def typed(self) -> dict[str, list[str]]:
        """What is in the boxes, as it is kept in a draft."""
        data: Any = self.data
        return {
            name: [clean_text(str(value))[:LONGEST_ANSWER] for value in data.getlist(name)[:50]]
            for name in self._names()
            if name in data
        }

    def _names(self) -> list[str]:
        found = []
        for name, field in self.fields.items():
            suffixes = getattr(field.widget, "widgets_names", [""])
            found += [f"{name}{suffix}" for suffix in suffixes]
        return found

    def facts(self) -> dict[str, Any]:
        """What they mean, fit for JSON. Only of a form that is valid."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
        }

    def typed_rows(self) -> Rows:
        """What is in the boxes beside the questions, whether it is valid or not."""
        said = {name: " ".join(filter(None, self._typed_of(name))) for name in self.fields}
        return [
            {"label": str(self.fields[name].label), "value": value}
            for name, value in said.items()
            if value
        ]

    def _typed_of(self, name: str) -> list[str]:
        field, typed = self.fields[name], self.typed()
        choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
        names = [f"{name}{suffix}" for suffix in getattr(field.widget, "widgets_names", [""])]
        return [choices.get(value, value) for each in names for value in typed.get(each, [])]

    def rows(self) -> Rows:
        """Question and answer, as the review shows them. Only of a form that is valid."""
        return rows(self, self.cleaned_data)


def filled(answers: dict[str, list[str]]) -> MultiValueDict[str, str]:
    """What a draft holds, as a form takes it."""
    return MultiValueDict(answers)


def rows(form: StatementForm, facts: dict[str, Any]) -> Rows:
    """Facts beside the form’s own questions; what was left empty is left out."""
    return [
        {"label": str(field.label), "value": _said(field, facts[name])}
        for name, field in form.fields.items()
        if facts.get(name) not in (None, "", [])
    ]


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(field, DollarsField):
        return dollars(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, list):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    return choices.get(str(value), str(value))


def current_people(case: Case) -> list[tuple[str, str]]:
    """The primary contact and who lives with them, by key and name."""
    members = [(str(member.pk), member.full_name) for member in case.members.current()]
    return [(CONTACT, case.contact_name), *members]
