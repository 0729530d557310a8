"""Finding or starting the embedded services, and letting them go."""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from portal.embedded import locks
from portal.embedded.errors import CannotStart

BASE_DIR = Path(__file__).resolve().parent.parent.parent
START_TIMEOUT = 90


class Service:
    """One of the services, from its user's side."""

    def __init__(self, name: str, local_dir: Path) -> None:
        self.name = name
        self.local_dir = local_dir
        self.home = local_dir / name
        self._use: int | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        self._answers: int | None = None

    def begin(self) -> None:
        """Find it, or have it start; ``finish`` must follow. Others who come meanwhile wait."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mutex = locks.take(self.home / "start.lock")
        # Waits for a keeper that is just stopping.
        self._use = locks.take(self.home / "users.lock", shared=True)
        if not self.is_kept():
            self._start_keeper()

    def finish(self) -> str:
        """The address of the service."""
        assert self._mutex is not None
        try:
            return self._published() if self._answers is None else self._answer(self._answers)
        finally:
            self._answers = None
            os.close(self._mutex)

    def release(self) -> None:
        """Stop using it. When nobody else does, it stops soon."""
        if self._use is not None:
            os.close(self._use)
            self._use = None

    def wait_until_stopped(self, seconds: float) -> None:
        """Or until somebody else uses it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.is_kept() and not self.has_users():
            time.sleep(0.05)
        if self._keeper is not None and not self.is_kept():
            self._keeper.wait(5)

    def has_users(self) -> bool:
        if not self.home.exists():
            return False
        probe = locks.take(self.home / "users.lock", wait=0)
        if probe is not None:
            os.close(probe)
            return False
        # The keeper holds it as well, while it stops: then there is no address any more.
        return (self.home / "address.json").exists()

    def is_kept(self) -> bool:
        return locks.is_held(self.home / "keeper.lock")

    def _published(self) -> str:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline and self.is_kept():
            try:
                return str(json.loads((self.home / "address.json").read_text())["url"])
            except (FileNotFoundError, ValueError):
                time.sleep(0.05)
        raise CannotStart(f"{self.name} does not start: read {self.home / 'log'}.")

    def _start_keeper(self) -> None:
        self._answers, writing = os.pipe()
        arguments = [self.name, str(self.local_dir), str(writing)]
        with (self.home / "keeper.log").open("wb") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "portal.embedded.keeper", *arguments],
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[writing],
                start_new_session=True,
            )
        os.close(writing)

    def _answer(self, reading: int) -> str:
        with os.fdopen(reading, "rb") as answers:
            select.select([answers], [], [], START_TIMEOUT)
            os.set_blocking(reading, False)
            said = json.loads(answers.read() or b"{}")
        if "url" in said:
            return str(said["url"])
        self.release()
        if "error" in said:
            raise CannotStart(said["error"])
        if self._keeper is not None:
            self._keeper.terminate()
        raise CannotStart(f"{self.name} does not start: read {self.home / 'keeper.log'}.")
