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
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        made = make()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def world(made_world: World, db: None) -> Iterator[World]:
    """What is written past a request's transaction is seen by no visit, so by the end of the test."""
    logging.disable(logging.CRITICAL)  # each of thousands of refusals would write its traceback
    with pytest.MonkeyPatch.context() as patch:
        # Nobody asks an answer of a visit for the contexts of its templates: they need not be copied.
        patch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_more: None)
        yield deepcopy(made_world)
    logging.disable(logging.NOTSET)
    translation.deactivate()  # some visit may have asked for Spanish
    assert fingerprint.writes("autocommit") == 0, (
        "something wrote on the connection of the counters"
    )
