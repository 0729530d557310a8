import uuid
from datetime import date
from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accesscodes import code_text
from accesscodes.matching import Said
from accesscodes.models import HelpLineCall
from accesscodes.models.check import OTHERS
from accesscodes.workflows.calls import Wanted
from delegation.forms import CrispyForm
from portal.fields import DigitsField, LineField
from portal.folding import fold
from portal.forms import MemorableDateField

PLAIN = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
Caller = HelpLineCall.Caller
TEN_DIGITS = RegexValidator(r"^\d{10}\Z", gettext_lazy("Enter all 10 digits of the case number."))


class FirstRadio(forms.RadioSelect):
    """Has the focus when the page opens: its first button, so that the arrows choose at once."""

    def create_option(self, name: Any, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        option = super().create_option(name, value, label, *args, **kwargs)
        if option["index"] == "0":
            option["attrs"]["autofocus"] = True
        return option


class CallerForm(CrispyForm):
    caller = forms.ChoiceField(
        label=gettext_lazy("Who is calling?"),
        choices=Caller.choices,
        initial=Caller.CEC,
        widget=FirstRadio,
        error_messages={"required": gettext_lazy("Choose who is calling.")},
    )
    number = DigitsField(
        label=gettext_lazy("Certification number"),
        help_text=gettext_lazy("9 digits; not for a consumer."),
        max_length=30,
        required=False,
    )

    def layout(self) -> Layout:
        return Layout("caller", Field("number", inputmode="numeric", **PLAIN))

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        is_assister = facts.get("caller") in {Caller.CEC, Caller.PBE}
        if is_assister and len(facts.get("number", "")) != 9 and not self.has_error("number"):
            self.add_error("number", _("Enter all 9 digits of the certification number."))
        return facts


class FindCaseForm(CrispyForm):
    number = DigitsField(
        label=gettext_lazy("Case number"),
        help_text=gettext_lazy("10 digits. Or leave it empty and search by name."),
        max_length=30,
        required=False,
        validators=[TEN_DIGITS],
    )
    name = LineField(
        label=gettext_lazy("Name of the primary contact"),
        help_text=gettext_lazy("As you hear it: accents and order make no difference."),
        max_length=160,
        required=False,
    )
    born_on = MemorableDateField(label=gettext_lazy("Date of birth"), required=False)

    def layout(self) -> Layout:
        return Layout(
            Field("number", inputmode="numeric", autofocus=True, **PLAIN),
            Field("name", **PLAIN),
            "born_on",
        )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if self.errors or facts.get("number"):
            return facts
        if not facts.get("name"):
            self.add_error("name", _("Enter the case number, or the name and the date of birth."))
        elif not facts.get("born_on"):
            self.add_error("born_on", _("Enter the date of birth as well."))
        elif not fold(facts["name"]):
            self.add_error("name", _("Enter the name in letters."))
        return facts

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


class IdentityForm(CrispyForm):
    """What the representative hears. Its key makes that, sent twice, it is one check."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    consumer_is = forms.ChoiceField(
        label=gettext_lazy("Where is the consumer?"),
        choices=HelpLineCall.Consumer.choices,
        widget=FirstRadio,
        error_messages={
            "required": gettext_lazy(
                "Say where the consumer is. Without them nobody is given a code."
            )
        },
    )
    name = LineField(
        label=gettext_lazy("Full name"),
        max_length=160,
        error_messages={"required": gettext_lazy("Ask for the full name.")},
    )
    born_on = MemorableDateField(
        label=gettext_lazy("Date of birth"),
        error_messages={"required": gettext_lazy("Ask for the date of birth.")},
    )
    ssn = DigitsField(
        label=gettext_lazy("Last four digits of the SSN"),
        max_length=20,
        required=False,
        validators=[RegexValidator(r"^\d{4}\Z", gettext_lazy("Enter the last 4 digits only."))],
    )
    without_ssn = forms.BooleanField(
        label=gettext_lazy("The consumer has no SSN, or does not want to say it"),
        help_text=gettext_lazy("Nobody has to have one: ask two of the others."),
        required=False,
    )
    street = LineField(
        label=gettext_lazy("Street address, with the number"), max_length=160, required=False
    )
    zip_code = DigitsField(
        label=gettext_lazy("ZIP code"),
        max_length=20,
        required=False,
        validators=[
            RegexValidator(r"^\d{5}(\d{4})?\Z", gettext_lazy("Enter a ZIP code of 5 digits."))
        ],
    )
    contact = LineField(
        label=gettext_lazy("Phone or e-mail address on file"), max_length=254, required=False
    )
    number = DigitsField(
        label=gettext_lazy("Case number"),
        help_text=gettext_lazy("All 10 digits, as the consumer reads them out."),
        max_length=30,
        required=False,
        validators=[TEN_DIGITS],
    )
    member = MemorableDateField(
        label=gettext_lazy("Date of birth of another household member"), required=False
    )

    def __init__(self, *args: Any, asks_where: bool, **kwargs: Any) -> None:
        """``asks_where``: not of a consumer who calls."""
        self.asks_where = asks_where
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        if not asks_where:
            del self.fields["consumer_is"]

    def layout(self) -> Layout:
        where = ["consumer_is"] if self.asks_where else []
        focus = {} if self.asks_where else {"autofocus": True}
        return Layout(
            "key",
            *where,
            Fieldset(_("Always"), Field("name", **PLAIN, **focus), "born_on"),
            Fieldset(
                _("Two of these"),
                Field("ssn", inputmode="numeric", **PLAIN),
                "without_ssn",
                Field("street", **PLAIN),
                Field("zip_code", inputmode="numeric", **PLAIN),
                Field("contact", **PLAIN),
                Field("number", inputmode="numeric", **PLAIN),
                "member",
            ),
        )

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if bool(facts.get("street")) != bool(facts.get("zip_code")):
            missing = "zip_code" if facts.get("street") else "street"
            if not self.has_error(missing):
                self.add_error(missing, _("Ask for street and ZIP code together."))
        if not self.errors and len(self.said().facts()) < 2 + OTHERS:
            raise forms.ValidationError(
                _("Ask for two more facts besides name and date of birth, then check.")
            )
        return facts

    def whereabouts(self) -> str:
        told: str = self.cleaned_data.get("consumer_is", HelpLineCall.Consumer.ON_THE_LINE)
        return told

    def renew(self, key: uuid.UUID) -> None:
        """The same words, to be checked once more."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["key"] = str(key)  # type: ignore[index]

    def said(self) -> Said:
        known = Said.__dataclass_fields__
        return Said(**{name: value for name, value in self.cleaned_data.items() if name in known})


class KeyForm(forms.Form):
    """The one-time key of a form without fields."""

    key = forms.UUIDField()


class ReadBackForm(CrispyForm):
    typed = LineField(
        label=gettext_lazy("What the consumer reads back"),
        max_length=100,
        error_messages={"required": gettext_lazy("Type what the consumer reads back.")},
    )

    def layout(self) -> Layout:
        return Layout(Field("typed", **PLAIN))


class OverrideForm(CrispyForm):
    reason = LineField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Why identity may be checked again. No names, no numbers of people."
        ),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Say why identity may be checked again."),
            "max_length": gettext_lazy("Say it in 200 characters."),
        },
    )


