"""How often each page asks the database; a page that asks more than its budget fails."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.matrix.rows import Row
from tests.matrix.world import World, make, visit
from tests.walk import pages

pytestmark = pytest.mark.django_db
MOST = 12
BUDGETS = {"portal:home": 3, "accounts:dashboard": 6, "account_login": 1}


@pytest.fixture
def world() -> World:
    return make()


def count(world: World, person: str, row: Row) -> int:
    """Of the second GET: the first may begin something in the session."""
    with visit(world, person, row) as here:
        here.get()
        with (
            CaptureQueriesContext(connections["default"]) as asked,
            CaptureQueriesContext(connections["autocommit"]) as counted,
        ):
            here.get()
    queries = [*asked.captured_queries, *counted.captured_queries]
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize("person", pages.WALKERS)
def test_no_page_asks_the_database_too_often(world, person, record_property):
    counts = {str(row): count(world, person, row) for row in pages.of(person)}
    print(f"\n{person}:", counts)
    over = {
        page: f"{asked}, not {BUDGETS.get(page, MOST)}"
        for page, asked in counts.items()
        if asked > BUDGETS.get(page, MOST)
    }
    assert over == {}
