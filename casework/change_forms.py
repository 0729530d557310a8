"""One form for each kind of change; every one asks from which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, HouseholdMember
from casework.forms import LONGEST_WORDS, PeopleField, WordsField
from casework.models import ChangeReport
from casework.statement_forms import IncomeField, Rows, StatementForm, current_people, filled, rows
from portal.fields import DigitsField, LineField
from portal.forms import MemorableDateField

Kind = ChangeReport.Kind
FURTHEST_AHEAD = timedelta(days=90)
FURTHEST_BACK = timedelta(days=3 * 366)
OLDEST = timedelta(days=120 * 366)


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What changed?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what changed."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )


class ChangeForm(StatementForm):
    """``may_lie_ahead``: what is planned may be told before it happens."""

    question: Any = gettext_lazy("From which date?")
    may_lie_ahead = True
    from_on = MemorableDateField()

    def fit(self) -> None:
        self.fields["from_on"].label = self.question
        self.order_fields([*(name for name in self.fields if name != "from_on"), "from_on"])

    def clean_from_on(self) -> date:
        day, today = self.cleaned_data["from_on"], timezone.localdate()
        if day < today - FURTHEST_BACK:
            raise forms.ValidationError(_("Enter a date within the last three years."))
        if not self.may_lie_ahead and day > today:
            raise forms.ValidationError(_("Enter today’s date or one before it."))
        if day > today + FURTHEST_AHEAD:
            raise forms.ValidationError(
                _("Enter a date within the next 90 days; report later changes then.")
            )
        return day


def _name(label: Any, said: Any) -> LineField:
    return LineField(label=label, max_length=80, error_messages={"required": said})


def first_name() -> LineField:
    return _name(gettext_lazy("First name"), gettext_lazy("Enter the first name."))


def last_name() -> LineField:
    return _name(gettext_lazy("Last name"), gettext_lazy("Enter the last name."))


def _refuse_unborn(day: date) -> date:
    today = timezone.localdate()
    if day > today:
        raise forms.ValidationError(_("Enter a date of birth that is not in the future."))
    if day < today - OLDEST:
        raise forms.ValidationError(_("Compare the year: nobody is that old."))
    return day


class AddressForm(ChangeForm):
    question = gettext_lazy("From which date do you live there?")
    street = LineField(
        label=gettext_lazy("Street address"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the street and the number.")},
    )
    city = LineField(
        label=gettext_lazy("City"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the city.")},
    )
    zip_code = DigitsField(
        label=gettext_lazy("ZIP code"),
        help_text=gettext_lazy("In California. If you moved away, call the Help Line."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "portal-short"}),
        error_messages={"required": gettext_lazy("Enter the ZIP code.")},
    )

    def clean_zip_code(self) -> str:
        zip_code = self.cleaned_data["zip_code"]
        if len(zip_code) != 5 or not "90001" <= zip_code <= "96162":
            raise forms.ValidationError(_("Enter the five digits of a ZIP code in California."))
        return zip_code


class IncomeForm(ChangeForm):
    question = gettext_lazy("From which date is the income different?")
    income = IncomeField(
        label=gettext_lazy("Yearly income of the whole household, before taxes"),
        help_text=gettext_lazy("As you expect it for this year. Enter 0 if there is none."),
        error_messages={"required": gettext_lazy("Enter the yearly income, or 0.")},
    )
    words = WordsField(
        label=gettext_lazy("What changed, for example a new job"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        required=False,
    )


class AddMemberForm(ChangeForm):
    question = gettext_lazy("From which date are they part of the household?")
    first_name, last_name = first_name(), last_name()
    born_on = MemorableDateField(label=gettext_lazy("Date of birth"))
    relation = forms.ChoiceField(
        label=gettext_lazy("Who is it to the primary contact?"),
        choices=HouseholdMember.Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who it is to the primary contact.")},
    )
    wants_coverage = forms.ChoiceField(
        label=gettext_lazy("Do they want health coverage, too?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )

    def clean_born_on(self) -> date:
        return _refuse_unborn(self.cleaned_data["born_on"])


class RemoveMemberForm(ChangeForm):
    question = gettext_lazy("From which date are they gone?")
    member = forms.ChoiceField(
        label=gettext_lazy("Who left?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who left."),
            "invalid_choice": gettext_lazy("Choose people of this household."),
        },
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[
            ("moved", gettext_lazy("Moved out")),
            ("divorced", gettext_lazy("Divorce or separation")),
            ("taxes", gettext_lazy("Files taxes separately now")),
            ("other", gettext_lazy("Another reason")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )

    def fit(self) -> None:
        super().fit()
        self.fields["member"].choices = current_people(self.case)[1:]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        member, from_on = cleaned.get("member"), cleaned.get("from_on")
        if member and from_on and self._was_unborn(member, from_on):
            self.add_error("from_on", _("This is before the day on which this person was born."))
        return cleaned

    def _was_unborn(self, member: str, day: date) -> bool:
        return self.case.members.filter(pk=member, born_on__gt=day).exists()


class BirthForm(ChangeForm):
    question = gettext_lazy("Date of the birth or the adoption")
    may_lie_ahead = False
    what = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[
            ("birth", gettext_lazy("A child was born")),
            ("adoption", gettext_lazy("A child was adopted, or placed with you")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )
    first_name, last_name = first_name(), last_name()
    born_on = MemorableDateField(label=gettext_lazy("Date of birth of the child"))

    def clean_born_on(self) -> date:
        return _refuse_unborn(self.cleaned_data["born_on"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        born_on, from_on = told.get("born_on"), told.get("from_on")
        if born_on and from_on:
            if told.get("what") == "birth" and born_on != from_on:
                self.add_error("from_on", _("Of a birth, both dates are the same."))
            elif born_on > from_on:
                self.add_error("from_on", _("The adoption cannot be before the birth."))
        return told


class CoverageForm(ChangeForm):
    question = gettext_lazy("From which date?")
    what = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[
            ("gained", gettext_lazy("Got other health coverage")),
            ("lost", gettext_lazy("Lost other health coverage")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )
    people = PeopleField()
    plan = LineField(
        label=gettext_lazy("Which coverage, for example of an employer"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter which coverage it is.")},
    )

    def fit(self) -> None:
        super().fit()
        _whom(self, gettext_lazy("For whom?"))


class OtherForm(ChangeForm):
    """The kinds that have no fields of their own."""

    people = PeopleField()
    words = WordsField(
        label=gettext_lazy("What changed?"),
        help_text=gettext_lazy("In a few words. Leave out Social Security numbers."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Say what changed.")},
    )

    def fit(self) -> None:
        super().fit()
        _whom(self, gettext_lazy("Whom is it about?"))


class PastForm(OtherForm):
    """Of what is reported only once it has happened."""

    question = gettext_lazy("On which date?")
    may_lie_ahead = False


def _whom(form: StatementForm, label: Any) -> None:
    field = form.fields["people"]
    field.label = label
    field.choices = current_people(form.case)  # type: ignore[attr-defined]
    field.error_messages["required"] = _("Choose whom it is about.")


FORMS: dict[str, type[ChangeForm]] = {
    Kind.ADDRESS: AddressForm,
    Kind.INCOME: IncomeForm,
    Kind.ADD_MEMBER: AddMemberForm,
    Kind.REMOVE_MEMBER: RemoveMemberForm,
    Kind.BIRTH: BirthForm,
    Kind.COVERAGE: CoverageForm,
    Kind.DEATH: PastForm,
    Kind.MARRIAGE: PastForm,
}


def form_for(
    change: ChangeReport, data: MultiValueDict[str, str] | None = None, *, case: Case
) -> ChangeForm:
    return FORMS.get(change.kind, OtherForm)(data, case=case)


def filled_form(change: ChangeReport, *, case: Case) -> ChangeForm:
    """With what the draft holds; it says what is missing."""
    return form_for(change, filled(change.answers), case=case)


def sent_rows(change: ChangeReport) -> Rows:
    """What was sent, in the words of the form; of somebody who left since then the name, too."""
    form = form_for(change, case=change.case)
    names = {str(member.pk): member.full_name for member in change.case.members.all()}
    for name in ("member", "people"):
        if name in form.fields:
            known = dict(form.fields[name].choices)  # type: ignore[attr-defined]
            form.fields[name].choices = list({**names, **known}.items())  # type: ignore[attr-defined]
    facts = dict(change.facts or {})
    for name in ("from_on", "born_on"):
        if facts.get(name):
            facts[name] = date.fromisoformat(facts[name])
    return rows(form, facts)
