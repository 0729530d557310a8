"""A database as its migrations left it, and how to get back there after a test that commits.

Django empties all tables and has the reference data loaded anew; here only what has changed is
emptied, and filled with what it held.
"""

from typing import Any

# Above this a table is emptied as a whole, with whatever refers to it.
MANY_ROWS = 1_000

TRIGGERS = """
SELECT format('ALTER TABLE %%s {} TRIGGER %%I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE tgname LIKE '%%\\_append\\_only' AND tgrelid = ANY(%s::regclass[]) ORDER BY 1
"""
REFERRING = """
WITH RECURSIVE found AS (
    SELECT unnest(%s::regclass[])::oid AS id
    UNION SELECT conrelid FROM pg_constraint JOIN found ON confrelid = id WHERE contype = 'f'
) SELECT id::regclass::text FROM found
"""


class Pristine:
    """What a new database holds: its rows, and of each table a mark that any change of it changes."""

    def __init__(self, connection: Any) -> None:
        self.alias = connection.alias
        with connection.cursor() as cursor:
            self.tables = connection.introspection.django_table_names(include_views=False)
            self.marks = self._marks(cursor, self.tables)
            self.rows = {table: self._read(cursor, table) for table in self._filled()}

    def bring_back(self) -> None:
        """By the connection of this moment: a browser's event loop gives its tests another one."""
        from django.db import connections, transaction

        with transaction.atomic(using=self.alias), connections[self.alias].cursor() as cursor:
            marks = self._marks(cursor, self.tables)
            changed = {table for table in self.tables if marks[table] != self.marks[table]}
            if not changed:
                return
            large = [table for table in changed if marks[table][0] > MANY_ROWS]
            changed |= self._empty_large(cursor, large)
            self._refill(cursor, changed)
            self.marks.update(self._marks(cursor, changed))

    def _filled(self) -> list[str]:
        return [table for table, (rows, _newest) in self.marks.items() if rows]

    def _marks(self, cursor: Any, tables: Any) -> dict[str, tuple]:
        """How many rows, and the transaction that wrote the newest."""
        one = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM \"{0}\""
        cursor.execute(" UNION ALL ".join(one.format(table) for table in sorted(tables)))
        return {table: tuple(facts) for table, *facts in cursor.fetchall()}

    def _read(self, cursor: Any, table: str) -> bytes:
        with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
            return b"".join(rows)

    def _empty_large(self, cursor: Any, tables: list[str]) -> set[str]:
        if not tables:
            return set()
        cursor.execute(REFERRING, [tables])
        emptied = {table for (table,) in cursor.fetchall()}
        with _AppendOnlyOff(cursor, emptied):
            cursor.execute(f"TRUNCATE {', '.join(emptied)}")
        return emptied

    def _refill(self, cursor: Any, tables: set[str]) -> None:
        """In any order: whether rows refer to some that are there is looked at in the end."""
        with _AppendOnlyOff(cursor, tables):
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')
            for table in tables & self.rows.keys():
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(self.rows[table])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class _AppendOnlyOff:
    """For the length of the block the triggers are off that let these tables only grow."""

    def __init__(self, cursor: Any, tables: set[str]) -> None:
        self.cursor, self.tables = cursor, sorted(tables)

    def __enter__(self) -> None:
        self._switch("DISABLE")

    def __exit__(self, *_error: object) -> None:
        if not any(_error):
            self._switch("ENABLE ALWAYS")

    def _switch(self, how: str) -> None:
        self.cursor.execute(TRIGGERS.format(how), [self.tables])
        for (statement,) in self.cursor.fetchall():
            self.cursor.execute(statement)
