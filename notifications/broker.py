"""Messages to the workers that never cost a page more than a moment.

The rows are the truth; a message only says "look now". So when the broker cannot take it, the
caller goes on, and for half a minute nobody in this process tries again: the sweep finds what was
missed.
"""

import logging
import time
from uuid import UUID

from celery import Task
from django.conf import settings

logger = logging.getLogger(__name__)

_quiet_until = 0.0


def nudge(task: Task, pk: UUID) -> bool:
    """Ask a worker to run ``task`` for ``pk``, if the broker takes the message at once."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        task.apply_async((str(pk),), expires=settings.OUTBOX_CLAIM.total_seconds(), retry=False)
    except Exception as error:  # whatever is wrong with the broker is not the page's trouble
        _quiet_until = time.monotonic() + settings.BROKER_QUIET.total_seconds()
        logger.warning("The broker took no message (%s); the sweep will.", type(error).__name__)
        return False
    return True
