"""What the portal asks of its database, and what machines may ask of the portal."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core import checks
from django.db.migrations.recorder import MigrationRecorder

from portal.checks import database_is_fit


class TestDatabase:
    @pytest.mark.django_db
    def test_of_the_tests_is_fit(self):
        assert database_is_fit(databases=["default", "autocommit"]) == []

    def test_is_checked_before_migrations(self):
        assert database_is_fit in checks.registry.registry.get_checks()
        assert checks.Tags.database in database_is_fit.tags

    @pytest.mark.parametrize(
        "locale", ["ENCODING 'UTF8' LOCALE 'C'", "ENCODING 'SQL_ASCII' LOCALE 'C'"]
    )
    def test_that_cannot_lower_an_accented_letter_is_refused(self, locale):
        server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        name = f"test_run{os.getpid()}_narrow"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            provider = "LOCALE_PROVIDER libc TEMPLATE template0"
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # of a killed run
            connection.execute(f"CREATE DATABASE {name} {provider} {locale}")
            try:
                done = subprocess.run(
                    [sys.executable, "manage.py", "migrate", "--no-input"],
                    cwd=settings.BASE_DIR,
                    env={
                        **os.environ,
                        "DATABASE_URL": f"{server}/{name}",
                        "DJANGO_SETTINGS_MODULE": "portal.settings",
                    },
                    capture_output=True,
                    text=True,
                )
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        assert done.returncode == 1
        assert "does not know letters such as É" in done.stderr
        assert "CREATE DATABASE portal TEMPLATE template0" in done.stderr


class TestHealthz:
    def test_needs_no_database(self, client):
        answer = client.get("/healthz")  # the tests' database is closed here
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
class TestReadyz:
    def test_is_ready_when_all_migrations_are_there(self, client):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (200, b"ready\n")

    def test_is_not_ready_while_a_migration_is_missing(self, client):
        MigrationRecorder.Migration.objects.filter(app="audit").latest("id").delete()
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert b"migrations are missing" in answer.content
