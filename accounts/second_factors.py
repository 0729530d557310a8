"""Who must sign in with a second factor, and what they may see before they have."""

import logging
from collections.abc import Callable
from typing import TypeVar

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

from accounts import alarms, limits, sessions
from accounts.models import User
from limiter.errors import TooManyAttempts
from limiter.limits import Pair, charge

logger = logging.getLogger(__name__)

# What setting one up needs, and leaving; everything else waits.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "account_email_verification_sent",
    "accounts:language",
    "accounts:session",
    "accounts:session_extend",
}
OPEN_PREFIX = "mfa_"
# Where one is set up, nothing but giving it: the password alone must not change or add any.
GIVING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
View = TypeVar("View", bound=Callable[..., object])


def not_required(view: View) -> View:
    """Mark a view that shows nothing personal (terms, training)."""
    view.second_factor_required = False  # type: ignore[attr-defined]
    return view


def is_required_of(user: User) -> bool:
    """Staff, assisters and contacts, who see other people's data; consumers are only offered it."""
    return settings.REQUIRE_MFA and not user.is_consumer


def was_given(request: HttpRequest) -> bool:
    """Whether this very session was opened, or later confirmed, with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def count_set_up(
    request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: object
) -> None:
    """Setting one up proves that it is at hand: nobody is asked for it again right away.

    Sessions elsewhere, which began without it, end.
    """
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    sessions.end_all(user, but=request.session.session_key)


def forget_removed(request: HttpRequest, user: User, **_kwargs: object) -> None:
    """One that is gone opens nothing any more: not this session, nor any elsewhere."""
    there = set(Authenticator.objects.filter(user=user).values_list("pk", flat=True))
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record
        for record in get_authentication_records(request, user)
        if record.get("method") != "mfa" or record.get("id") in there
    ]
    sessions.end_all(user, but=request.session.session_key)


def spend(user: User, code: str) -> bool:
    """Use up a code of the app for as long as it would be right; says whether it was still there.

    allauth remembers it for one period only, and not the one that set the app up.
    """
    periods = 2 * app_settings.TOTP_TOLERANCE + 1
    key = f"totp-spent:{user.pk}:{normalize_user_code(code)}"
    return cache.add(key, True, timeout=periods * app_settings.TOTP_PERIOD)


def count_try(user: User) -> list[Pair]:
    """Count a code before it is looked at; what was charged is to be given back if it is right.

    Raises TooManyAttempts.
    """
    account = (user.pk, user.password)
    tries: list[Pair] = [
        (limits.FACTOR_FAILURES, account),
        (limits.FACTOR_FAILURES_A_DAY, account),
    ]
    charge(*tries)
    return tries


def tell_of_failures(user: User) -> None:
    """Somebody has the password and guesses: an alarm, and a word to its owner once a day."""
    try:
        charge((limits.FACTOR_ALARM, user.pk))
    except TooManyAttempts:
        logger.warning("Many wrong codes of a second factor on one account")
        alarms.tell_owner(user, "failed_codes")


def has_one(user: User) -> bool:
    """In SQL of ours: the first page after sign-in asks it of everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM mfa_authenticator WHERE user_id = %s)", [user.pk]
        )
        return bool(cursor.fetchone()[0])


def is_missing(request: HttpRequest) -> bool:
    """Whether this request must not go on for want of a second factor."""
    if not isinstance(request.user, User) or was_given(request):
        return False
    return is_required_of(request.user)


def is_set_up(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and has_one(request.user)


def is_open_without(request: HttpRequest, view: Callable[..., object]) -> bool:
    match = request.resolver_match
    name = match.view_name if match else ""
    if name.startswith(OPEN_PREFIX):
        return name in GIVING or not is_set_up(request)
    return (
        name in OPEN
        or getattr(view, "second_factor_required", True) is False
        or getattr(view, "login_required", True) is False
    )
