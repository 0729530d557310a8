"""What happens to certifications and accounts because a day has come. Each may run as often as it likes."""

from celery import shared_task
from django.utils import timezone

from accounts.models import Certification, User
from accounts.workflows import certifications, renewals, unused_accounts


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
