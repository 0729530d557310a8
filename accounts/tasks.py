from celery import shared_task

from accounts.models import SignUp
from accounts.workflows import unused_accounts


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
