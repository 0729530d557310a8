from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.languages import SpokenLanguage
from accounts.models import User
from accounts.passwords import normalise
from delegation import cleaning
from portal.fields import DigitsField, LineField


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


class FactsForm(CrispyForm):
    code = LineField(
        label=gettext_lazy("Delegation code"),
        help_text=gettext_lazy("6 letters and digits, for example SJ5Nen."),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Enter the delegation code from your e-mail."),
            "max_length": gettext_lazy("Enter only the delegation code: 6 letters and digits."),
        },
    )
    legal_name = LineField(
        label=gettext_lazy("Entity legal name (CEE or PBEE)"),
        help_text=gettext_lazy("As it stands in your e-mail."),
        max_length=400,
        error_messages={
            "required": gettext_lazy("Enter the legal name of your entity from your e-mail."),
            "max_length": gettext_lazy("Enter only the legal name of your entity."),
        },
    )
    number = LineField(
        label=gettext_lazy("Certification number"),
        help_text=gettext_lazy("9 digits."),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Enter the certification number from your e-mail."),
            "max_length": gettext_lazy("Enter only the certification number: 9 digits."),
        },
    )

    def layout(self) -> Layout:
        plain = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        return Layout(
            Field("code", **plain),
            Field("legal_name", autocomplete="organization"),
            Field("number", inputmode="numeric", **plain),
        )

    def clean_code(self) -> str:
        code = cleaning.clean_code(self.cleaned_data["code"])
        if len(code) != 6:
            raise forms.ValidationError(_("Enter all 6 letters and digits of the delegation code."))
        return code

    def clean_number(self) -> str:
        number = cleaning.clean_number(self.cleaned_data["number"])
        if len(number) != 9:
            raise forms.ValidationError(_("Enter all 9 digits of the certification number."))
        return number

    def facts(self) -> cleaning.Facts:
        return cleaning.clean_facts(**self.cleaned_data)


NOTHING_FOUND = gettext_lazy(
    "We did not find the delegation code, the legal name or the certification number. "
    "Copy the whole e-mail once more, or enter the three facts yourself."
)


class PasteForm(CrispyForm):
    mail = forms.CharField(
        label=gettext_lazy("The whole e-mail"),
        help_text=gettext_lazy("Copy everything in the e-mail and paste it here."),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
        error_messages={"required": NOTHING_FOUND},
    )
    # Whatever comes with a copy is cleaned away, not refused.
    mail.validators = []


class TakeUpForm(CrispyForm):
    typed = DigitsField(
        label=gettext_lazy("Code from the e-mail"),
        help_text=gettext_lazy("6 digits."),
        error_messages={"required": gettext_lazy("Enter the 6 digits from the e-mail.")},
    )

    def layout(self) -> Layout:
        return Layout(Field("typed", inputmode="numeric", autocomplete="one-time-code"))


class TermsForm(CrispyForm):
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=32767, required=False
    )
    agree = forms.BooleanField(
        label=gettext_lazy("Check this box to show you agree to Terms and Conditions"),
        error_messages={
            "required": gettext_lazy("Check the box to show that you agree, then continue.")
        },
    )

    def __init__(self, *args: Any, opened: bool, **kwargs: Any) -> None:
        self.opened = opened
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        usable = {} if self.opened else {"disabled": "disabled"}
        return Layout(
            "version",
            Field("agree", data_enables="continue", aria_describedby="terms-how", **usable),
        )


class UserInformationForm(CrispyForm):
    first_name = LineField(
        label=gettext_lazy("First name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter your first name.")},
    )
    last_name = LineField(
        label=gettext_lazy("Last name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter your last name.")},
    )
    phone = DigitsField(
        label=gettext_lazy("Work phone number"),
        help_text=gettext_lazy("10 digits, for example 916-555-0123."),
        error_messages={"required": gettext_lazy("Enter your work phone number.")},
    )
    spoken_languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which you help people"),
        choices=SpokenLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Check at least one language.")},
    )
    street = LineField(
        label=gettext_lazy("Street address"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the street address of your work site.")},
    )
    city = LineField(
        label=gettext_lazy("City"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the city of your work site.")},
    )
    zip_code = DigitsField(
        label=gettext_lazy("ZIP code"),
        help_text=gettext_lazy("5 digits, for example 95814."),
        validators=[
            RegexValidator(r"^\d{5}(\d{4})?\Z", gettext_lazy("Enter a ZIP code of 5 digits."))
        ],
        error_messages={"required": gettext_lazy("Enter the ZIP code of your work site.")},
    )

    def layout(self) -> Layout:
        return Layout(
            Fieldset(
                _("About you"),
                Field("first_name", autocomplete="given-name"),
                Field("last_name", autocomplete="family-name"),
                Field("phone", inputmode="tel", autocomplete="tel-national"),
                "spoken_languages",
            ),
            Fieldset(
                _("Where you work"),
                Field("street", autocomplete="street-address"),
                Field("city", autocomplete="address-level2"),
                Field("zip_code", inputmode="numeric", autocomplete="postal-code"),
            ),
        )

    def clean_phone(self) -> str:
        """Ten digits; the country's 1 before them is dropped."""
        phone: str = self.cleaned_data["phone"]
        if len(phone) == 11 and phone.startswith("1"):
            phone = phone[1:]
        if len(phone) != 10:
            raise forms.ValidationError(
                _("Enter a phone number of 10 digits, with the area code first.")
            )
        return phone

    def clean_zip_code(self) -> str:
        zip_code: str = self.cleaned_data["zip_code"]
        return zip_code[:5]


class UsernamePasswordForm(CrispyForm):
    username = forms.CharField(
        label=gettext_lazy("Username"),
        help_text=gettext_lazy("4 to 30 letters, digits, dots, dashes or underscores."),
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9._-]{4,30}\Z",
                gettext_lazy(
                    "Use 4 to 30 letters without accents, digits, dots, dashes or underscores."
                ),
            )
        ],
        error_messages={"required": gettext_lazy("Choose a username.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": gettext_lazy("Choose a password.")},
    )

    def __init__(self, *args: Any, person: User, keep_password: bool, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        if keep_password:
            self.fields["password"].required = False
            self.fields["password"].help_text = _(
                "Your password is set. Leave this empty to keep it."
            )

    def layout(self) -> Layout:
        return Layout(
            Field("username", autocomplete="username", autocapitalize="off", spellcheck="false"),
            Field("password", autocomplete="new-password", aria_describedby="id_password_rules"),
        )

    def clean_password(self) -> str:
        password = normalise(self.cleaned_data["password"])
        self.person.username = self.cleaned_data.get("username", "")
        if password:
            password_validation.validate_password(password, self.person)
        return password
