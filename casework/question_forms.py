"""Asking and answering."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy

from casework.forms import LONGEST_WORDS, WordsField


class KeyField(forms.CharField):
    """Of this form: sent twice, it counts once. One that nobody gave it, or no key at all, begins here."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid4, **kwargs)

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(value)
        except (TypeError, ValueError, AttributeError):
            return uuid4()


class AskForm(forms.Form):
    key = KeyField()
    words = WordsField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy(
            "One thing at a time. Do not ask for a whole Social Security number or a password."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Enter your question.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper()


class AnswerForm(forms.Form):
    answer = WordsField(
        label=gettext_lazy("The answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Enter an answer.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper()

    @property
    def typed(self) -> list[str]:
        """To be shown again where it can be sent no more."""
        words = self.data.get("answer", "").strip() if self.is_bound else ""
        return [words[:LONGEST_WORDS]] if words else []


def _helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
