"""What `migrate` and `check --database default` ask of the database before anything is built on it."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import OperationalError

POSTGRESQL_SINCE = 150_000


@register(Tags.database)
def database_is_fit(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """The server is new enough and knows letters beyond ASCII."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(
                    "SELECT lower('É'), current_setting('server_version_num')::int,"
                    " current_setting('server_encoding')"
                )
                lowered, version, encoding = cursor.fetchone()
        except OperationalError:
            continue  # whoever needs it says so better
        if lowered != "é" or encoding != "UTF8":
            problems.append(_not_utf8(alias))
        if version < POSTGRESQL_SINCE:
            problems.append(_too_old(alias, version))
    return problems


def _not_utf8(alias: str) -> Error:
    return Error(
        f"The database “{alias}” does not know letters such as É, so that names would not be found.",
        hint=(
            "Make a new one and name it in DATABASE_URL: CREATE DATABASE portal TEMPLATE template0 "
            "ENCODING 'UTF8' LOCALE 'C.UTF-8'."
        ),
        id="portal.E001",
    )


def _too_old(alias: str, version: int) -> Error:
    return Error(
        f"The database “{alias}” is PostgreSQL {version // 10_000}; the portal needs 15 or later.",
        hint="Name a newer server in DATABASE_URL.",
        id="portal.E002",
    )
