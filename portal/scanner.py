"""Asks a ClamAV daemon whether a file is clean, by its INSTREAM command."""

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerDown(Exception):
    """The scanner gave no answer that says anything about the file: it waits."""


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def is_clean(path: Path) -> bool:
    """What the scanner says; ScannerDown unless it says one or the other."""
    address = urlsplit(settings.CLAMAV_URL)
    try:
        with socket.create_connection(
            (address.hostname or "", address.port or 3310), timeout=settings.CLAMAV_TIMEOUT
        ) as connection:
            answer = _ask(connection, path)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    if answer.endswith(b" OK"):
        return True
    if answer.endswith(b" FOUND"):
        return False
    raise ScannerDown("unexpected answer")


def _ask(connection: socket.socket, path: Path) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))
    answer = b""
    while len(answer) < LONGEST_ANSWER and (part := connection.recv(1024)):
        answer += part
        if answer.endswith(b"\0"):
            break
    return answer.strip(b"\0\n ")
