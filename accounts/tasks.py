"""What happens because a day has come, and long work in chunks. Each may run as often as it likes."""

import time
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.models import BulkJob, Certification, SignUp
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
def delete_old_sign_ups() -> None:
    """What was filled in and never confirmed is gone, and the password's hash with it."""
    current = SignUp.objects.current()
    SignUp.objects.exclude(pk__in=current.values("pk")).delete()


@shared_task
def end_unused_accounts() -> None:
    """One transaction for each: what fails for one holds nobody else up till tomorrow."""
    for pk in unused_accounts.to_switch_off().values_list("pk", flat=True):
        unused_accounts.switch_off(user=pk)
    for pk in unused_accounts.to_warn().values_list("pk", flat=True):
        unused_accounts.warn(user=pk)


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
