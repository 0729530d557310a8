from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def refusing(constraint: str | Collection[str], error: Exception) -> Iterator[None]:
    """Raise ``error`` when the database refuses the block because of ``constraint``, or one of several.

    The savepoint keeps the caller's transaction usable after the refusal.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        diag = getattr(refusal.__cause__, "diag", None)
        names = {constraint} if isinstance(constraint, str) else constraint
        if diag is None or diag.constraint_name not in names:
            raise
        raise error from refusal
