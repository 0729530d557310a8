"""Locks between processes. The kernel drops them with their holder, however that ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def take(path: Path, *, shared: bool = False, wait: float | None = None) -> int | None:
    """The lock's file descriptor, or None when another holds it for longer than ``wait`` seconds.

    Without ``wait`` it waits for ever. Closing the descriptor gives the lock back.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    if wait is None:
        fcntl.flock(descriptor, kind)
        return descriptor
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.05)


@contextmanager
def held(path: Path) -> Iterator[None]:
    descriptor = take(path)
    assert descriptor is not None
    try:
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether somebody has it for themselves alone. Those who ask don't see one another."""
    if not path.exists():
        return False
    descriptor = take(path, shared=True, wait=0)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False
