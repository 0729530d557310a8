"""What the database holds, in one query: which tables changed between two moments."""

from functools import cache

from django.apps import apps
from django.db import connection, connections

# What a GET, and a refusal, may write: traces, sessions, counters.
MAY_CHANGE = {
    "audit_auditevent",
    "django_session",
    "limiter_attemptlog",
    "portal_cache",
    "usersessions_usersession",
}


@cache
def _tables() -> list[str]:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    assert tables > MAY_CHANGE - {"portal_cache"}, "an exception that is no table"
    return sorted(tables - MAY_CHANGE)


@cache
def _query() -> str:
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0)) FROM \"{table}\" t"
        for table in _tables()
    )


@cache
def _writes() -> str:
    tables = ", ".join(f"'{table}'::regclass" for table in _tables())
    return f"""
    SELECT sum(pg_stat_get_xact_tuples_inserted(t) + pg_stat_get_xact_tuples_updated(t)
               + pg_stat_get_xact_tuples_deleted(t))
    FROM unnest(ARRAY[{tables}]::oid[]) t
    """


def writes(using: str = "default") -> int:
    """How many rows this transaction has written so far, undone or not: PostgreSQL counts them."""
    with connections[using].cursor() as cursor:
        cursor.execute(_writes())
        return int(cursor.fetchone()[0])


def take() -> dict[str, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(_query())
        return {table: facts for table, *facts in cursor.fetchall()}


def changes(before: dict[str, tuple], after: dict[str, tuple]) -> list[str]:
    """The tables that no longer hold what they held."""
    return [table for table, facts in after.items() if facts != before[table]]
