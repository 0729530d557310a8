"""The portal's own pages, and those for machines and for who builds it."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession

from tests import factories
from tests.matrix.rows import (
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Row,
    everyone,
    page,
    signed_in,
    to,
    verb,
)
from tests.matrix.world import Visit

BAD_LINK = ["MQ", "set-nothing"]


def welcome_link(here: Visit) -> list[str]:
    """Of somebody who was just invited; Django keeps the token in the session, not the address."""
    from accounts.workflows.people import welcome_path

    person = factories.UserFactory(password="!")
    uid, token = welcome_path(person).strip("/").split("/")[-2:]
    here.hold(_password_reset_token=token)
    return [uid, "set-password"]


def session_of(owner: str) -> Callable[[Visit], list[int]]:
    def make(here: Visit) -> list[int]:
        user = here.user if owner == "own" and here.user else here.somebody_else
        row = UserSession.objects.create(
            user=user, session_key="k" * 32, ip="127.0.0.1", user_agent="-"
        )
        return [row.pk]

    return make


ROWS = [
    page("portal:home", everyone(OK)),
    page("healthz", everyone(OK)),
    page("readyz", everyone(OK)),
    page("metrics", everyone(OK)),  # from this machine, as all these visits are
    page("dev_mail", everyone(OK)),
    page("dev_mail_detail", everyone(NOT_FOUND), when="no such mail", on=lambda here: ["none"]),
    page("dev_mail_html", everyone(NOT_FOUND), when="no such mail", on=lambda here: ["none"]),
    page("dev_style", everyone(OK)),
    page("dev_style_dialog", everyone(OK)),
    page("accounts:dashboard", signed_in(OK)),
    Row("accounts:session", signed_in(OK), signed_in(NO_SUCH_VERB)),
    verb("accounts:session_extend", signed_in(OK)),
    verb(
        "accounts:session_end",
        signed_in(to("usersessions_list")),
        when="one’s own",
        on=session_of("own"),
    ),
    Row(
        "accounts:session_end",
        signed_in(NO_SUCH_VERB),
        signed_in(NOT_FOUND),
        when="somebody else’s",
        on=session_of("foreign"),
    ),
    verb("accounts:sign_out_everywhere", signed_in(to("account_login"))),
    verb(
        "accounts:language",
        everyone(to("portal:home")),
        data=lambda here: {"language": "es"},
    ),
    verb("accounts:hand_over", signed_in(to("account_signup"))),
    page(
        "accounts:welcome", everyone(OK), when="a link that is not good", on=lambda here: BAD_LINK
    ),
    Row(
        "accounts:welcome",
        everyone(OK),
        everyone(to("account_login")),
        when="the link from the invitation",
        on=welcome_link,
        data=lambda here: {"new_password": factories.PASSWORD},
        writes=True,
    ),
]
