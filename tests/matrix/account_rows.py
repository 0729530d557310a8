"""Signing in and up, the second factor, sessions, one's own account: allauth's pages."""


from tests import factories
from tests.matrix import factors
from tests.matrix.people import CONSUMERS, OUTSIDERS, SIGNED_IN
from tests.matrix.rows import (
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    SIGN_IN,
    Row,
    but,
    everyone,
    page,
    signed_in,
    to,
)
from tests.matrix.world import Visit

DASHBOARD, HOME = to("accounts:dashboard"), to("portal:home")
# Pages for who has not signed in yet send everybody else on.
STRANGERS_ONLY = but(everyone(OK), SIGNED_IN, DASHBOARD)
# Pages between the password and the session.
MID_SIGN_IN = but(everyone(to("account_login")), SIGNED_IN, DASHBOARD)


def passkey_of(owner: str):
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


ROWS = [
    page("account_login", STRANGERS_ONLY),
    # A consumer's only; who works here is offered to hand their screen over.
    page("account_signup", but(everyone(OK), CONSUMERS, DASHBOARD)),
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
        writes=True,
    ),
    page("account_email_verification_sent", but(everyone(to("account_email")), OUTSIDERS, SIGN_IN)),
    page("account_change_password", signed_in(OK)),
    Row(
        "account_change_password",
        signed_in(OK),
        signed_in(DASHBOARD),
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
    page("mfa_reauthenticate", signed_in(OK)),
    page("mfa_activate_totp", signed_in(OK)),
    page("mfa_deactivate_totp", signed_in(NOT_FOUND)),
    page(
        "mfa_deactivate_totp",
        signed_in(OK),
        signed_in(to("mfa_index")),
        when="all set up",
        given=all_factors,
        writes=True,
    ),
    page("mfa_view_recovery_codes", signed_in(NOT_FOUND), signed_in(NO_SUCH_VERB)),
    page(
        "mfa_view_recovery_codes",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="all set up",
        given=all_factors,
    ),
    page("mfa_generate_recovery_codes", signed_in(OK)),
    page(
        "mfa_generate_recovery_codes",
        signed_in(OK),
        signed_in(to("mfa_view_recovery_codes")),
        when="all set up",
        given=all_factors,
        writes=True,
    ),
    page("mfa_download_recovery_codes", signed_in(NOT_FOUND)),
    page(
        "mfa_download_recovery_codes",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="all set up",
        given=all_factors,
    ),
    page("mfa_list_webauthn", signed_in(OK), signed_in(NO_SUCH_VERB)),
    page(
        "mfa_list_webauthn",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="all set up",
        given=all_factors,
    ),
    page("mfa_add_webauthn", signed_in(OK)),
    page("mfa_reauthenticate_webauthn", signed_in(OK), when="all set up", given=all_factors),
    page("mfa_login_webauthn", MID_SIGN_IN),
    page(
        "mfa_remove_webauthn",
        signed_in(OK),
        signed_in(to("mfa_list_webauthn")),
        when="one’s own",
        on=passkey_of("own"),
        writes=True,
    ),
    page(
        "mfa_remove_webauthn",
        signed_in(NOT_FOUND),
        when="somebody else’s",
        on=passkey_of("foreign"),
    ),
    page(
        "mfa_edit_webauthn",
        signed_in(OK),
        signed_in(to("mfa_list_webauthn")),
        when="one’s own",
        on=passkey_of("own"),
        data=lambda here: {"name": "Telephone"},
        writes=True,
    ),
    page(
        "mfa_edit_webauthn",
        signed_in(NOT_FOUND),
        when="somebody else’s",
        on=passkey_of("foreign"),
        data=lambda here: {"name": "Mine now"},
    ),
]
