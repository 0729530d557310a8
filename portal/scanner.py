"""Asks a ClamAV daemon whether a file is clean, by its INSTREAM command."""

import socket
import struct
from collections.abc import Callable
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerDown(Exception):
    """The scanner gave no answer that says anything about the file: it waits."""


def is_configured() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def is_clean(file: IO[bytes]) -> bool:
    """What the scanner says; ScannerDown unless it says one or the other."""
    answer = _asked(lambda connection: _send(connection, file))
    if answer.endswith(b" OK"):
        return True
    if answer.endswith(b" FOUND"):
        return False
    raise ScannerDown("unexpected answer")


def answers() -> bool:
    """Whether it is there at all: asked once before many files are sent its way."""
    try:
        return _asked(lambda connection: connection.sendall(b"zPING\0")) == b"PONG"
    except ScannerDown:
        return False


def _asked(say: Callable[[socket.socket], None]) -> bytes:
    address = urlsplit(f"//{settings.CLAMD_ADDRESS.rpartition('//')[2]}")
    try:
        with socket.create_connection(
            (address.hostname or "", address.port or 3310), timeout=settings.CLAMD_TIMEOUT
        ) as connection:
            say(connection)
            return _answer(connection)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error


def _send(connection: socket.socket, file: IO[bytes]) -> None:
    connection.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK):
        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while len(answer) < LONGEST_ANSWER and (part := connection.recv(1024)):
        answer += part
        if answer.endswith(b"\0"):
            break
    return answer.strip(b"\0\n ")
