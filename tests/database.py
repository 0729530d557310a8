"""A pytest plugin: what the tests' database may do that the portal's may not."""

from collections.abc import Iterator

import pytest

from tests import template
from tests.pristine import Pristine

# Those of clients: PostgreSQL's own cleaners end by themselves, and may not be ended by us.
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND backend_type = 'client backend'
"""


@pytest.fixture(autouse=True, scope="session")
def database_of_the_tests() -> Iterator[None]:
    """Brought back to what it was after a test that commits; both aliases used in any; all of it dropped."""
    from django.db import connections
    from django.db.backends.postgresql.creation import DatabaseCreation
    from django.test import TransactionTestCase

    create, destroy = DatabaseCreation.create_test_db, DatabaseCreation.destroy_test_db
    made: dict[str, Pristine] = {}

    def create_and_remember(self: DatabaseCreation, *args: object, **options: object) -> str:
        name = template.create(self, lambda: create(self, *args, **options))
        made[self.connection.alias] = Pristine(self.connection)
        return name

    def bring_back(self: TransactionTestCase) -> None:
        for alias in self._databases_names(include_mirrors=False):
            made[alias].bring_back()

    def close_and_destroy(self: DatabaseCreation, *args: object, **options: object) -> None:
        connections.close_all()  # Django closes the connection of one alias only
        with self._nodb_cursor() as cursor:  # … and a thread of the live server may hold its own
            cursor.execute(END_OTHERS, [self.connection.settings_dict["NAME"]])
        destroy(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "create_test_db", create_and_remember)
        patch.setattr(DatabaseCreation, "destroy_test_db", close_and_destroy)
        patch.setattr(TransactionTestCase, "_fixture_teardown", bring_back)
        # The limiter counts on an alias of its own: every test may use it.
        patch.setattr(TransactionTestCase, "databases", frozenset({"default", "autocommit"}))
        yield
