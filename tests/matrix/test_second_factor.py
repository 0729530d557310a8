"""Where a second factor is forced: who has not given one gets what setting one up needs, and no more."""

import pytest

from accounts import roles
from tests.matrix import factors, people
from tests.matrix.people import ANONYMOUS
from tests.matrix.rows import ADMIN_DOOR, SIGN_IN, Row
from tests.matrix.test_matrix import walk
from tests.matrix.world import World, make

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
NOT_FORCED = [people.ANONYMOUS, people.CONSUMER]
SET_UP, CONFIRM = "302 mfa_index", "302 mfa_reauthenticate?next"


@pytest.fixture
def world(settings) -> World:
    settings.REQUIRE_MFA = True
    return make()


def is_open(row: Row, method: str) -> bool:
    """Anybody may see it, or it is needed to get further."""
    public = getattr(row, method)[ANONYMOUS] not in {SIGN_IN, ADMIN_DOOR}
    return public or row.name in OPEN or row.name.startswith("mfa_")


@pytest.mark.parametrize("person", NOT_FORCED)
def test_nothing_changes_for_who_is_only_offered_one(world, person):
    wrong = walk(world, person, lambda row, _method: row.get[person], GET)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", FORCED)
def test_who_has_none_is_sent_to_set_one_up(world, person):
    def wanted(row: Row, method: str) -> str | None:
        if row.name.startswith("mfa_") or row.recently:
            return None  # tried below
        return getattr(row, method)[person] if is_open(row, method) else SET_UP

    wrong = walk(world, person, wanted)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", [people.ASSISTER, roles.CERTIFICATION_DESK])
def test_who_did_not_give_theirs_is_asked_for_it(world, person):
    factors.add_all(world.users[person])

    def wanted(row: Row, method: str) -> str | None:
        return CONFIRM if not is_open(row, method) else None

    wrong = walk(world, person, wanted)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", [people.ASSISTER, roles.ADMINISTRATORS])
def test_who_gave_theirs_works_as_the_table_says(world, person):
    world.sign_in(person, method="mfa")

    wrong = walk(world, person, lambda row, _method: row.get[person], GET)
    assert not wrong, "\n".join(wrong)
