"""A pytest plugin: what the tests' database may do that the portal's may not."""

from collections.abc import Iterator

import pytest

TRIGGERS = """
SELECT format('ALTER TABLE %%s {} TRIGGER %%I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE tgname LIKE '%%\\_append\\_only' ORDER BY 1
"""


@pytest.fixture(autouse=True, scope="session")
def append_only_tables_can_be_flushed() -> Iterator[None]:
    """Switch the triggers off round the flush, in the transaction that empties the tables."""
    from django.db.backends.postgresql.operations import DatabaseOperations
    from django.test import TransactionTestCase

    flush = DatabaseOperations.execute_sql_flush

    def flush_all(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(TRIGGERS.format("DISABLE"), ())
            off = [sql for (sql,) in cursor.fetchall()]
            cursor.execute(TRIGGERS.format("ENABLE ALWAYS"), ())
            on = [sql for (sql,) in cursor.fetchall()]
        flush(self, [*off, *sql_list, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_all)
        # The limiter counts on an alias of its own: every test may use it.
        patch.setattr(TransactionTestCase, "databases", frozenset({"default", "autocommit"}))
        yield
