"""Signing in and up, the second factor, sessions, one's own account: allauth's pages."""

from collections.abc import Callable

from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.matrix import factors
from tests.matrix.people import CONSUMERS, OUTSIDERS, SIGNED_IN
from tests.matrix.rows import (
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Row,
    but,
    everyone,
    page,
    signed_in,
    to,
    verb,
)
from tests.matrix.world import Visit

DASHBOARD, HOME = to("accounts:dashboard"), to("portal:home")
# Pages for who has not signed in yet send everybody else on.
STRANGERS_ONLY = but(everyone(OK), SIGNED_IN, DASHBOARD)
BOTH = ("get", "post")
ONLY_TO_SIGN_UP = but(everyone(to("account_signup")), OUTSIDERS, OK)
# allauth notes on the codes' row that they were shown.
SEEN = frozenset({"mfa_authenticator"})
# Pages between the password and the session.
MID_SIGN_IN = but(everyone(to("account_login")), SIGNED_IN, DASHBOARD)


def passkey_of(owner: str) -> Callable[[Visit], list[int]]:
    def make(here: Visit) -> list[int]:
        user = here.user if owner == "own" and here.user else here.somebody_else
        return [factors.add_passkey(user).pk]

    return make


def all_factors(here: Visit) -> None:
    if here.user:
        factors.add_all(here.user)


def address_wanted(here: Visit) -> dict[str, str]:
    return {"email": "new.address@example.org", "action_add": ""}


def new_password(here: Visit) -> dict[str, str]:
    password = "four blue kettles sing"
    return {"oldpassword": factories.PASSWORD, "password1": password, "password2": password}


def reset_asked(here: Visit) -> None:
    here.client.post(reverse("account_reset_password"), {"email": here.somebody_else.email})


def reset_code_given(here: Visit) -> None:
    reset_asked(here)
    state = here.client.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
    here.client.post(reverse("account_confirm_password_reset_code"), {"code": state["code"]})


def address_unconfirmed(here: Visit) -> None:
    """One who signs in for the first time, or asked for another address, has been mailed a code."""
    if here.user and here.user.is_active and here.person in SIGNED_IN:
        here.client.post(reverse("account_email"), address_wanted(here))
        return
    newcomer = factories.UserFactory(verified=False)
    facts = {"login": newcomer.username, "password": factories.PASSWORD}
    here.client.post(reverse("account_login"), facts)


def signing_up(**facts: object) -> Callable[[Visit], None]:
    """The form is sent; what was filled in waits for its code, or for another username."""

    def give(here: Visit) -> None:
        here.hold(sign_up={"id": str(factories.SignUpFactory(**facts).pk), "next": ""})

    return give


def password_given(here: Visit) -> None:
    """By one who has second factors; nobody does while signed in."""
    if here.person in SIGNED_IN:
        return
    factors.add_all(here.somebody_else)
    facts = {"login": here.somebody_else.username, "password": factories.PASSWORD}
    here.client.post(reverse("account_login"), facts)


