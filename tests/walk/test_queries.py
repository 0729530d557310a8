"""Every page of every walker, before any script runs: how often it asks the database, at most its
budget; and that it is whole in Spanish, as the matrix sees in English.

`pytest -s` tells the counts of all.
"""

import pytest
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tests.matrix import people
from tests.matrix.rows import Row
from tests.matrix.world import Visit, World, visit
from tests.walk import markup, pages

pytestmark = pytest.mark.django_db
MOST = 12
# Tighter, by the budgets of speed. Session and user are two of each.
ANONYMOUS_PAGE = 1
BUDGETS = {
    "portal:home": 3,
    "accounts:dashboard": 6,
    "cases:my_case (full)": 13,  # one of each thing that can wait for its consumer
    "consent:my_delegation (left behind)": 14,  # and a whole search: three near them
    "account_change_password": 3,
    "account_signup": 3,
    "delegation:activation_start": 3,
    "finder:search": 4,
    "finder:search (some found)": 8,
    "finder:assister": 7,
    "usersessions_list": 4,
}


def count(here: Visit) -> tuple[int, HttpResponse]:
    with (
        CaptureQueriesContext(connections["default"]) as asked,
        CaptureQueriesContext(connections["autocommit"]) as counted,
    ):
        response = here.get()
    queries = [*asked.captured_queries, *counted.captured_queries]
    return sum("SAVEPOINT" not in query["sql"] for query in queries), response


def least(world: World, person: str, row: Row, language: str) -> tuple[int, list[str]]:
    """And what is wrong with the page. The first GET may begin something in the session: then the
    second is what counts."""
    with visit(world, person, row) as here:
        here.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        first, response = count(here)
        faults = markup.faults(row, response, language) if language == "es" else []
        return first if first <= budget(person, row) else count(here)[0], faults


def budget(person: str, row: Row) -> int:
    if person == people.ANONYMOUS and not (row.given or row.on or row.query):
        return ANONYMOUS_PAGE
    return BUDGETS.get(str(row), MOST)


@pytest.mark.parametrize("person", pages.WALKERS)
def test_no_page_asks_the_database_too_often_and_each_is_whole_in_spanish(world, person):
    """In Spanish the first walker who sees a page asks for it; in English the matrix looks at it."""
    new = set(pages.first_seen_by(person))
    seen = [
        (row, *least(world, person, row, "es" if row in new else "en")) for row in pages.of(person)
    ]
    print(f"\n{person}:", *(f"\n  {asked:2} {row}" for row, asked, _faults in seen))
    over = {
        str(row): f"{asked}, not {budget(person, row)}"
        for row, asked, _faults in seen
        if asked > budget(person, row)
    }
    assert over == {}
    bad = [f"{row}: {fault}" for row, _asked, faults in seen for fault in faults]
    assert not bad, "\n".join(bad)


def test_somebody_walks_every_page():
    """A role with pages of its own has to be one of the walkers."""
    seen = {str(row) for person in people.EVERYONE for row in pages.of(person)}
    walked = {str(row) for walker in pages.WALKERS for row in pages.first_seen_by(walker)}
    assert seen - walked == set()
