"""The process that owns one embedded service, for as long as anybody uses it.

Every user of the service holds a shared lock on ``users.lock``. The kernel drops it when the user
ends, however it ends; when the keeper gets the lock for itself alone, nobody is left, and it stops
the service.
"""

import errno
import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from portal.embedded import locks
from portal.embedded.errors import CannotStart
from portal.embedded.keys import demo_keys
from portal.embedded.postgres import Postgres
from portal.embedded.valkey import Valkey

SERVICES: dict[str, type[Postgres] | type[Valkey]] = {"postgres": Postgres, "valkey": Valkey}
LOOK_EVERY = 0.2


class Keeper:
    def __init__(self, name: str, local_dir: Path) -> None:
        self.name = name
        self.local_dir = local_dir
        self.home = local_dir / name
        self.told_to_stop = False

    def keep(self, ready: int) -> int:
        """Start, say so on ``ready``, wait, stop. The exit status of the process."""
        lock = locks.take(self.home / "keeper.lock", wait=30)
        if lock is None:
            return _answer(ready, error=f"Another {self.name} is still stopping: start again.")
        try:
            service = SERVICES[self.name](self.home, demo_keys(self.local_dir)[self.name])
            try:
                url = service.start()
                self._publish(url)
                _answer(ready, url=url)
                self._wait(service)
            finally:
                (self.home / "address.json").unlink(missing_ok=True)
                service.stop()
        except CannotStart as refusal:
            return _answer(ready, error=str(refusal))
        except OSError as error:
            return _answer(ready, error=explain(error, self.home))
        finally:
            # Before the users' lock, which ends with the process: who waits there finds no keeper.
            os.close(lock)
        return 0

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _publish(self, url: str) -> None:
        descriptor = os.open(
            self.home / "address.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
        )
        with os.fdopen(descriptor, "w") as file:
            json.dump({"url": url, "keeper": os.getpid()}, file)

    def _wait(self, service: Postgres | Valkey) -> None:
        while not self.told_to_stop and service.process and service.process.poll() is None:
            # Kept till this process ends: who comes meanwhile waits, and starts a new one.
            if locks.take(self.home / "users.lock", wait=0) is not None:
                return
            time.sleep(LOOK_EVERY)


def explain(error: OSError, place: Path) -> str:
    """What to do about a refusal of the operating system."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full: free some space for {place} and start again."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return (
            f"The files in {place} belong to another user: run as the user who made them, or "
            "remove the demo's data with `make reset`."
        )
    if error.errno == errno.EROFS:
        return f"{place} can only be read: set LOCAL_DIR to a folder that can be written."
    return f"{place} cannot be used ({error.strerror}): set LOCAL_DIR to another folder."


def _answer(ready: int, **words: str) -> int:
    try:
        os.write(ready, json.dumps(words).encode())
        os.close(ready)
    except OSError:
        pass  # said already, or the one who asked has gone
    return 1 if "error" in words else 0


def main() -> int:
    name, local_dir, ready = sys.argv[1:]
    keeper = Keeper(name, Path(local_dir))
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    return keeper.keep(int(ready))


if __name__ == "__main__":
    sys.exit(main())
