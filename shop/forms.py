from datetime import date, timedelta
from typing import Any

from crispy_forms.bootstrap import InlineRadios, PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.forms import MemorableDateField
from shop.facts import Facts
from shop.fields import DollarsField, DollarsListField, HoursListField, PeopleField, YesNoField
from shop.fte import Method, NotPartTime, Steps, work_out
from shop.models import ShopCheck
from shop.policies import Policy

CALCULATOR = ("fte_method", "fte_full_time", "fte_part_time")
FURTHEST_START = timedelta(days=730)


class CrispyForm(forms.Form):
    """The template owns <form>, the token and the buttons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        return Layout(*self.fields)


class CheckForm(CrispyForm):
    """What an employer tells of a business, with the calculator of full-time equivalents in it."""

    ca = YesNoField(
        label=gettext_lazy("Is the principal business address in California?"),
        help_text=gettext_lazy("Why we ask: SHOP here is for businesses at home in California."),
    )
    w2 = YesNoField(
        label=gettext_lazy(
            "Is there a W-2 employee who is not the owner and not the owner’s spouse?"
        ),
        help_text=gettext_lazy("Why we ask: owners and their spouses alone cannot enroll in SHOP."),
    )
    offers_ft = YesNoField(
        label=gettext_lazy("Are all full-time employees offered coverage?"),
    )
    fte = PeopleField(
        label=gettext_lazy("Full-time equivalents (FTE)"),
        help_text=gettext_lazy(
            "Leave out owners, partners and their family, seasonal workers (up to 120 days), "
            "contractors and retirees. Why we ask: SHOP is for businesses up to a certain size. "
            "If you do not know the number, work it out below."
        ),
        error_messages={
            "required": gettext_lazy("Enter the full-time equivalents, or work them out below.")
        },
    )
    fte_method = forms.ChoiceField(
        label=gettext_lazy("By the hours of"),
        choices=[
            (Method.WEEK, gettext_lazy("A usual week")),
            (Method.MONTH, gettext_lazy("A usual month")),
        ],
        widget=forms.RadioSelect,
        initial=Method.WEEK,
    )
    fte_full_time = PeopleField(
        label=gettext_lazy("Full-time employees"),
        required=False,
    )
    fte_part_time = HoursListField(
        label=gettext_lazy("Hours of each part-time employee"),
        help_text=gettext_lazy("One number on each line, for example 22.5."),
    )
    eligible = PeopleField(
        label=gettext_lazy("Eligible employees"),
        help_text=gettext_lazy(
            "All whom the business offers coverage, whether they want it or not; no family "
            "members. Why we ask: participation is measured by them."
        ),
        least=1,
        error_messages={
            "required": gettext_lazy("Enter how many employees are eligible."),
            "too_few": gettext_lazy("Enter how many employees are eligible: at least 1."),
        },
    )
    waived = PeopleField(
        label=gettext_lazy("Of these, employees with a valid waiver"),
        help_text=gettext_lazy(
            "Covered by another employer, a union plan, Medi-Cal, Medicare, another public program "
            "or other minimum essential coverage. Leave out who just does not want coverage. Why "
            "we ask: who has a valid waiver does not count. Enter 0 if there is nobody."
        ),
        error_messages={"required": gettext_lazy("Enter how many have a valid waiver, or 0.")},
    )
    enrolled = PeopleField(
        label=gettext_lazy("Employees who will enroll"),
        help_text=gettext_lazy(
            "Leave out family members. Why we ask: a certain share of the employees has to enroll."
        ),
        error_messages={"required": gettext_lazy("Enter how many employees will enroll, or 0.")},
    )
    premium = DollarsField(
        label=gettext_lazy("Lowest premium, for one employee and month"),
        least=1,
        error_messages={"required": gettext_lazy("Enter the lowest premium for one employee.")},
    )
    contrib = DollarsField(
        label=gettext_lazy("What the employer pays of it, for one employee and month"),
        help_text=gettext_lazy(
            "In dollars, the same for everybody. Why we ask: the employer must pay a certain share."
        ),
        error_messages={"required": gettext_lazy("Enter what the employer pays, or 0.")},
    )
    contributions = DollarsListField(
        label=gettext_lazy("If the employer does not pay the same for everybody"),
        help_text=gettext_lazy(
            "One amount on each line, one line for each employee, instead of the amount above. "
            "Each of them must be high enough."
        ),
    )
    start = MemorableDateField(
        label=gettext_lazy("When should coverage start?"),
        help_text=gettext_lazy(
            "Leave it empty for the first day that is possible. Why we ask: the rules of that day "
            "count."
        ),
        required=False,
    )

    def __init__(self, *args: Any, policy: Policy, today: date, **kwargs: Any) -> None:
        self.policy, self.today = policy, today
        self.steps: Steps | None = None
        super().__init__(*args, **kwargs)
        self._explain(policy)

    def _explain(self, policy: Policy) -> None:
        """What the help says that is not the same under every policy."""
        week = {"hours": policy.full_time_week}
        self.fields["premium"].help_text = premium_help(policy)
        self.fields["offers_ft"].help_text = (
            _(
                "Full-time is %(hours)s hours a week or more. Why we ask: all of them must be offered it."
            )
            % week
        )
        self.fields["fte_full_time"].help_text = (
            _("Those who work %(hours)s hours a week or more. Leave out the same people.") % week
        )

    def _typed(self, *names: str) -> bool:
        return self.is_bound and any(self.data.get(name, "").strip() for name in names)

    def layout(self) -> Layout:
        return Layout(
            Fieldset(
                _("The business"),
                InlineRadios("ca"),
                InlineRadios("w2"),
                InlineRadios("offers_ft"),
            ),
            Fieldset(
                _("Its size"), "fte", HTML("{% include 'shop/_calculator.html' %}"), css_id="size"
            ),
            Fieldset(_("Who enrolls"), "eligible", "waived", "enrolled"),
            Fieldset(
                _("What it costs"),
                PrependedText("premium", "$"),
                PrependedText("contrib", "$"),
                "contributions",
            ),
            Fieldset(_("When"), "start"),
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self._need_not("fte_method")
        if self._typed("fte_full_time", "fte_part_time"):
            self._need_not("fte")
            self._work_out(told)
        if self._typed("contributions"):
            self._need_not("contrib")
        self._compare_people(told)
        if told.get("contributions"):
            told["contrib"] = min(told["contributions"])
            if "eligible" in told and len(told["contributions"]) > told["eligible"]:
                text = _("These are more amounts than there are eligible employees.")
                self.add_error("contributions", text)
        start = told.get("start")
        if start and not self.today < start <= self.today + FURTHEST_START:
            text = _("Choose a day after today, within two years; or leave it empty.")
            self.add_error("start", text)
        return told

    def _need_not(self, name: str) -> None:
        """What another field says as well need not be answered, without being called optional."""
        if self.has_error(name, "required"):
            del self.errors[name]

    def _work_out(self, told: dict[str, Any]) -> None:
        """The sum of the calculator, which stands in for a number that was not typed."""
        if self.has_error("fte_full_time") or self.has_error("fte_part_time"):
            return
        method = Method(told.get("fte_method") or Method.WEEK)
        week = method == Method.WEEK
        job = self.policy.full_time_week if week else self.policy.full_time_month
        full_time = told.get("fte_full_time") or 0
        try:
            self.steps = work_out(method, job, full_time, told.get("fte_part_time") or [])
        except NotPartTime:
            text = _("Enter hours above 0 and below %(job)s; who works %(job)s is full-time.")
            self.add_error("fte_part_time", text % {"job": job})
            return
        if told.get("fte") is None and not self.has_error("fte"):
            told["fte"] = self.steps.fte

    def _compare_people(self, told: dict[str, Any]) -> None:
        eligible, waived, enrolled = (told.get(n) for n in ("eligible", "waived", "enrolled"))
        if eligible is None or waived is None:
            return
        if waived > eligible:
            text = _("Of %(eligible)s eligible employees, no more than these can have a waiver.")
            self.add_error("waived", text % {"eligible": eligible})
        elif enrolled is not None and enrolled > eligible - waived:
            text = _("At most %(base)s can enroll: %(eligible)s eligible less %(waived)s waived.")
            numbers = {"base": eligible - waived, "eligible": eligible, "waived": waived}
            self.add_error("enrolled", text % numbers)

    def facts(self) -> Facts:
        """Possible facts; of a form that is valid."""
        told = self.cleaned_data
        names = ("fte", "eligible", "waived", "enrolled", "contrib", "premium")
        return Facts(
            **{name: told[name] for name in (*names, "w2", "ca", "offers_ft")},
            requested_effective=told["start"],
            contributions=tuple(told["contributions"]),
        )

    def only_the_calculators_errors(self) -> None:
        """Who works out a number has not said that the rest is finished."""
        for name in [name for name in self.errors if name not in CALCULATOR]:
            del self.errors[name]


def premium_help(policy: Policy) -> str:
    if policy.contribution_base == "chosen":
        return _(
            "The premium of the plan that the employer chose, for the employee only. Why we ask: "
            "the employer’s share is measured by it."
        )
    return _(
        "The premium of the lowest-cost plan available, for the employee only. Why we ask: the "
        "employer’s share is measured by it."
    )


def worked_out(data: QueryDict, **about: Any) -> CheckForm:
    """The form as it was typed, with the calculator's sum filled in."""
    form = CheckForm(data, **about)
    form.full_clean()
    if form.steps and not form.has_error("fte_part_time"):
        filled = data.copy()
        filled["fte"] = str(form.steps.fte)
        form = CheckForm(filled, **about)
    form.only_the_calculators_errors()
    if not form.steps and not form.errors:
        form.add_error("fte_full_time", _("Enter how many work full-time, or 0."))
    return form


def typed(check: ShopCheck) -> dict[str, Any]:
    """The answers of a check, as one would type them."""
    answers: dict[str, Any] = {
        name: "yes" if getattr(check, name) else "no" for name in ("ca", "w2", "offers_ft")
    }
    answers |= {n: getattr(check, n) for n in ("fte", "eligible", "waived", "enrolled")}
    answers["premium"] = _dollars(check.premium)
    answers["contrib"] = "" if check.contributions else _dollars(check.contrib)
    answers["contributions"] = "\n".join(_dollars(amount) for amount in check.contributions)
    return {**answers, "start": check.requested_effective}


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
