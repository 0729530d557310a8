"""Every address of the site, tried by everybody: what each gets, and that a refusal changes nothing."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from accounts import roles
from audit.models import AuditEvent
from tests.matrix import addresses, draw, fingerprint, people, table
from tests.matrix.rows import (
    ADMIN_DOOR,
    FORBIDDEN,
    NO_SUCH_VERB,
    OK,
    REAUTHENTICATE,
    REFUSALS,
    Row,
)
from tests.matrix.world import Visit, World, visit
from tests.matrix.world import answer as answer_of
from tests.walk import markup, pages

pytestmark = pytest.mark.django_db
BOTH = ("get", "post")
UNHANDLED = ("put", "patch", "delete")
# Signed in, where anybody signed in may post there.
POSTERS = [
    people.CONSUMER,
    people.ASSISTER,
    roles.CERTIFICATION_DESK,
    roles.MATERIALS_DESK,
    roles.ADMINISTRATORS,
    roles.SUPERVISORS,
    people.ANONYMOUS,
]
# The accounts' own pages, and what takes many people's data along.
EXPORTS = (
    "admin:audit_auditevent_export",
    "admin:collateral_order_export",
    "admin:collateral_order_use_export",
    "admin:training_trainee_export",
    "accesscodes:call_export",
    "casework:book_export",
)
ASKING = ("account_", "mfa_", *EXPORTS)
# Said before anybody is asked again.
NOT_LET_IN = {ADMIN_DOOR, FORBIDDEN}
# Refused by a rule or a limit; what one must not know of is not there, and a sign-in is offered.
NO = {FORBIDDEN, "429"}
Wanted = Callable[[Row, str], str | None]
PEOPLE = sorted(people.EVERYONE)


def test_every_address_has_a_row():
    assert sorted(set(addresses.names()) - {row.name for row in table.ROWS}) == []


def test_every_row_has_an_address():
    assert sorted({row.name for row in table.ROWS} - set(addresses.names())) == []


def test_only_these_pages_ask_again():
    """Others would have to be tried below as well."""
    asking = [row.name for row in table.ROWS if row.asks_again]
    assert [name for name in asking if not name.startswith(ASKING)] == []


def test_no_row_is_there_twice_and_each_names_everybody():
    assert [key for key, n in Counter(map(str, table.ROWS)).items() if n > 1] == []
    short = [
        str(row) for row in table.ROWS if not row.get.keys() == row.post.keys() == people.EVERYONE
    ]
    assert short == []


def problems(here: Visit, method: str, wanted: str) -> list[str]:
    """What is wrong with the answer, and with what it left in the database."""
    written = fingerprint.writes()
    try:
        response = getattr(here, method)()
        got = answer_of(response)
    except Exception as error:  # the walk goes on: the report tells all that is wrong
        return [f"{method.upper()} raised {error!r}"[:300]]
    has_written = fingerprint.writes() != written
    silent = (has_written or must_be_noted(here, got)) and left_no_event(response)
    changed = changes(here) if has_written else []
    allowed = method == "post" and wanted == here.row.post[here.person] and wanted not in REFUSALS
    found = [] if got == wanted else [f"{method.upper()} gave {got}, not {wanted}"]
    if changed and (not allowed or got in REFUSALS):
        found.append(f"{method.upper()} gave {got} and changed {', '.join(changed)}")
    if not changed and allowed and here.row.writes:
        found.append(f"POST gave {got} and changed nothing: are the data good?")
    if silent and (changed or must_be_noted(here, got)):
        found.append(f"{method.upper()} gave {got} and left no event in the trail")
    if got == OK and method == "get" and here.row.name not in pages.NO_PAGES:
        found += markup.faults(here.row, response, "en")
    return found


def must_be_noted(here: Visit, got: str) -> bool:
    """Of a visitor's form without a token nothing is: it could fill the trail."""
    return got in NO and here.person not in people.OUTSIDERS


def left_no_event(response: HttpResponse) -> bool:
    return not AuditEvent.objects.filter(request_id=response["X-Request-ID"]).exists()


def changes(here: Visit) -> list[str]:
    """What was written may be what was there."""
    after = fingerprint.take()
    here.undo()
    before = fingerprint.take()
    return [t for t in fingerprint.changes(before, after) if t not in here.row.traces]


def walk(world: World, person: str, wanted: Wanted, methods=BOTH) -> list[str]:
    """Of all rows together, so that one report tells everything; None is not tried."""
    wrong = []
    for row in table.ROWS:
        asked = {method: wanted(row, method) for method in methods}
        tried = {method: answer for method, answer in asked.items() if answer is not None}
        if not tried:
            continue
        with visit(world, person, row) as here:
            for method, answer in tried.items():
                wrong += [f"{row}: {problem}" for problem in problems(here, method, answer)]
                here.undo()
    return wrong


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(world, person):
    """And each page that they get is whole."""

    def wanted(row: Row, method: str) -> str | None:
        return getattr(row, method)[person] if person in draw.triers(row) else None

    wrong = walk(world, person, wanted)
    assert not wrong, "\n".join(wrong)


def test_everybody_tries_a_share_of_what_is_open_to_all():
    tried = Counter(person for row in table.ROWS for person in draw.triers(row))
    assert min(tried[person] for person in PEOPLE) > len(table.ROWS) / 5


def test_a_suspended_person_is_nobody():
    odd = [
        str(row)
        for row in table.ROWS
        for said in (row.get, row.post)
        if said[people.SWITCHED_OFF] != said[people.ANONYMOUS]
    ]
    assert odd == []


@pytest.mark.parametrize(
    "person",
    [people.CONSUMER, people.ASSISTER, roles.AUDITORS, roles.MATERIALS_DESK, roles.SUPERVISORS],
)
def test_who_signed_in_long_ago_must_confirm_what_matters(world, person):
    world.sign_in(person, confirmed_ago=301)

    def wanted(row: Row, method: str) -> str | None:
        if row.recently or not row.name.startswith(ASKING):
            return None
        said = getattr(row, method)[person]
        return REAUTHENTICATE if method in row.asks_again and said not in NOT_LET_IN else said

    wrong = walk(world, person, wanted)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", [people.ANONYMOUS, roles.ADMINISTRATORS])
def test_no_address_knows_another_verb(world, person):
    wrong = walk(world, person, lambda _row, _method: NO_SUCH_VERB, methods=UNHANDLED)
    assert not wrong, "\n".join(wrong)


def test_every_post_needs_a_token(world):
    """Of whoever may post there; without it nothing is changed."""
    wrong, tried = [], set()
    for row in table.ROWS:
        person = next((who for who in POSTERS if row.post[who] not in REFUSALS), None)
        if person is None:
            continue
        tried.add(row.name)
        with visit(world, person, row) as here:
            here.client.handler.enforce_csrf_checks = True
            wrong += [f"{row}: {problem}" for problem in problems(here, "post", FORBIDDEN)]
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 50
