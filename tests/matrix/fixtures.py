"""The world of the matrix, the walk and the fuzz: made once for all tests of a module.

It lies in a transaction around those of the tests, so that each finds it as it was made.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from django.utils import translation

from tests.matrix import fingerprint
from tests.matrix.world import World, make


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """Nothing that is tried in it may stay: not even what another connection has written."""
    with django_db_blocker.unblock():
        before = fingerprint.take()
        around = transaction.atomic()
        around.__enter__()
        made = make()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
        assert fingerprint.changes(before, fingerprint.take()) == []


@pytest.fixture
def world(made_world: World, db: None) -> Iterator[World]:
    """To be tried thousands of times: each refusal would write its traceback into the log."""
    logging.disable(logging.CRITICAL)
    yield deepcopy(made_world)
    logging.disable(logging.NOTSET)
    translation.deactivate()  # some visit may have asked for Spanish
