"""What somebody typed into a form for a case that has closed meanwhile, to be copied. Nothing of the case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from casework.change_forms import FORMS as CHANGES
from casework.change_forms import ChangeForm, KindForm, OtherForm
from casework.forms import LONGEST_WORDS, SendForm
from casework.question_forms import AnswerForm, AskForm
from casework.renewal_forms import STEPS
from casework.statement_forms import Rows
from portal.fields import clean_text

# All that is posted through a delegate's door.
FORMS: list[type[forms.Form]] = [
    SendForm,
    KindForm,
    *CHANGES.values(),
    OtherForm,
    *STEPS.values(),
    AskForm,
    AnswerForm,
]


def rows_of(posted: QueryDict) -> Rows:
    """Each answer beside its question. Of the people of a household none: they are not in these classes."""
    form = max(FORMS, key=lambda form: _fit(form, posted))
    return [
        {"label": str(_label(form, name, field)), "value": said}
        for name, field in form.base_fields.items()
        if (said := _said(name, field, posted))
    ]


def _fit(form: type[forms.Form], posted: QueryDict) -> tuple[int, int]:
    """Whose names these are: it knows most of them, and has fewest besides."""
    asked = [field for field in form.base_fields.items() if not field[1].widget.is_hidden]
    names = {each for field in asked for each in _names(*field)}
    return len(names & posted.keys()), -len(names)


def _names(name: str, field: forms.Field) -> list[str]:
    return [f"{name}{suffix}" for suffix in getattr(field.widget, "widgets_names", [""])]


def _label(form: type[forms.Form], name: str, field: forms.Field) -> object:
    """Each kind of change has its own way to ask for the day."""
    return form.question if name == "from_on" and issubclass(form, ChangeForm) else field.label


def _said(name: str, field: forms.Field, posted: QueryDict) -> str:
    if field.widget.is_hidden:
        return ""
    typed = [value for each in _names(name, field) for value in posted.getlist(each)[:50]]
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        choices = {str(key): str(label) for key, label in offered}
        typed = [choices.get(value, "") for value in typed]
    return clean_text(" ".join(filter(None, typed)))[:LONGEST_WORDS]
