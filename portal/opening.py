"""An uploaded file, opened and written anew by a process of its own (``opener.py``)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

OPENER = Path(__file__).with_name("opener.py")


class Unfit(Exception):
    """The file is not taken. Its ``reason`` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS = [
    "damaged",
    "too_large",
    "too_many_pixels",
    "encrypted",
    "scripts",
    "launch",
    "embedded",
]


@dataclass(frozen=True)
class Opened:
    """A file as we wrote it, and a small picture of it where there is one."""

    content: bytes
    thumbnail: bytes
    pages: int
    width: int
    height: int


def open_anew(kind: str, content: bytes) -> Opened:
    """What the file shows, and nothing else that was in it. Raises Unfit.

    The other process knows nothing of ours: no environment, no open files. Whatever it dies of, the file
    is called damaged.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(OPENER), kind, str(settings.UPLOAD_MAX_PIXELS)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=settings.UPLOAD_OPENING.total_seconds(),
            check=True,
        )
    except subprocess.SubprocessError as died:
        raise Unfit("damaged") from died
    return _read(done.stdout)


def _read(answer: bytes) -> Opened:
    line, _newline, rest = answer.partition(b"\n")
    try:
        head = json.loads(line)
    except ValueError as nonsense:
        raise Unfit("damaged") from nonsense
    if "unfit" in head:
        raise Unfit(head["unfit"] if head["unfit"] in REASONS else "damaged")
    size = head["content"]
    return Opened(rest[:size], rest[size:], head["pages"], head["width"], head["height"])
