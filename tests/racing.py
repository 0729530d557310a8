"""Several acts at the same moment, each in a thread with a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from portal.errors import Refusal


@pytest.fixture
def pool():
    """Threads that keep their connections for the length of a test."""
    with ThreadPoolExecutor(4) as pool:
        yield pool
        barrier = threading.Barrier(4)
        for _thread in range(4):
            pool.submit(lambda: (barrier.wait(10), connections.close_all()))


def at_once(pool, *acts):
    """Each act in a thread of its own, begun together; what each gave, or refused with."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        barrier.wait(20)
        try:
            return act()
        except Refusal as refusal:
            return type(refusal)

    return [running.result(60) for running in [pool.submit(run, act) for act in acts]]
