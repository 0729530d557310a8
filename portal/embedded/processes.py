"""Several programs as one: they start together, their output is told apart, they end together."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.embedded.account import parent_death

GRACE = 10


class Processes:
    """Each in a group of its own, so that Ctrl-C reaches us alone and we end them in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=parent_death(signal.SIGTERM),
        )
        self.running[name] = process
        threading.Thread(target=_echo, args=(name, process), daemon=True).start()

    def first_ended(self) -> str | None:
        """The name of one that is over, if any."""
        return next((name for name, it in self.running.items() if it.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to end; what is left after a while, children and all, is killed."""
        for process in self.running.values():
            _signal(process, signal.SIGTERM, group=False)
        deadline = time.monotonic() + GRACE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
            _signal(process, signal.SIGKILL, group=True)
            process.wait()

    def kill(self) -> None:
        for process in self.running.values():
            _signal(process, signal.SIGKILL, group=True)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals, *, group: bool) -> None:
    with contextlib.suppress(ProcessLookupError):  # all of it has ended
        os.killpg(process.pid, number) if group else process.send_signal(number)


def _echo(name: str, process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(f"{name:<6} | {line.decode(errors='replace')}")
        sys.stdout.flush()
