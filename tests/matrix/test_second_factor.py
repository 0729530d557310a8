"""Where a second factor is forced: who has not given one gets what setting one up needs, and no more."""

import pytest

from accounts import roles
from tests.matrix import draw, factors, people
from tests.matrix.people import ANONYMOUS
from tests.matrix.rows import ADMIN_DOOR, SIGN_IN, Row
from tests.matrix.test_matrix import walk

pytestmark = pytest.mark.django_db

GET = ("get",)
# Apart from mfa_… and what anybody may see.
OPEN = {
    "account_email_verification_sent",
    "account_logout",
    "account_reauthenticate",
    "accounts:language",
    "accounts:session",
    "accounts:session_extend",
}
FORCED = [
    people.ASSISTER,
    people.CONTACT,
    people.NO_ROLE,
    roles.CERTIFICATION_DESK,
    roles.ADMINISTRATORS,
    roles.AUDITORS,
]
WITH_ONE = [people.ASSISTER, roles.CERTIFICATION_DESK, roles.ADMINISTRATORS]
NOT_FORCED = [people.ANONYMOUS, people.CONSUMER]
SET_UP, CONFIRM = "302 mfa_index", "302 mfa_reauthenticate?next"


@pytest.fixture(autouse=True)
def forced(settings) -> None:
    settings.REQUIRE_MFA = True


def is_open(row: Row, method: str) -> bool:
    """Anybody may see it, or it is needed to get further."""
    public = getattr(row, method)[ANONYMOUS] not in {SIGN_IN, ADMIN_DOOR}
    return public or row.name in OPEN or row.name.startswith("mfa_")


# Who is asked depends on the person alone, and where on the address alone: each address is tried by
# one of them.


@pytest.mark.parametrize("person", NOT_FORCED)
def test_nothing_changes_for_who_is_only_offered_one(world, person):
    def wanted(row: Row, _method: str) -> str | None:
        return row.get[person] if draw.drawn(row, NOT_FORCED) == person else None

    wrong = walk(world, person, wanted, GET)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", FORCED)
def test_who_has_none_is_sent_to_set_one_up(world, person):
    def wanted(row: Row, method: str) -> str | None:
        if row.name.startswith("mfa_") or row.recently or draw.drawn(row, FORCED) != person:
            return None  # those are tried below
        return getattr(row, method)[person] if is_open(row, method) else SET_UP

    wrong = walk(world, person, wanted)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", WITH_ONE)
def test_who_did_not_give_theirs_is_asked_for_it(world, person):
    factors.add_all(world.users[person])

    def wanted(row: Row, method: str) -> str | None:
        if is_open(row, method) or draw.drawn(row, WITH_ONE) != person:
            return None
        return CONFIRM

    wrong = walk(world, person, wanted)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", WITH_ONE)
def test_who_gave_theirs_works_as_the_table_says(world, person):
    world.sign_in(person, method="mfa")

    def wanted(row: Row, _method: str) -> str | None:
        return row.get[person] if draw.drawn(row, WITH_ONE) == person else None

    wrong = walk(world, person, wanted, GET)
    assert not wrong, "\n".join(wrong)
