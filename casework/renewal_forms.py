"""The steps of a renewal, each a form of its own; and how far somebody got."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from casework.forms import LONGEST_WORDS, WordsField
from casework.models import Renewal
from casework.statement_forms import (
    IncomeField,
    Rows,
    StatementForm,
    dollars,
    filled,
    rows,
)
from portal.fields import LineField


def _choice(label: Any, choices: list[tuple[str, Any]], said: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": said, "invalid_choice": said},
    )


class Step(StatementForm):
    label: str | Promise

    def need(self, name: str, answer: str, other: str, said: str) -> None:
        """Where the first question is answered so, the second is asked."""
        missing = self.cleaned_data.get(other) in (None, "")
        if self.cleaned_data.get(name) == answer and missing and other not in self.errors:
            self.add_error(other, said)


class HouseholdStep(Step):
    label = gettext_lazy("Household")
    household = _choice(
        gettext_lazy("Is this still your household?"),
        [("same", gettext_lazy("Yes, nothing changed")), ("other", gettext_lazy("No"))],
        gettext_lazy("Choose whether it is still your household."),
    )
    household_words = WordsField(
        label=gettext_lazy("If not: who joined, who left, and since when"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.need("household", "other", "household_words", _("Say who joined or left."))
        return told


class IncomeStep(Step):
    label = gettext_lazy("Income")
    income_is = _choice(
        gettext_lazy("Is this the income you expect for the year to come?"),
        [("same", gettext_lazy("Yes")), ("other", gettext_lazy("No"))],
        gettext_lazy("Choose whether it is the income you expect."),
    )
    income = IncomeField(
        label=gettext_lazy("If not: yearly income of the whole household, before taxes"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.need("income_is", "other", "income", _("Enter the yearly income, or 0."))
        return told

    def fit(self) -> None:
        if self.case.income_cents is None:
            self.fields["income_is"].choices = [  # type: ignore[attr-defined]
                ("other", _("There is none on record: I enter it below"))
            ]


class ConsentStep(Step):
    label = gettext_lazy("Consent to verify income")
    consent = _choice(
        gettext_lazy("May your income be verified with tax data?"),
        [
            ("yes", gettext_lazy("Yes, I agree that my income is verified")),
            ("no", gettext_lazy("No, I do not agree")),
        ],
        gettext_lazy("Choose yes or no: nobody answers this for you."),
    )


class PlanStep(Step):
    label = gettext_lazy("Plan")
    plan_is = _choice(
        gettext_lazy("Do you want to keep your plan?"),
        [
            ("same", gettext_lazy("Keep the plan I have")),
            ("other", gettext_lazy("Change to another plan")),
        ],
        gettext_lazy("Choose whether to keep the plan."),
    )
    plan = LineField(
        label=gettext_lazy("If another: which plan"),
        help_text=gettext_lazy(
            "Its name as you read it when comparing plans. The choice is yours."
        ),
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.need("plan_is", "other", "plan", _("Enter which plan you want."))
        return told


STEPS: dict[str, type[Step]] = {
    "household": HouseholdStep,
    "income": IncomeStep,
    "consent": ConsentStep,
    "plan": PlanStep,
}
REVIEW = "review"
NAMES = [*STEPS, REVIEW]


def step_form(name: str, renewal: Renewal, data: Any = None) -> Step:
    """Bound to what is posted; else with what the draft holds, and no complaint about what is missing."""
    if data is not None:
        return STEPS[name](data, case=renewal.case)
    return STEPS[name](filled(renewal.answers.get(name, {})), case=renewal.case).quiet()


def forms_of(renewal: Renewal) -> dict[str, Step]:
    """All steps with what the draft holds."""
    return {
        name: step(filled(renewal.answers.get(name, {})), case=renewal.case)
        for name, step in STEPS.items()
    }


def next_step(renewal: Renewal) -> str:
    """The first step that is not complete; the review once all are."""
    return next((name for name, form in forms_of(renewal).items() if not form.is_valid()), REVIEW)


def indicator(here: str) -> dict[str, Any]:
    """What the step indicator takes."""
    at = NAMES.index(here)
    labels = [*(step.label for step in STEPS.values()), _("Review and submit")]
    states = ["complete" if n < at else "current" if n == at else "pending" for n in range(5)]
    return {
        "steps": [
            {"label": label, "state": state} for label, state in zip(labels, states, strict=True)
        ],
        "step_number": at + 1,
        "step_label": labels[at],
    }


def on_record(name: str, case: Case) -> Rows:
    """What the record says, beside the question whether it is still so."""
    if name == "household":
        people = [{"label": case.contact_name, "value": _("Primary contact")}]
        return people + [
            {"label": member.full_name, "value": str(member.get_relation_display())}
            for member in case.members.current()
        ]
    if name == "income":
        return [{"label": _("Yearly household income"), "value": dollars(case.income_cents)}]
    if name == "plan":
        return [
            {"label": _("Plan"), "value": case.plan_name},
            {"label": _("Monthly premium"), "value": dollars(case.premium_cents)},
        ]
    return []


def sent_sections(renewal: Renewal) -> list[dict[str, Any]]:
    """What was sent, by step."""
    facts = renewal.facts or {}
    return [
        {"heading": step.label, "rows": rows(step(case=renewal.case), facts)}
        for step in STEPS.values()
    ]
