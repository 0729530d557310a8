"""allauth's forms about one's own account, in the portal's words and with one password box, not two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import code_helper, plain_helper
from accounts.passwords import normalise, password_rules

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def reword(
    field: forms.Field,
    label: StrOrPromise,
    required: StrOrPromise,
    help_text: StrOrPromise = "",
) -> None:
    """Say it in our words; a placeholder would vanish when one types."""
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)


def reword_address(field: forms.Field, label: StrOrPromise, required: StrOrPromise) -> None:
    reword(field, label, required)
    field.error_messages["invalid"] = _("Enter an e-mail address such as name@example.org.")


class ResetPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_address(
            self.fields["email"],
            _("E-mail address"),
            _("Enter the e-mail address of your account."),
        )
        self.helper = plain_helper(Field("email"))


class MailedCodeForm(allauth.BaseConfirmCodeForm):
    """A code that we sent by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["code"], _("Code"), _("Enter the code from the e-mail."))
        self.helper = code_helper()


class ConfirmPasswordResetCodeForm(MailedCodeForm, allauth.ConfirmPasswordResetCodeForm):
    pass


class ConfirmEmailCodeForm(MailedCodeForm, allauth.ConfirmEmailVerificationCodeForm):
    pass


class NewPassword(forms.Form):
    """One new password, which can be shown; a second box could not be compared by eye either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        reword(self.fields["password1"], _("New password"), _("Choose a password."))
        self.helper = plain_helper(*self.password_fields())

    def password_fields(self) -> list[Field]:
        return [
            Field(
                "password1",
                autocomplete="new-password",
                aria_describedby="id_password1_rules",
            )
        ]

    @property
    def password_rules(self) -> list[dict[str, Any]]:
        return password_rules(self.user)  # type: ignore[attr-defined]


class ResetPasswordKeyForm(NewPassword, allauth.ResetPasswordKeyForm):
    pass


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    pass


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    def password_fields(self) -> list[Field]:
        reword(self.fields["oldpassword"], _("Current password"), _("Enter your current password."))
        return [Field("oldpassword"), *super().password_fields()]

    def clean_oldpassword(self) -> str:
        """Looked at as at sign-in: in the same normal form, and counted when it is wrong."""
        password = normalise(self.cleaned_data.get("oldpassword", ""))
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class ChangeEmailForm(allauth.AddEmailForm):
    """The new address takes the old one's place when the code sent to it was entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        reword_address(email, _("New e-mail address"), _("Enter the new e-mail address."))
        email.help_text = _("We send a code there. Until you enter it, nothing changes.")
        self.helper = plain_helper(Field("email"))


class ReauthenticateForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["password"], _("Password"), _("Enter your password."))
        self.helper = plain_helper(Field("password"))
