"""Whom a service runs as, and how it reaches its files.

PostgreSQL refuses to run as root, and root's folders are closed to everyone else. So when we are
root, the service runs as an ordinary user without any privilege, and reaches its own folder through
an open descriptor that it inherits (``/proc/self/fd/N``): the folders above need not be opened.
"""

import contextlib
import os
import pwd
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from portal.embedded.errors import CannotStart

# The first that the machine knows. Neither may own anything that the service could harm.
CANDIDATES = ("postgres", "nobody")
OPEN_TO_ALL = stat.S_IROTH | stat.S_IXOTH


class Account:
    """Runs programs as the right user, with ``folder`` within their reach."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.user = _ordinary_user(folder) if os.geteuid() == 0 else None
        self._descriptor: int | None = None
        if self.user is not None:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
            self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def path(self, name: str) -> str:
        """How the service itself names a file of its folder."""
        if self._descriptor is None:
            return str(self.folder / name)
        return f"/proc/self/fd/{self._descriptor}/{name}"

    def give(self, name: str, text: str) -> None:
        """Put a file into the folder that only the service can read."""
        descriptor = os.open(
            self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600
        )
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            if self.user is not None:
                os.fchown(descriptor, self.user.pw_uid, self.user.pw_gid)

    def can_run(self, program: Path) -> bool:
        if self.user is None:
            return os.access(program, os.X_OK)
        return all(
            place.stat().st_mode & OPEN_TO_ALL == OPEN_TO_ALL
            for place in [program, *program.resolve().parents]
        )

    def start(
        self,
        command: Sequence[str],
        *,
        log: IO[bytes],
        stdin: int = subprocess.DEVNULL,
        dies_with_us: signal.Signals,
    ) -> subprocess.Popen[bytes]:
        """The running service. When this process is killed, the kernel sends ``dies_with_us``."""
        options: dict[str, Any] = {}
        if self.user is not None:
            options = {
                "user": self.user.pw_uid,
                "group": self.user.pw_gid,
                "extra_groups": [],
                "pass_fds": [self._descriptor],
            }
        try:
            return subprocess.Popen(
                command,
                stdin=stdin,
                stdout=log,
                stderr=log,
                cwd="/",
                env=plain_environment(),
                start_new_session=True,
                preexec_fn=parent_death(dies_with_us),
                **options,
            )
        except PermissionError as error:
            raise CannotStart(
                f"This machine does not let {Path(command[0]).name} run as another user: "
                "set DATABASE_URL and BROKER_URL, or run as an ordinary user."
            ) from error


def plain_environment() -> Mapping[str, str]:
    """The caller's language and secrets are no business of a service's."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def parent_death(number: signal.Signals) -> Callable[[], None] | None:
    """For ``preexec_fn``: have the kernel signal the child when its parent dies."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    set_parent_death_signal = 1
    return lambda: prctl(set_parent_death_signal, int(number))


def _ordinary_user(folder: Path) -> pwd.struct_passwd:
    """Who owns the data already, else the first candidate."""
    if not Path("/proc/self/fd").exists():
        raise CannotStart(
            "PostgreSQL does not run as root: set DATABASE_URL and BROKER_URL, "
            "or run as an ordinary user."
        )
    owner = folder.stat().st_uid
    for known in pwd.getpwall():
        if known.pw_uid == owner != 0:
            return known
    for name in CANDIDATES:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine has no user 'nobody': "
        "set DATABASE_URL and BROKER_URL, or run as an ordinary user."
    )
