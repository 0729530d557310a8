from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have ended: some hold what was being typed."""
    call_command("clearsessions")
