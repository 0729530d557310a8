"""What a representative types when the consumer on the line chooses who helps them."""

from typing import Any
from uuid import uuid4

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Assister
from delegation.forms import CrispyForm
from portal.fields import DigitsField, LineField


class AssisterForm(CrispyForm):
    """Somebody who may help consumers today, by their certification number."""

    assister: Assister
    number = DigitsField(
        label=gettext_lazy("Certification number of the assister"),
        help_text=gettext_lazy("9 digits."),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Enter the certification number of the assister."),
            "max_length": gettext_lazy("Enter only the number: 9 digits."),
        },
    )

    def layout(self) -> Layout:
        return Layout(Field("number", inputmode="numeric", autocomplete="off"))

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        ready = Assister.objects.ready().select_related("entity", "site")
        found = ready.filter(certification_number=number).first()
        if found is None:
            raise ValidationError(
                _("Nobody of this number may help consumers today. Ask for it once more.")
            )
        self.assister = found
        return number


class SpokenConsentForm(CrispyForm):
    """That the consumer said yes to what was read to them, and their name."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32767)
    assister = forms.UUIDField(widget=forms.HiddenInput)
    name = LineField(
        label=gettext_lazy("Full name, as the consumer says it"),
        max_length=161,
        error_messages={
            "required": gettext_lazy("Enter the name that the consumer says."),
            "max_length": gettext_lazy("Enter a name of at most 161 letters."),
        },
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I have read all of it out, and the consumer said yes"),
        error_messages={"required": gettext_lazy("Check the box once the consumer has said yes.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        return Layout("key", "version", "assister", Field("name", autocomplete="off"), "agree")

    def chosen(self) -> Assister | None:
        """Whom the script on the page is about."""
        try:
            pk = forms.UUIDField().clean(self.data.get("assister"))
        except ValidationError:
            return None
        found = Assister.objects.filter(user__isnull=False, pk=pk)
        return found.select_related("entity", "site").first()

    def show_version(self, version: int) -> None:
        """A text that is newer than the one that was read is to be read anew."""
        self.fields["version"].initial = version
        if self.is_bound and self.data.get("version") != str(version):
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["version"] = str(version)  # type: ignore[index]
            self.data.pop("agree", None)  # type: ignore[attr-defined]
