from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.fields import LineField
from training.models import Question


class CheckForm(forms.Form):
    """The questions of a chapter's check, each with three answers."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"question_{question.number}"] = forms.TypedChoiceField(
                label=question.text,
                choices=question.choices(),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer: %s") % question.text},
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.fields)

    def answers(self) -> dict[int, int]:
        return {it.number: self.cleaned_data[f"question_{it.number}"] for it in self.questions}

    def say(self, wrong: set[int]) -> None:
        """Feedback on each answer: why it is not right yet, or that it is."""
        for question in self.questions:
            name = f"question_{question.number}"
            if question.number in wrong:
                self.add_error(name, _("Not right yet. %s") % question.why)
            else:
                self[name].help_text = _("Right. %s") % question.why


class SearchForm(forms.Form):
    """One line to search by, sent with GET."""

    q = LineField(
        label=gettext_lazy("Search"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def words(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""
