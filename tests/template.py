"""The tests' database: a copy of one that was migrated once, for as long as our code stays the same."""

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

# Whoever makes or copies holds this, among all runs on the tests' server.
LOCK = "SELECT pg_advisory_lock(hashtext('template of the tests'))"
OUTDATED = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' AND datname <> %s"
EXISTS = "SELECT 1 FROM pg_database WHERE datname = %s"


def create(creation: Any, make: Callable[[], str]) -> str:
    """Do as ``make`` does, which creates and migrates; or copy what an earlier one has made."""
    name, template = creation._get_test_db_name(), f"template_{_digest()}"
    with creation._nodb_cursor() as cursor:
        cursor.execute(LOCK)  # let go with the connection
        cursor.execute(EXISTS, [template])
        if cursor.fetchone():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            _use(creation.connection, name)
        else:
            _drop_outdated(cursor, template)
            make()
            creation.connection.close()  # nobody may be connected to what is copied
            cursor.execute(f'CREATE DATABASE "{template}" TEMPLATE "{name}"')
            creation.connection.ensure_connection()
    return name


def _use(connection: Any, name: str) -> None:
    from django.conf import settings

    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def _drop_outdated(cursor: Any, template: str) -> None:
    cursor.execute(OUTDATED, [template])
    for (outdated,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE "{outdated}"')


@cache
def _digest() -> str:
    """Of all that migrations and loaders of reference data may be made of."""
    seen = hashlib.sha256()
    for path in sorted(_sources()):
        seen.update(f"{path}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:32]


def _sources() -> Iterator[Path]:
    from django.apps import apps
    from django.conf import settings

    yield from [settings.BASE_DIR / "uv.lock", Path(__file__)]
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.is_relative_to(settings.BASE_DIR) and ".venv" not in folder.parts:
            files = (path for path in folder.rglob("*") if path.is_file())
            yield from (path for path in files if "__pycache__" not in path.parts)
