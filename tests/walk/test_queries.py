"""How often each page asks the database; a page that asks more than its budget fails.

`pytest -s` tells the counts of all.
"""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.matrix import people
from tests.matrix.rows import Row
from tests.matrix.world import Visit, World, visit
from tests.walk import pages

pytestmark = pytest.mark.django_db
MOST = 12
# Tighter, by the budgets of speed. Session and user are two of each.
ANONYMOUS_PAGE = 1
BUDGETS = {
    "portal:home": 3,
    "accounts:dashboard": 6,
    "consent:my_delegation (left behind)": 14,  # and a whole search: three near them
    "account_change_password": 3,
    "account_signup": 3,
    "delegation:activation_start": 3,
    "finder:search": 4,
    "finder:search (some found)": 8,
    "finder:assister": 7,
    "usersessions_list": 4,
}


def count(here: Visit) -> int:
    with (
        CaptureQueriesContext(connections["default"]) as asked,
        CaptureQueriesContext(connections["autocommit"]) as counted,
    ):
        here.get()
    queries = [*asked.captured_queries, *counted.captured_queries]
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def least(world: World, person: str, row: Row) -> int:
    """The first GET may begin something in the session: then the second is what counts."""
    with visit(world, person, row) as here:
        first = count(here)
        return first if first <= budget(person, row) else count(here)


def budget(person: str, row: Row) -> int:
    if person == people.ANONYMOUS and not (row.given or row.on or row.query):
        return ANONYMOUS_PAGE
    return BUDGETS.get(str(row), MOST)


@pytest.mark.parametrize("person", pages.WALKERS)
def test_no_page_asks_the_database_too_often(world, person):
    counts = [(row, least(world, person, row)) for row in pages.of(person)]
    print(f"\n{person}:", *(f"\n  {asked:2} {row}" for row, asked in counts))
    over = {
        str(row): f"{asked}, not {budget(person, row)}"
        for row, asked in counts
        if asked > budget(person, row)
    }
    assert over == {}
