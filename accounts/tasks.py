"""What happens to certifications and accounts because a day has come. Each may run as often as it likes."""

from celery import shared_task
from django.utils import timezone

from accounts.models import Certification, SignUp
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
