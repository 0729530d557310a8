"""What `migrate` and `check` ask of the database, and `check --deploy` of headers and cookies.

Secrets and addresses are looked at earlier, when the settings are read: portal.keys, portal.addresses.
"""

from collections.abc import Callable, Sequence
from typing import Any

from csp.constants import NONE, SELF
from django.conf import settings
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


TWO_YEARS = 730 * 24 * 60 * 60
# What `check --deploy` compares; the reasons stand in docs/operations.md.
HARDENED: dict[str, Callable[[Any], bool]] = {
    "DEBUG": lambda value: value is False,
    "SECURE_HSTS_SECONDS": lambda value: value >= TWO_YEARS,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": bool,
    "SECURE_SSL_REDIRECT": bool,
    "SECURE_REFERRER_POLICY": lambda value: value == "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": lambda value: value == "same-origin",
    "X_FRAME_OPTIONS": lambda value: value == "DENY",
    "SESSION_COOKIE_SECURE": bool,
    "SESSION_COOKIE_HTTPONLY": bool,
    "SESSION_COOKIE_SAMESITE": lambda value: value in {"Lax", "Strict"},
    "SESSION_COOKIE_NAME": lambda value: value.startswith("__Host-"),
    "SESSION_COOKIE_DOMAIN": lambda value: value is None,
    "CSRF_COOKIE_SECURE": bool,
    "CSRF_COOKIE_HTTPONLY": bool,
    "CSRF_COOKIE_SAMESITE": lambda value: value in {"Lax", "Strict"},
    "CSRF_COOKIE_NAME": lambda value: value.startswith("__Host-"),
    "LANGUAGE_COOKIE_SECURE": bool,
    "LANGUAGE_COOKIE_HTTPONLY": bool,
    "LANGUAGE_COOKIE_NAME": lambda value: value.startswith("__Host-"),
    "CONTENT_SECURITY_POLICY": lambda value: is_strict(value["DIRECTIVES"]),
    "REQUIRE_MFA": bool,
}


@register(Tags.security, deploy=True)
def web_is_hardened(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Headers and cookies are as they were decided, whatever somebody tries out in the settings."""
    loose = [name for name, is_right in HARDENED.items() if not is_right(getattr(settings, name))]
    return [
        Error(
            f"{name} is weaker than production needs.",
            hint="See “Checks” in docs/operations.md.",
            id="portal.E003",
        )
        for name in loose
    ]


def is_strict(directives: dict[str, list[str]]) -> bool:
    """Nothing but what is ours, nowhere inline, in nobody's frame."""
    sources = {source for listed in directives.values() for source in listed}
    closed = ("default-src", "frame-ancestors", "base-uri")
    return sources <= {NONE, SELF, "data:"} and all(directives.get(it) == [NONE] for it in closed)
