"""What allauth and Django do without a workflow of ours, put on record where they say so.

Signing in and out, passwords, addresses and second factors are their code; a signal is the only
place at which it passes ours. What our own workflows do, they record themselves: no signal there.
An act and its event are one transaction (``in_one_transaction``), as in a workflow.
"""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from accounts.models import User
from audit import trail
from audit.models import AuditEvent
from portal import context

FAILED, REFUSED = AuditEvent.Outcome.FAILED, AuditEvent.Outcome.REFUSED
# allauth's addresses that change an account.
WRITING = {
    "account_change_password",
    "account_set_password",
    "account_complete_password_reset",
    "account_email",
    "account_email_verification_sent",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_generate_recovery_codes",
    "usersessions_list",
}


def in_one_transaction(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Let allauth's writing views do all or nothing, the audit event included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            in_one_transaction(pattern.url_patterns)
        elif pattern.name in WRITING:
            pattern.callback = transaction.atomic(pattern.callback)


def connect() -> None:
    for signal, receiver in RECEIVERS:
        signal.connect(receiver, dispatch_uid=f"accounts.sign_in_trail.{receiver.__name__}")
    post_save.connect(factor_added, sender=Authenticator)
    post_save.connect(passkey_renamed, sender=Authenticator)
    post_delete.connect(factor_removed, sender=Authenticator)


def sign_in_refused(login: str, reason: str) -> None:
    """Before the password was looked at: there were too many tries."""
    _record(_asked_password(), _asking(), User.objects.who_signs_in_as(login), REFUSED, reason)


def _asked_password() -> str:
    """Who is signed in gives it once more: before a sensitive page, or as the one that is to go."""
    return "password.confirm" if _asking() else "session.sign_in"


def mail_asked_for(user: User | None, kind: str) -> None:
    """A code, a reset, a notice: who asked, whose account it is about, and which of allauth's mails."""
    _record("account_mail.send", _asking(), user, reason=kind)


def form_refused(user: User) -> None:
    """Somebody else's site may have sent it with this person's cookie."""
    _record("form.send", user, user, REFUSED, "NoToken")


def _record(
    verb: str,
    by: User | None,
    about: Model | None,
    outcome: AuditEvent.Outcome = AuditEvent.Outcome.DONE,
    reason: str = "",
) -> None:
    with transaction.atomic():
        trail.record(verb, by=by, about=about, outcome=outcome, reason=reason)


def signed_in(user: User, **_more: Any) -> None:
    _record("session.sign_in", user, user)


def sign_in_failed(credentials: dict[str, Any], **_more: Any) -> None:
    """Whose account it was, if any; never what was typed."""
    login = credentials.get("email") or credentials.get("username") or ""
    owner = User.objects.who_signs_in_as(login)
    reason = "WrongPassword" if _asking() else "WrongNameOrPassword"
    _record(_asked_password(), _asking(), owner, FAILED, reason)


def passkey_failed(user: User | None) -> None:
    """allauth tells of codes alone. ``user`` is None at the sign-in by a passkey and nothing else."""
    if user is None:
        _record("session.sign_in", None, None, FAILED, "PasskeyNotAccepted")
    else:
        _record("second_factor.use", _asking(), user, FAILED, "PasskeyNotAccepted")


def app_refused(user: User, code: str) -> None:
    """An authenticator app is not set up: its first code was wrong, or as allauth's error code says."""
    reason = "WrongCode" if code == "incorrect_code" else code
    _record("second_factor.add", user, user, FAILED, reason)


def signed_out(request: HttpRequest | None, user: User | None, **_more: Any) -> None:
    if isinstance(user, User):
        reason = "Unused" if getattr(request, "session_ended", False) else ""
        _record("session.sign_out", user, user, reason=reason)


def password_changed(user: User, **_more: Any) -> None:
    _record("password.change", user, user)


def password_set(user: User, **_more: Any) -> None:
    _record("password.set", user, user)


def password_reset(user: User, **_more: Any) -> None:
    _record("password.reset", user, user)


def reset_code_rejected(user: User | None, **_more: Any) -> None:
    _record("password.reset", None, user, FAILED, "WrongCode")


def email_confirmed(email_address: Any, **_more: Any) -> None:
    _record("email.confirm", email_address.user, email_address)


def email_code_rejected(user: User | None, **_more: Any) -> None:
    _record("email.confirm", user, user, FAILED, "WrongCode")


def email_changed(user: User, to_email_address: Any, **_more: Any) -> None:
    _record("email.change", user, to_email_address)


def factor_added(instance: Authenticator, created: bool, **_more: Any) -> None:
    """When the row is saved: allauth's own signal comes after the commit, too late to undo it."""
    if created:
        _record("second_factor.add", _asking(), instance, reason=instance.type)


def passkey_renamed(
    instance: Authenticator, created: bool, update_fields: Any, **_more: Any
) -> None:
    """Nothing else saves a whole passkey again: a use of it names its columns."""
    if not created and update_fields is None and instance.type == Authenticator.Type.WEBAUTHN:
        _record("second_factor.rename", _asking(), instance)


def factor_removed(instance: Authenticator, **_more: Any) -> None:
    """It is gone: the event tells whose it was, and which kind."""
    _record("second_factor.remove", _asking(), User(pk=instance.user_id), reason=instance.type)


def _asking() -> User | None:
    user_id = context.user_id()
    return User(pk=user_id) if user_id else None


def factor_used(user: User, authenticator: Any, **_more: Any) -> None:
    _record("second_factor.use", user, authenticator, reason=authenticator.type)


def factor_failed(user: User, authenticator: Any = None, **_more: Any) -> None:
    _record("second_factor.use", None, authenticator or user, FAILED, "WrongCode")


RECEIVERS: list[tuple[Any, Callable[..., None]]] = [
    (account.user_logged_in, signed_in),
    (user_login_failed, sign_in_failed),
    (user_logged_out, signed_out),
    (account.password_changed, password_changed),
    (account.password_set, password_set),
    (account.password_reset, password_reset),
    (account.password_reset_code_rejected, reset_code_rejected),
    (account.email_confirmed, email_confirmed),
    (account.email_verification_code_rejected, email_code_rejected),
    (account.email_changed, email_changed),
    (factors.authenticator_used, factor_used),
    (factors.authentication_failed, factor_failed),
]
