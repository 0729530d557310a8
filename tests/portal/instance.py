"""A portal of a test's own, started as `make run` starts it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from portal.embedded import BASE_DIR
from portal.embedded.ports import free_port

OURS = {"DATABASE_URL", "BROKER_URL", "SECRET_KEY", "CODE_KEYS", "NOTICE_KEYS", "SITE_URL", "DEMO"}
OURS |= {"EMBEDDED_DURABLE"}


def bare_environment(local_dir: Path, **more: str) -> dict[str, str]:
    """As on a machine where nothing was set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith(("PYTEST_", "DJANGO_"))
    }
    return {**kept, "LOCAL_DIR": str(local_dir), "ENV_FILE": os.devnull, **more}


# Once for all instances: hashing and compressing takes longer than all the rest.
COLLECTED = BASE_DIR / ".local" / "test" / "static"


class Instance:
    def __init__(self, local_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.embedded", "run"],
            cwd=BASE_DIR,
            env=bare_environment(
                local_dir, PORT=str(self.port), STATIC_ROOT=str(COLLECTED), **environment
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 300
        while "Ctrl-C stops it." not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def family(self) -> dict[int, str]:
        """The runner and all that descend from it, with their command lines."""
        return family(self.process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        status = self.process.wait(120)
        self._listener.join(60)
        return status

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self.said += line


def family(root: int) -> dict[int, str]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found = re.match(r"(\d+) \(.*\) (\S) (\d+)", path.read_text(), re.DOTALL)
        except OSError:
            continue
        if found and found[2] != "Z":
            parents[int(found[1])] = int(found[3])
    members = {root} & parents.keys()
    while more := {pid for pid, parent in parents.items() if parent in members} - members:
        members |= more
    return {pid: command_line(pid) for pid in members}


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def still_running(processes: dict[int, str]) -> dict[int, str]:
    """Those that have not ended; one that reuses an id does not count."""
    return {pid: line for pid, line in processes.items() if line and command_line(pid) == line}
