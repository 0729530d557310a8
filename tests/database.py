"""A pytest plugin: what the tests' database may do that the portal's may not."""

from collections.abc import Iterator

import pytest

TRIGGERS = """
SELECT format('ALTER TABLE %%s {} TRIGGER %%I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE tgname LIKE '%%\\_append\\_only' ORDER BY 1
"""

# Those of clients: PostgreSQL's own cleaners end by themselves, and may not be ended by us.
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND backend_type = 'client backend'
"""


@pytest.fixture(autouse=True, scope="session")
def database_of_the_tests() -> Iterator[None]:
    """Append-only tables can be flushed, both aliases used in any test, and all of it dropped.

    The triggers are off for the length of the transaction that empties the tables, no longer.
    """
    from django.db import connections
    from django.db.backends.postgresql.creation import DatabaseCreation
    from django.db.backends.postgresql.operations import DatabaseOperations
    from django.test import TransactionTestCase

    flush = DatabaseOperations.execute_sql_flush
    destroy = DatabaseCreation.destroy_test_db

    def flush_all(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(TRIGGERS.format("DISABLE"), ())
            off = [sql for (sql,) in cursor.fetchall()]
            cursor.execute(TRIGGERS.format("ENABLE ALWAYS"), ())
            on = [sql for (sql,) in cursor.fetchall()]
        flush(self, [*off, *sql_list, *on])

    def close_and_destroy(self: DatabaseCreation, *args: object, **options: object) -> None:
        connections.close_all()  # Django closes the connection of one alias only
        with self._nodb_cursor() as cursor:  # … and a thread of the live server may hold its own
            cursor.execute(END_OTHERS, [self.connection.settings_dict["NAME"]])
        destroy(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_all)
        patch.setattr(DatabaseCreation, "destroy_test_db", close_and_destroy)
        # The limiter counts on an alias of its own: every test may use it.
        patch.setattr(TransactionTestCase, "databases", frozenset({"default", "autocommit"}))
        yield
