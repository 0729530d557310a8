"""What the database holds, in one query: which tables changed between two moments."""

from functools import cache

from django.apps import apps
from django.db import connection

# What a GET, and a refusal, may write: traces, sessions, counters.
MAY_CHANGE = {
    "audit_auditevent",
    "django_session",
    "limiter_attemptlog",
    "portal_cache",
    "usersessions_usersession",
}


@cache
def _query() -> str:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    assert tables > MAY_CHANGE - {"portal_cache"}, "an exception that is no table"
    return " UNION ALL ".join(
        f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0)) FROM \"{table}\" t"
        for table in sorted(tables - MAY_CHANGE)
    )


def take() -> dict[str, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(_query())
        return {table: facts for table, *facts in cursor.fetchall()}


def changes(before: dict[str, tuple]) -> list[str]:
    """The tables that no longer hold what they held."""
    return [table for table, facts in take().items() if facts != before[table]]
