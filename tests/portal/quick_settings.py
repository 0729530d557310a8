"""The portal's settings, where a test waits for what happens by the clock."""

from celery.schedules import schedule

from portal.settings import *  # noqa: F403, TID251
from portal.settings import CELERY_BEAT_SCHEDULE  # noqa: TID251

CELERY_BEAT_SCHEDULE["sweep-outbox"]["schedule"] = schedule(1.0)