class CallFilterForm(forms.Form):
    """What the list of calls can be narrowed to; what cannot be read is passed over."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))],
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        choices=[("", gettext_lazy("Any outcome")), *HelpLineCall.Outcome.choices],
    )
    who = forms.CharField(
        label=gettext_lazy("Representative (username)"), required=False, max_length=150
    )


class LinkForm(CrispyForm):
    code = LineField(
        label=gettext_lazy("Access code"),
        help_text=gettext_lazy(
            "10 letters and digits, for example K7M2Q-4XW9D. Capitals and dashes make no difference."
        ),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Enter the access code that the Help Line gave you."),
            "max_length": gettext_lazy("Enter only the access code: 10 letters and digits."),
        },
    )
    born_on = MemorableDateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Of the primary contact of the case: the person who got the code."),
        autocomplete="bday",
        error_messages={"required": gettext_lazy("Enter your date of birth.")},
    )

    def layout(self) -> Layout:
        return Layout(
            Field("code", autocomplete="off", autocapitalize="characters", spellcheck="false"),
            "born_on",
        )

    def clean_code(self) -> str:
        code = code_text.clean(self.cleaned_data["code"])
        if len(code) != code_text.LENGTH:
            raise forms.ValidationError(_("Enter all 10 letters and digits of the access code."))
        return code
