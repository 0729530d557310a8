"""Every address of the site, tried by everybody: what each gets, and that a refusal changes nothing."""

from collections import Counter

import pytest

from tests.matrix import addresses, fingerprint, people, table
from tests.matrix.rows import REFUSALS
from tests.matrix.world import Visit, World, answer, make, visit

pytestmark = pytest.mark.django_db
UNHANDLED = ["put", "patch", "delete"]
PEOPLE = sorted(people.EVERYONE)


@pytest.fixture
def world() -> World:
    return make()


def test_every_address_has_a_row():
    assert sorted(set(addresses.names()) - {row.name for row in table.ROWS}) == []


def test_every_row_has_an_address():
    assert sorted({row.name for row in table.ROWS} - set(addresses.names())) == []


def test_no_row_is_there_twice_and_each_names_everybody():
    assert [key for key, n in Counter(map(str, table.ROWS)).items() if n > 1] == []
    short = [
        str(row) for row in table.ROWS if not row.get.keys() == row.post.keys() == people.EVERYONE
    ]
    assert short == []


def problems(here: Visit, method: str) -> list[str]:
    """What is wrong with the answer, and with what it left in the database."""
    wanted = getattr(here.row, method)[here.person]
    before = fingerprint.take()
    try:
        got = answer(getattr(here, method)())
    except Exception as error:  # the walk goes on: the report tells all that is wrong
        return [f"{method.upper()} raised {error!r}"[:300]]
    changed = fingerprint.changes(before)
    found = [] if got == wanted else [f"{method.upper()} gave {got}, not {wanted}"]
    if changed and (method == "get" or got in REFUSALS):
        found.append(f"{method.upper()} gave {got} and changed {', '.join(changed)}")
    if not changed and method == "post" and here.row.writes and wanted not in REFUSALS:
        found.append(f"POST gave {got} and changed nothing: are the data good?")
    return found


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(world, person):
    wrong = []
    for row in table.ROWS:
        for method in ("get", "post"):
            with visit(world, person, row) as here:
                wrong += [f"{row}: {problem}" for problem in problems(here, method)]
    assert not wrong, "\n".join(wrong)
