from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def refusing(constraint: str, error: Exception) -> Iterator[None]:
    """Raise ``error`` when the database refuses the block because of ``constraint``.

    The savepoint keeps the caller's transaction usable after the refusal.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        diag = getattr(refusal.__cause__, "diag", None)
        if diag is None or diag.constraint_name != constraint:
            raise
        raise error from refusal
