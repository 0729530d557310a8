"""What the role of the web, the workers and beat may do in a database that belongs to another role.

All that the portal's work needs and nothing else: rows of its tables, but of the append-only ones
only new rows; no table is made, changed, emptied or dropped, and no trigger switched off.
"""

from django.db import connection, transaction
from psycopg import sql

# Only migrations write it.
READ_ONLY = {"django_migrations"}

TABLES = """
SELECT c.relname, EXISTS (
    SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_append_only'
)
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""
# A superuser or a member of the owner's role passes every grant by; so does who owns a table.
POWERS = """
SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER')
    OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
FROM pg_roles r WHERE rolname = %s
"""


class CannotGrant(Exception):
    """The role would have too much, or is not there."""


@transaction.atomic
def grant(role: str, password: str) -> None:
    """Give the role what it needs and take all else. Raises CannotGrant.

    A role that is missing is made with the password, if the owner may make roles.
    """
    _make_sure_of(role, password)
    name = sql.Identifier(role)
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ):
        _run(sql.SQL(statement).format(role=name))
    for table, append_only in _fetch(TABLES):
        _run(
            sql.SQL("GRANT {rights} ON {table} TO {role}").format(
                rights=sql.SQL(_rights(table, append_only)), table=sql.Identifier(table), role=name
            )
        )


def _rights(table: str, append_only: bool) -> str:
    if table in READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"


def _make_sure_of(role: str, password: str) -> None:
    found = _fetch(POWERS, role)
    if not found:
        _make(role, password)
    elif found[0][0]:
        raise CannotGrant(
            f"The role “{role}” owns tables here, or may act as their owner: name another role in "
            "DATABASE_URL than in MIGRATE_DATABASE_URL."
        )


def _make(role: str, password: str) -> None:
    may = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    if not _fetch(may)[0][0]:
        raise CannotGrant(
            f"There is no role “{role}”, and this owner may make none. "
            f"As a superuser: CREATE ROLE {role} LOGIN PASSWORD '…'"
        )
    _run(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def _run(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _fetch(statement: str, *params: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()
