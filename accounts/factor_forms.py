"""allauth's forms of the second factor, in the portal's words."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import second_factors, sign_in_trail
from accounts.forms import code_helper, plain_helper
from accounts.http import too_many
from accounts.own_forms import reword
from limiter.errors import TooManyAttempts
from limiter.limits import refund

NAME_LENGTH = 60
NOT_ACCEPTED = _("This passkey was not accepted. Try again, or choose another way.")
PASSKEY_PROBLEMS = {"required": NOT_ACCEPTED, "invalid": NOT_ACCEPTED}
Clean = TypeVar("Clean")


class CodeOnce(base.BaseAuthenticateForm):
    """Takes no code of the app that was taken before, and no more tries than the limits allow."""

    def clean_code(self) -> str:
        try:
            tries = second_factors.count_try(self.user)
        except TooManyAttempts as full:
            raise too_many(context.request, full) from full
        try:
            code: str = super().clean_code()
            is_from_app = self.authenticator.type == Authenticator.Type.TOTP
            if is_from_app and not second_factors.spend(self.user, code):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            second_factors.tell_of_failures(self.user)
            raise
        refund(*tries)
        return code


class AuthenticateForm(CodeOnce, base.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_code(self.fields["code"])
        self.helper = code_helper()


class ReauthenticateForm(CodeOnce, base.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_code(self.fields["code"])
        self.helper = code_helper()


def reword_code(field: forms.Field) -> None:
    reword(
        field,
        _("Code"),
        _("Enter the code from your authenticator app, or a recovery code."),
        _("Six digits from your authenticator app, or one of your recovery codes."),
    )


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self.fields["code"],
            _("Code from the app"),
            _("Enter the six digits that the app shows."),
            _("Six digits. The app shows new ones every 30 seconds."),
        )
        self.helper = plain_helper(
            Field(
                "code",
                autocomplete="one-time-code",
                inputmode="numeric",
                css_class="portal-code-input",
            )
        )

    def clean_code(self) -> str:
        """It has proved what it can: who watched it being typed cannot sign in with it."""
        try:
            code: str = super().clean_code()
        except ValidationError as refusal:
            sign_in_trail.app_refused(self.user, refusal.code or "")
            raise
        second_factors.spend(self.user, code)
        return code


class PasskeyName(forms.Form):
    """What its owner calls a passkey: "my phone"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        reword(name, _("Name"), _("Enter a name."), _("For you, to tell your passkeys apart."))
        name.max_length = NAME_LENGTH  # type: ignore[attr-defined]
        name.widget.attrs["maxlength"] = NAME_LENGTH
        name.validators.append(forms.CharField(max_length=NAME_LENGTH).validators[0])


class AddPasskeyForm(PasskeyName, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("I want to sign in with this passkey alone")
        self.fields["passwordless"].help_text = _(
            "Without username and password. Uncheck this for an older security key without a PIN."
        )
        self.fields["credential"].error_messages.update(PASSKEY_PROBLEMS)
        self.helper = plain_helper(Field("name"), Field("passwordless"), Field("credential"))

    def clean(self) -> dict[str, Any] | None:
        return in_words_of_passkeys(super().clean)


class EditPasskeyForm(PasskeyName, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(Field("name"))


class PasskeyAnswer(webauthn.AuthenticateWebAuthnForm):
    """What the browser says for a passkey; nobody types it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages.update(PASSKEY_PROBLEMS)
        self.helper = plain_helper(Field("credential"))

    def clean_credential(self) -> Authenticator:
        try:
            return in_words_of_passkeys(super().clean_credential)
        except ValidationError:
            sign_in_trail.passkey_failed(self.user)
            raise


class AuthenticatePasskeyForm(PasskeyAnswer):
    pass


class SignInPasskeyForm(PasskeyAnswer, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(PasskeyAnswer, webauthn.ReauthenticateWebAuthnForm):
    pass


def in_words_of_passkeys(clean: Callable[[], Clean]) -> Clean:
    """allauth says "incorrect code" of passkeys too, and stumbles over answers nobody's browser gives."""
    try:
        return clean()
    except ValidationError as refusal:
        if getattr(refusal, "code", "") == "incorrect_code":
            raise ValidationError(NOT_ACCEPTED, code="incorrect_code") from refusal
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as odd:
        raise ValidationError(NOT_ACCEPTED, code="incorrect_code") from odd
