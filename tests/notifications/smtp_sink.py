"""A mail server of the tests' own: takes every message, and remembers it."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from math import inf


class Sink(socketserver.ThreadingTCPServer):
    """``replies`` are given to the recipients they name; ``delay`` lies between taking and saying so.

    Once ``at_most`` mails are there, no answer says so until more may come.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, delay: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.delay = delay
        self.replies: dict[str, str] = {}
        self.received: list[EmailMessage] = []
        self.at_most: float = inf
        self._changed = threading.Condition()

    def take(self, mail: EmailMessage) -> None:
        with self._changed:
            self.received.append(mail)
            self._changed.wait_for(lambda: len(self.received) < self.at_most)

    def let_come(self, at_most: float) -> None:
        with self._changed:
            self.at_most = at_most
            self._changed.notify_all()

    @property
    def port(self) -> int:
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.say("220 sink")
        for line in self.rfile:
            match line[:4].upper():
                case b"RCPT":
                    address = line.decode().partition("<")[2].partition(">")[0]
                    self.say(self.server.replies.get(address, "250 ok"))
                case b"DATA":
                    self.take_message()
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def take_message(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # who was sending is gone: that is no mail
                return
            lines.append(line.removeprefix(b"."))
        self.server.take(message_from_bytes(b"".join(lines), policy=policy.default))
        time.sleep(self.server.delay)
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def listening(*, delay: float = 0) -> Iterator[Sink]:
    with Sink(delay=delay) as sink:
        threading.Thread(target=sink.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield sink
        finally:
            sink.let_come(inf)
            sink.shutdown()
