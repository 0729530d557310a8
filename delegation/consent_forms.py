"""What is typed to give, answer and end a delegation."""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import receipts
from delegation.forms import CrispyForm
from delegation.models import Delegation
from portal.fields import DigitsField, LineField
from portal.forms import MemorableDateField


class SignForm(CrispyForm):
    """The signature: a name and a box, under the text of that version."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32767)
    # Which delegations the page said would end.
    named = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    name = LineField(
        label=gettext_lazy("Your full name, in place of a signature"),
        max_length=161,
        error_messages={
            "required": gettext_lazy("Type your full name."),
            "max_length": gettext_lazy("Type a name of at most 161 letters."),
        },
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I have read this page and I agree"),
        error_messages={
            "required": gettext_lazy("Check the box to show that you agree, then press the button.")
        },
    )

    def __init__(
        self, *args: Any, version: int, named: Collection[UUID] = (), **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"key": uuid4(), **self._shown(version, named)}
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        return Layout("key", "version", "named", Field("name", autocomplete="name"), "agree")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if sum(sign.isalpha() for sign in name) < 2:
            raise forms.ValidationError(_("Type your full name, in letters."))
        return name

    def clean_named(self) -> set[UUID]:
        try:
            return {UUID(pk) for pk in self.cleaned_data["named"].split()}
        except ValueError:  # nobody types it: nonsense names nobody
            return set()

    def show_again(self, version: int, named: Collection[UUID]) -> None:
        """For a page that says something new: the name stays, the box is to be checked anew."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        for name, value in self._shown(version, named).items():
            self.data[name] = value  # type: ignore[index]
        self.data.pop("agree", None)  # type: ignore[attr-defined]

    @staticmethod
    def _shown(version: int, named: Collection[UUID]) -> dict[str, str]:
        return {"version": str(version), "named": " ".join(map(str, named))}


class ReasonForm(CrispyForm):
    """Why an assister cannot help; the consumer reads it in their own language."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why? The consumer reads this."),
        choices=[(reason.value, reason.label) for reason in Delegation.DECLINING],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )


class ReceiptForm(CrispyForm):
    """The receipt's code, unless its link was followed, and the date of birth."""

    receipt = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    code = DigitsField(
        label=gettext_lazy("Code on your receipt"),
        help_text=gettext_lazy("15 digits, for example 48310-09277-46120."),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Enter the code on your receipt."),
            "max_length": gettext_lazy("Enter only the code: 15 digits."),
        },
    )
    born_on = MemorableDateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("Of the primary contact of the case: the person who signed."),
        autocomplete="bday",
        error_messages={"required": gettext_lazy("Enter your date of birth.")},
    )

    def __init__(self, *args: Any, by_link: bool, **kwargs: Any) -> None:
        self.by_link = by_link
        super().__init__(*args, **kwargs)
        if by_link:
            del self.fields["code"]

    def layout(self) -> Layout:
        code = Field("code", inputmode="numeric", autocomplete="off")
        return Layout("receipt", "born_on") if self.by_link else Layout(code, "born_on")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) != receipts.LENGTH:
            raise forms.ValidationError(_("Enter all 15 digits of the code."))
        return code
