import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from portal import uploads

LONGEST_SENDING = timedelta(days=1)


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have ended: some hold what was being typed."""
    call_command("clearsessions")


@shared_task
def clear_cache() -> None:
    """Delete what is over: the cache itself does so only when it is full."""
    table = settings.CACHES["default"]["LOCATION"]
    with connections["autocommit"].cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE expires < %s', [timezone.now()])


@shared_task
def delete_stray_files() -> None:
    """What is left of sendings that broke off half-way."""
    uploads.delete_strays(before=time.time() - LONGEST_SENDING.total_seconds())
