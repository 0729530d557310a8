from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SignupForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import normalise, password_rules
from portal.fields import LineField

USERNAME_SHAPE = RegexValidator(
    r"^[A-Za-z0-9._-]{4,30}\Z",
    _("Use 4 to 30 letters without accents, digits, dots, dashes or underscores."),
)
USERNAME_HELP = _("4 to 30 letters, digits, dots, dashes or underscores.")


def plain_helper(*fields: Any) -> FormHelper:
    """The template owns <form>, the token and the buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Username or e-mail address")
        login.error_messages["required"] = _("Enter your username or e-mail address.")
        password.label = _("Password")
        password.help_text = ""
        password.error_messages["required"] = _("Enter your password.")
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        self.helper = plain_helper(Field("login"), Field("password"))


class SignUpForm(SignupForm):
    """A consumer's account: name, address, username, password."""

    first_name = LineField(
        label=_("First name"),
        max_length=80,
        error_messages={"required": _("Enter your first name.")},
    )
    last_name = LineField(
        label=_("Last name"),
        max_length=80,
        error_messages={"required": _("Enter your last name.")},
    )
    field_order = ["first_name", "last_name", "email", "username", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, username = self.fields["email"], self.fields["username"]
        password = self.fields["password1"]
        email.label, username.label, password.label = (
            _("E-mail address"),
            _("Username"),
            _("Password"),
        )
        email.error_messages["required"] = _("Enter your e-mail address.")
        email.error_messages["invalid"] = _("Enter an e-mail address such as name@example.org.")
        username.help_text = USERNAME_HELP
        username.validators = [USERNAME_SHAPE]
        username.error_messages["required"] = _("Choose a username.")
        password.help_text = ""
        password.error_messages["required"] = _("Choose a password.")
        for field in (email, username, password):
            field.widget.attrs.pop("placeholder", None)
        self.helper = plain_helper(
            Field("first_name", autocomplete="given-name"),
            Field("last_name", autocomplete="family-name"),
            Field("email", autocomplete="email"),
            Field("username", autocomplete="username", autocapitalize="off", spellcheck="false"),
            Field("password1", autocomplete="new-password", aria_describedby="id_password1_rules"),
        )

    @property
    def password_rules(self) -> list[dict[str, Any]]:
        return password_rules(None)

    def clean(self) -> dict[str, Any]:
        """allauth judges the password against username and address; the names count as well."""
        facts: dict[str, Any] = super().clean()
        if password := facts.get("password1"):
            person = User(
                first_name=facts.get("first_name", ""), last_name=facts.get("last_name", "")
            )
            try:
                password_validation.validate_password(password, person)
            except forms.ValidationError as refusal:
                self.add_error("password1", refusal)
        return facts

    def validate_unique_email(self, value: str) -> str:
        """Whether the address has an account is told to its owner only, by mail."""
        return value

    def facts(self) -> dict[str, str]:
        names = ("first_name", "last_name", "email", "username")
        return {
            "password": self.cleaned_data["password1"],
            **{name: self.cleaned_data[name] for name in names},
        }


def code_helper() -> FormHelper:
    """Letters may be typed small; a keyboard that corrects words is in the way."""
    return plain_helper(
        Field(
            "code",
            autocomplete="one-time-code",
            autocapitalize="characters",
            spellcheck="false",
            css_class="portal-code-input",
        )
    )


class SignUpCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Enter the code from the e-mail.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = code_helper()


class UsernameForm(forms.Form):
    username = forms.CharField(
        label=_("Username"),
        help_text=USERNAME_HELP,
        validators=[USERNAME_SHAPE],
        error_messages={"required": _("Choose a username.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(
            Field("username", autocomplete="username", autocapitalize="off", spellcheck="false")
        )

    def clean_username(self) -> str:
        """allauth's list of names that nobody gets; whether it is free shows when it is taken."""
        return str(get_adapter().clean_username(self.cleaned_data["username"], shallow=True))


class NewPasswordForm(forms.Form):
    """One field, which can be shown, instead of two that cannot be compared."""

    new_password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(
            Field(
                "new_password",
                autocomplete="new-password",
                aria_describedby="id_new_password_rules",
            )
        )

    def clean_new_password(self) -> str:
        password = normalise(self.cleaned_data["new_password"])
        password_validation.validate_password(password, self.user)
        return password

    def save(self) -> User:
        self.user.set_password(self.cleaned_data["new_password"])
        self.user.save(update_fields=["password"])
        return self.user
