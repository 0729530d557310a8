"""Who must sign in with a second factor, and what they may see before they have."""

from collections.abc import Callable
from typing import TypeVar

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

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
    """Setting one up proves that it is at hand: nobody is asked for it again right away."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def is_missing(request: HttpRequest) -> bool:
    """Whether this request must not go on for want of a second factor."""
    if not isinstance(request.user, User) or was_given(request):
        return False
    return is_required_of(request.user)


def is_set_up(request: HttpRequest) -> bool:
    return Authenticator.objects.filter(user=request.user.pk).exists()


def is_open_without(request: HttpRequest, view: Callable[..., object]) -> bool:
    match = request.resolver_match
    name = match.view_name if match else ""
    return (
        name in OPEN
        or name.startswith(OPEN_PREFIX)
        or getattr(view, "second_factor_required", True) is False
        or getattr(view, "login_required", True) is False
    )
