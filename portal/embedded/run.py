"""`make run`: the whole portal on this machine, as production runs it but for DEMO=1."""

import http.client
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from portal.embedded import BASE_DIR, local_dir, locks, prepare_demo, read_env_file
from portal.embedded.errors import CannotStart
from portal.embedded.ports import is_taken
from portal.embedded.processes import Processes
from portal.embedded.services import Service

PYTHON = sys.executable
ANSWERS_WITHIN = 60


class Stopped(Exception):
    """Ctrl-C, or the machine asks us to end."""


def run() -> int:
    """Start everything, say where it is, wait; the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    read_env_file()
    os.environ.setdefault("DEMO", "1")
    services: list[Service] = []
    processes = Processes(BASE_DIR)
    try:
        port = wanted_port()
        _only_one_at_a_time()
        _refuse_taken(port)
        print("Starting PostgreSQL and Valkey …", flush=True)
        services += prepare_demo(local_dir())
        greeting = _prepare_site()
        _forget_schedule()
        for name, command in commands(port).items():
            processes.start(name, command, os.environ)
        _wait_for_first_page(port, processes)
        print(f"\nThe portal is at {os.environ['SITE_URL']}\n\n{greeting}\nCtrl-C stops it.\n")
        sys.stdout.flush()
        _watch(processes, services)
    except Stopped:
        print("\nStopping …", flush=True)
        return 0
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    finally:
        _stop_all(processes, services)
    return 0


def commands(port: int) -> dict[str, list[str]]:
    """What production runs as well: see docker-compose.yml."""
    # As root it would advise against being root at every start.
    quiet = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [PYTHON, *quiet, "-m", "celery", "--app", "portal", "--quiet"]
    return {
        "web": [
            *[PYTHON, "-m", "granian", "--interface", "wsgi", "portal.wsgi:application"],
            *["--host", "127.0.0.1", "--port", str(port)],
            *["--workers", "2", "--blocking-threads", "1", "--workers-kill-timeout", "5"],
            *["--log-level", "warning"],
        ],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"],
    }


def wanted_port() -> int:
    said = os.environ.setdefault("PORT", "8000")
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise CannotStart(f"PORT is “{said}”: give a number, as in PORT=8010 make run.")
    return int(said)


def _only_one_at_a_time() -> None:
    folder = local_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if locks.take(folder / "run.lock", wait=0) is None:
        raise CannotStart(
            f"The portal runs already, with its data in {folder}: stop it first, or set LOCAL_DIR "
            "and PORT to run another."
        )


def _refuse_taken(port: int) -> None:
    if is_taken(port):
        raise CannotStart(
            f"Port {port} is taken by another program: choose another, as in "
            f"PORT={port + 10 if port < 65500 else 8010} make run."
        )


def _prepare_site() -> str:
    """What the demo data say of themselves."""
    print("Preparing the database and the demo …", flush=True)
    prepared = subprocess.run(
        [PYTHON, "-m", "portal.embedded", "site"], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    if prepared.returncode != 0:
        raise CannotStart("The database or the demo could not be prepared: see above.")
    return prepared.stdout


def _forget_schedule() -> None:
    """A beat that was killed may leave its notes torn, and would complain of them at length."""
    for notes in local_dir().glob("celerybeat-schedule*"):
        notes.unlink(missing_ok=True)


def _wait_for_first_page(port: int, processes: Processes) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    status = None
    while time.monotonic() < deadline:
        _refuse_ended(processes)
        status = _status_of_first_page(port)
        if status is not None and status < 500:
            return
        time.sleep(0.1)
    problem = "does not answer" if status is None else f"answers with status {status}"
    raise CannotStart(f"The portal {problem} at port {port}: see above what it says.")


def _status_of_first_page(port: int) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _watch(processes: Processes, services: list[Service]) -> None:
    while True:
        _refuse_ended(processes)
        for service in services:
            if not service.is_kept():
                raise CannotStart(f"{service.name} has ended: read {service.home / 'log'}.")
        time.sleep(0.5)


def _refuse_ended(processes: Processes) -> None:
    ended = processes.first_ended()
    if ended is not None:
        raise CannotStart(f"{ended} has ended, so everything stops: see above what it said.")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _stop_all(processes: Processes, services: list[Service]) -> None:
    def hurry(_number: int, _frame: FrameType | None) -> None:
        processes.kill()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hurry)
    processes.stop()
    for service in services:
        service.release()
    for service in services:
        service.wait_until_stopped(30)
