"""A pytest plugin: the tests' own PostgreSQL and Valkey, and an environment that is always the same.

Loaded with ``-p`` so that it comes before pytest-django reads the settings. The servers lie under
``.local/test``, beside those of a running ``make run``; runs at the same time share them, each
with databases of its own. Workers of xdist inherit what the controller set.
"""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded import BASE_DIR, prepare_demo
from portal.embedded.errors import CannotStart
from portal.embedded.services import Service

LOCAL_DIR = BASE_DIR / ".local" / "test"
ENVIRONMENT = {
    "LOCAL_DIR": str(LOCAL_DIR),
    "ENV_FILE": os.devnull,
    "EMBEDDED_DURABLE": "0",  # nobody misses these rows after a power cut
    "DEMO": "1",
    "SITE_URL": "http://localhost",
    "SECRET_KEY": "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "CODE_KEYS": "1:" + bytes(range(32)).hex(),
    "NOTICE_KEYS": "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo=",
    "LC_ALL": "C.UTF-8",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright runs an event loop in the tests' thread
}
# What a caller may have set and no test should notice.
FOREIGN = re.compile(r"(?i)^(TZ|LANG|LANGUAGE|LC_.*|DJANGO_.*|.*_proxy|PORT)$")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        set_environment()
        try:
            services = prepare_demo(LOCAL_DIR)
        except CannotStart as refusal:
            raise pytest.UsageError(str(refusal)) from None
        early_config.add_cleanup(lambda: stop(services))
        use_own_database()
    return (yield)


def stop(services: list[Service]) -> None:
    """And see that they are gone, unless another run uses them."""
    for service in services:
        service.release()
    for service in services:
        service.wait_until_stopped(20)


def broker_of_its_own() -> str:
    """Where no other worker of xdist sends or takes jobs; nudges of most tests lie in number 0."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15 + 1
    return f"{os.environ['BROKER_URL'].rpartition('/')[0]}/{number}"


def set_environment() -> None:
    listed = re.findall(r"^#? ?([A-Z][A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.M)
    foreign = {name for name in os.environ if FOREIGN.match(name)}
    for name in foreign.union(listed, (f"{name}_FILE" for name in listed)):
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT)
    time.tzset()


def use_own_database() -> None:
    """Of this run's name; those that killed runs left behind are dropped.

    Its owner is no superuser, as in production, but may play the replica, to be refused there too.
    """
    import psycopg
    from psycopg import sql

    with psycopg.connect(
        os.environ["DATABASE_URL"], user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO portal")
        names = "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_run%'"
        for (name,) in connection.execute(names).fetchall():
            run = int(name.removeprefix("test_run").partition("_")[0])
            if not Path(f"/proc/{run}").exists():
                # A worker of that run may not have noticed yet that it is alone.
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(drop.format(sql.Identifier(name)))
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    os.environ["DATABASE_URL"] = f"{server}/run{os.getpid()}"
