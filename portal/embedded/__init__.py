"""The services of the demo and the tests: a private PostgreSQL and a private Valkey.

Production sets DATABASE_URL and BROKER_URL, and nothing in here is needed then.
"""

import atexit
import os
import sys
from pathlib import Path

from portal.embedded.errors import CannotStart
from portal.embedded.services import BASE_DIR, Service

VARIABLES = {"postgres": "DATABASE_URL", "valkey": "BROKER_URL"}


def prepare_environment() -> list[Service]:
    """Set what is unset and the demo needs; ends the process with a sentence when it cannot."""
    read_env_file()
    if not _is_given("DATABASE_URL"):
        os.environ.setdefault("DEMO", "1")
    if os.environ.get("DEMO", "").lower() not in {"1", "true", "yes", "on"}:
        return []
    try:
        services = prepare_demo(local_dir())
    except CannotStart as refusal:
        sys.exit(str(refusal))
    for service in services:
        atexit.register(service.release)
    return services


def prepare_demo(folder: Path) -> list[Service]:
    """Secrets, address and services of the demo, each unless it is set already."""
    from portal.embedded.keeper import explain
    from portal.embedded.keys import demo_keys

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, value in demo_keys(folder).items():
            if name.isupper() and not _is_given(name):
                os.environ[name] = value
        os.environ.setdefault("SITE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")
        missing = [name for name, variable in VARIABLES.items() if not _is_given(variable)]
        services = [Service(name, folder) for name in missing]
        for service in services:
            service.begin()
        for service in services:
            os.environ[VARIABLES[service.name]] = service.finish()
    except OSError as error:
        raise CannotStart(explain(error, folder)) from error
    return services


def local_dir() -> Path:
    return Path(os.environ.get("LOCAL_DIR") or BASE_DIR / ".local").resolve()


def read_env_file() -> None:
    """`.env`, or the file that ENV_FILE names; what is set already wins."""
    import environ

    path = Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")
    if path.exists():
        environ.Env.read_env(path)


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))
