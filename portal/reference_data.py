"""Data the portal cannot run without: roles, legal texts, policies.

An app registers a loader in its ``AppConfig.ready()``. Loaders are idempotent; they run after every
migration.
"""

from collections.abc import Callable

from django.db import transaction

_loaders: list[Callable[[], None]] = []


def register(loader: Callable[[], None]) -> None:
    _loaders.append(loader)


@transaction.atomic
def load() -> None:
    for loader in _loaders:
        loader()
