"""The private Valkey: a broker in memory, on a free port of this machine only."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from portal.embedded.account import Account
from portal.embedded.errors import CannotStart
from portal.embedded.ports import free_port
from portal.embedded.programs import Reachable, valkey_program


class Valkey:
    """Keeps nothing on disk: what was queued and lost is swept from the database again."""

    def __init__(self, home: Path, password: str) -> None:
        self.password = password
        self.account = Account(home / "files")
        self.reachable = Reachable(self.account, home / "programs")
        self.log = home / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """The address of the ready broker."""
        found = valkey_program()
        program = self.reachable.find(found, root=found.parent)
        for _attempt in range(3):
            port = free_port()
            if self._started(program, port):
                return f"redis://:{self.password}@127.0.0.1:{port}/0"
        raise CannotStart(self._explanation())

    def stop(self) -> None:
        if self.process is not None:
            for number in (signal.SIGTERM, signal.SIGKILL):
                self.process.send_signal(number)
                try:
                    self.process.wait(10)
                    break
                except subprocess.TimeoutExpired:
                    continue
        self.reachable.remove_copy()

    def _started(self, program: Path, port: int) -> bool:
        """False when another program took the port first."""
        reading, writing = os.pipe()
        os.write(writing, self._configuration(port).encode())
        os.close(writing)
        with self.log.open("wb") as log:
            # By standard input: the list of processes shows no password.
            self.process = self.account.start(
                [str(program), "-"], log=log, stdin=reading, dies_with_us=signal.SIGTERM
            )
        os.close(reading)
        deadline = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._answers(port):
                return True
            time.sleep(0.02)
        if b"Address already in use" in self.log.read_bytes():
            return False
        self.process.kill()
        raise CannotStart(self._explanation())

    def _configuration(self, port: int) -> str:
        return (
            "bind 127.0.0.1\n"
            f"port {port}\n"
            f"requirepass {self.password}\n"
            'save ""\n'
            "appendonly no\n"
            f"dir {self.account.path('.')}\n"
        )

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    got = connection.recv(256)
                    if not got:
                        return False
                    answer += got
        except OSError:
            return False
        return answer.endswith(b"+PONG\r\n")

    def _explanation(self) -> str:
        last = self.log.read_text(errors="replace").strip().rsplit("\n", 1)[-1]
        return f"Valkey did not start ({last}): read {self.log}, or set BROKER_URL to a server."
