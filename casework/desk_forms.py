"""The forms of the case desk, in Django's administration."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from casework.forms import LONGEST_WORDS, PeopleField, WordsField, household_of, people
from casework.models import DocumentType
from portal.fields import DigitsField


class NumberForm(forms.Form):
    number = DigitsField(
        label=gettext_lazy("Case number"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the ten digits of the case number.")},
    )


class RequestForm(forms.Form):
    """Which document, of whom, until when."""

    document_type = forms.ModelChoiceField(
        DocumentType.objects.offered(),
        label=gettext_lazy("Document"),
        error_messages={
            "required": gettext_lazy("Choose a document."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    people = PeopleField()
    due_on = forms.DateField(
        label=gettext_lazy("Due"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%m/%d/%Y"],
        error_messages={
            "required": gettext_lazy("Enter until when it is to be here."),
            "invalid": gettext_lazy("Enter a date like 03/31/2027."),
        },
    )
    wanted = WordsField(
        label=gettext_lazy("What exactly is wanted"),
        help_text=gettext_lazy("The household and their assister read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = household_of(case)  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate() + settings.DOCUMENT_DUE

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if not today < day <= today.replace(year=today.year + 2, day=1):
            raise forms.ValidationError(_("Enter a day from tomorrow on, within two years."))
        return day

    def facts(self) -> dict[str, Any]:
        """As the workflow takes them."""
        told = dict(self.cleaned_data)
        return {**people(told.pop("people")), **told}


class RejectForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What to send instead"),
        help_text=gettext_lazy("The household and their assister read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Say what to send instead.")},
    )


class WaiveForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("Why it is no longer needed"),
        help_text=gettext_lazy("The household and their assister read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Say why it is no longer needed.")},
    )


class AnswerForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("The consumer reads it; whoever it is about does not."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Say what came of it.")},
    )


class ReturnForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What to correct"),
        help_text=gettext_lazy("The household and their assister read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Say what to correct.")},
    )
