"""What happens because a day has come, and long work in chunks. Each may run as often as it likes."""

import time
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.models import BulkJob, Certification, User
from accounts.workflows import bulk_jobs, certifications, renewals, unused_accounts
from notifications import broker

# Far below the broker's visibility timeout, so that nobody is sent after it; and others get their turn.
LONGEST_TURN = 60


@shared_task
def look_after_certifications() -> None:
    """Mark what has expired, remind of what is due: one transaction each."""
    today = timezone.localdate()
    over = Certification.objects.open().filter(
        status=Certification.Status.CERTIFIED, grace_until__lt=today
    )
    for row in over.select_related("assister"):
        certifications.expire(assister=row.assister)
    for row in renewals.due_for_reminder(today).select_related("assister"):
        renewals.remind(certification=row)


@shared_task
def look_after_unused_accounts() -> None:
    """Switch off what rested too long after its warning, warn of what is about to."""
    for user in User.objects.unused_since(timezone.now()):
        if not unused_accounts.switch_off(user=user):
            unused_accounts.warn(user=user)


@shared_task
def advance_bulk_job(pk: str) -> None:
    """Chunk after chunk; what is left after a turn is nudged, or found by the sweep."""
    until = time.monotonic() + LONGEST_TURN
    while bulk_jobs.advance(UUID(pk)):
        if time.monotonic() > until:
            broker.nudge(advance_bulk_job, UUID(pk))
            return


@shared_task
def sweep_bulk_jobs() -> None:
    """Nudge the jobs whose worker is gone; who is at one already is not disturbed."""
    for job in BulkJob.objects.working().order_by("begun_at")[:20]:
        broker.nudge(advance_bulk_job, job.pk)


@shared_task
def delete_old_bulk_jobs() -> None:
    bulk_jobs.delete_old()
