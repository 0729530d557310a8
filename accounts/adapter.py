"""Where allauth meets the portal: its mails, its counting, its words, its secrets."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import alarms, limits, second_factors, sessions, sign_in_trail
from accounts.http import too_many
from accounts.models import User
from accounts.passwords import normalise
from audit import trail
from limiter.errors import TooManyAttempts
from limiter.limits import charge, client_network, refund
from notifications import outbox
from portal import secret_box
from portal.middleware import client_address

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off. Call the Help Line."),
        "invalid_login": _("The username or the password is not right."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "username_password_mismatch": _("The username or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("This is not the code we sent last, or it is too old."),
        "username_blacklisted": _("This username cannot be used. Choose another one."),
        "username_taken": _("This username is taken. Choose another one."),
        "rate_limited": _("There were too many attempts. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("There were too many wrong codes. Ask for a new one."),
        "duplicate_email": _("This is your address already. Enter another one."),
        "email_taken": _("This address cannot be used. Enter another one."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "0.0.0.0"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this try before the password is looked at; what succeeds is given back.

        What was typed is counted by itself, and told. Under whichever name, an account has no more
        tries than one name has; but to say "too many" to the second name would tell that both are
        one account, so from then on every password is not right.
        """
        login = (credentials.get("email") or credentials.get("username") or "").lower()
        owner = User.objects.who_signs_in_as(login)
        self._account = str(owner.pk) if owner else login
        network = client_network()
        self._charged = [
            (limits.FAILURES_PER_LOGIN_AND_ADDRESS, (login, network)),
            (limits.FAILURES_PER_ADDRESS, network),
        ]
        try:
            charge(*self._charged)
        except TooManyAttempts as full:
            sign_in_trail.sign_in_refused(login, type(full).__name__)
            raise too_many(request, full) from full
        by_any_name = (limits.FAILURES_PER_ACCOUNT_AND_ADDRESS, (self._account, network))
        try:
            charge(by_any_name)
        except TooManyAttempts:
            request.no_password_is_right = True  # type: ignore[attr-defined]
        else:
            self._charged.append(by_any_name)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        credentials["password"] = normalise(credentials.get("password") or "")
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            refund(*self._charged)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Many failures on one account, from wherever: an alarm, and a word to its owner once a day."""
        try:
            charge((limits.ALARM, self._account))
        except TooManyAttempts:
            logger.warning("Many failed sign-ins on one account")
            login = credentials.get("email") or credentials.get("username") or ""
            owner = User.objects.who_signs_in_as(login)
            if owner is not None:
                alarms.tell_owner(owner, "failed_sign_ins")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the account, not back to the form that was just used."""
        return reverse("account_email")

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Where the second factor is missing, the password again would lead nowhere."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if second_factors.is_missing(self.request):
            ways = [way for way in ways if way["id"] != "reauthenticate"] or ways
        return ways

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        sessions.begin(request.session)
        _count_as_reauthentication(request, user)

    def is_safe_url(self, url: str | None) -> bool:
        """No, too, for what is no address at all."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Never the one in use: it is replaced by another, not removed."""
        return not email_address.primary and bool(super().can_delete_email(email_address))

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        return str(super().clean_password(normalise(password), user))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's mails go out as all others do: a row first, which holds them encrypted."""
        user = User.objects.with_email(email).first()
        language = user.language if user else get_language() or "en"
        context = {**context, "email": email, "SITE_URL": settings.SITE_URL}
        with translation.override(language):
            mail = self.render_mail(template_prefix, email, context)
        with transaction.atomic():
            sign_in_trail.mail_asked_for(user, template_prefix.rpartition("/")[2])
            outbox.post(
                "account_mail",
                to=email,
                language=language,
                secrets={"subject": mail.subject, "text": str(mail.body)},
            )


def _count_as_reauthentication(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Who has just signed in is not asked again for the next five minutes."""
    records = get_authentication_records(request, user)
    if records:
        records[-1]["reauthenticated"] = True
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right. Codes change every 30 seconds: enter the newest."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return secret_box.seal({"text": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return secret_box.unseal(encrypted_text.encode())["text"]

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        there = Authenticator.objects.filter(user=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": there + 1}

    def _get_site_name(self) -> str:
        return "Assister Portal"


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: list[UserSession]) -> None:
        """All but this one, at once."""
        with transaction.atomic():
            for session in sessions:
                trail.record("session.end", by=session.user, about=session)
            super().end_sessions(sessions)