CODE_MAILED = "a code was mailed"
ROWS = [
    page("account_login", STRANGERS_ONLY),
    # A consumer's only; who works here is offered to hand their screen over.
    page("account_signup", but(everyone(OK), CONSUMERS, DASHBOARD)),
    # From another browser, or before there is anything to confirm.
    page("accounts:sign_up_code", everyone(to("account_signup"))),
    page("accounts:sign_up_username", everyone(to("account_signup"))),
    verb("accounts:sign_up_send", everyone(to("account_signup"))),
    verb("accounts:sign_up_cancel", everyone(to("account_signup"))),
    Row(
        "accounts:sign_up_code",
        ONLY_TO_SIGN_UP,
        but(everyone(to("account_signup")), OUTSIDERS, DASHBOARD),
        when="with the code",
        given=signing_up(),
        data=lambda here: {"code": "PATG-IVES"},
    ),
    verb(
        "accounts:sign_up_send",
        but(everyone(to("account_signup")), OUTSIDERS, to("accounts:sign_up_code")),
        when="while the code is awaited",
        given=signing_up(),
    ),
    Row(
        "accounts:sign_up_username",
        ONLY_TO_SIGN_UP,
        but(everyone(to("account_signup")), OUTSIDERS, DASHBOARD),
        when="after the code",
        given=signing_up(confirmed_at=timezone.now()),
        data=lambda here: {"username": "another.name"},
    ),
    Row("account_logout", but(everyone(OK), OUTSIDERS, HOME), everyone(HOME)),
    page("account_inactive", everyone(OK), everyone(NO_SUCH_VERB)),
    page("account_reauthenticate", signed_in(OK)),
    page("account_email", signed_in(OK), signed_in(to("account_email"))),
    Row(
        "account_email",
        signed_in(OK),
        signed_in(to("account_email_verification_sent")),
        when="asking for another address",
        data=address_wanted,
        asks_again=("post",),
        writes=True,
    ),
    page(
        "account_email_verification_sent",
        but(everyone(to("account_email")), OUTSIDERS, to("account_login")),
    ),
    page(
        "account_email_verification_sent",
        everyone(OK),
        when=CODE_MAILED,
        given=address_unconfirmed,
        recently=True,
    ),
    page("account_confirm_password_reset_code", everyone(OK), when=CODE_MAILED, given=reset_asked),
    page(
        "account_confirm_password_reset_code",
        everyone(to("account_complete_password_reset")),
        when="the code was given",
        given=reset_code_given,
    ),
    page(
        "account_complete_password_reset",
        everyone(to("account_confirm_password_reset_code")),
        when=CODE_MAILED,
        given=reset_asked,
    ),
    page(
        "account_complete_password_reset",
        everyone(OK),
        when="the code was given",
        given=reset_code_given,
    ),
    page(
        "mfa_authenticate",
        but(everyone(OK), SIGNED_IN, DASHBOARD),
        when="the password was given",
        given=password_given,
    ),
    page("account_change_password", signed_in(OK)),
    Row(
        "account_change_password",
        signed_in(OK),
        signed_in(to("account_email")),
        when="with the old one",
        data=new_password,
        writes=True,
    ),
    page("account_set_password", signed_in(to("account_change_password"))),
    page("account_reset_password", everyone(OK)),
    page("account_confirm_login_code", MID_SIGN_IN),
    page("account_confirm_password_reset_code", everyone(to("account_login"))),
    page("account_complete_password_reset", everyone(to("account_reset_password"))),
    page("account_password_reset_completed", everyone(OK), everyone(NO_SUCH_VERB)),
    page("usersessions_list", signed_in(OK), signed_in(to("usersessions_list"))),
    # --- the second factor
    page("mfa_index", signed_in(OK), signed_in(NO_SUCH_VERB)),
    page("mfa_index", signed_in(OK), signed_in(NO_SUCH_VERB), when="all set up", given=all_factors),
    page("mfa_authenticate", MID_SIGN_IN),
    page("mfa_reauthenticate", signed_in(OK), when="all set up", given=all_factors),
    page("mfa_reauthenticate", signed_in(to("account_reauthenticate"))),
    page("mfa_activate_totp", signed_in(OK), asks_again=BOTH),
    page("mfa_deactivate_totp", signed_in(NOT_FOUND)),
    page(
        "mfa_deactivate_totp",
        signed_in(OK),
        signed_in(to("mfa_index")),
        when="all set up",
        given=all_factors,
        writes=True,
        asks_again=BOTH,
    ),
    page("mfa_view_recovery_codes", signed_in(NOT_FOUND), signed_in(NO_SUCH_VERB)),
    page(
        "mfa_view_recovery_codes",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="all set up",
        given=all_factors,
        asks_again=("get",),
        traces=SEEN,
    ),
    page("mfa_generate_recovery_codes", signed_in(OK), asks_again=BOTH),
    page(
        "mfa_generate_recovery_codes",
        signed_in(OK),
        signed_in(to("mfa_view_recovery_codes")),
        when="all set up",
        given=all_factors,
        writes=True,
        asks_again=BOTH,
    ),
    page("mfa_download_recovery_codes", signed_in(NOT_FOUND)),
    page(
        "mfa_download_recovery_codes",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="all set up",
        given=all_factors,
        asks_again=BOTH,
        traces=SEEN,
    ),
    page("mfa_list_webauthn", signed_in(OK), signed_in(NO_SUCH_VERB)),
    page(
        "mfa_list_webauthn",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="all set up",
        given=all_factors,
    ),
    page("mfa_add_webauthn", signed_in(OK), asks_again=BOTH),
    Row(
        "mfa_reauthenticate_webauthn",
        signed_in(OK),
        signed_in(to("account_login")),
        when="all set up",
        given=all_factors,
    ),
    page("mfa_login_webauthn", MID_SIGN_IN),
    page(
        "mfa_remove_webauthn",
        signed_in(OK),
        signed_in(to("mfa_list_webauthn")),
        when="one’s own",
        on=passkey_of("own"),
        asks_again=BOTH,
        writes=True,
    ),
    page(
        "mfa_remove_webauthn",
        signed_in(NOT_FOUND),
        when="somebody else’s",
        on=passkey_of("foreign"),
        asks_again=BOTH,
    ),
    page(
        "mfa_edit_webauthn",
        signed_in(OK),
        signed_in(to("mfa_list_webauthn")),
        when="one’s own",
        on=passkey_of("own"),
        asks_again=BOTH,
        data=lambda here: {"name": "Telephone"},
        writes=True,
    ),
    page(
        "mfa_edit_webauthn",
        signed_in(NOT_FOUND),
        when="somebody else’s",
        on=passkey_of("foreign"),
        asks_again=BOTH,
        data=lambda here: {"name": "Mine now"},
    ),
]
