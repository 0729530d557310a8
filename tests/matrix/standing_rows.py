"""Where assisters stand, their badges, and the check of a badge that anybody can make."""

from tests import factories
from tests.matrix import people
from tests.matrix.people import ASSISTERS
from tests.matrix.rows import FORBIDDEN, NO_SUCH_VERB, NOT_FOUND, OK, Row, but, everyone, signed_in
from tests.matrix.world import Visit

MAY_NOT = signed_in(FORBIDDEN)
NO_POST = signed_in(NO_SUCH_VERB)


def a_badge(here: Visit) -> list[object]:
    return [here.world.users[people.ASSISTER].assister.badges.get().pk]


def a_bad_badge(here: Visit) -> list[object]:
    return [factories.AssisterFactory(suspended=True).badges.get().pk]


ROWS = [
    # What those read to whom something is missing: tests/accounts/test_standing_pages.py.
    Row("accounts:standing", but(MAY_NOT, ASSISTERS, OK), NO_POST),
    Row("accounts:own_badge", but(MAY_NOT, ASSISTERS, OK), NO_POST),
    Row("accounts:badge_check", everyone(OK), everyone(NO_SUCH_VERB), on=a_badge),
    Row(
        "accounts:badge_check",
        everyone(OK),
        everyone(NO_SUCH_VERB),
        when="not valid",
        on=a_bad_badge,
    ),
    Row(
        "accounts:badge_check",
        everyone(NOT_FOUND),
        everyone(NO_SUCH_VERB),
        when="of none",
        on=lambda _here: ["00000000-0000-4000-8000-000000000000"],
    ),
]
