from celery import shared_task

from accounts.models import SignUp


@shared_task
def delete_old_sign_ups() -> None:
    """What was filled in and never confirmed is gone, and the password's hash with it."""
    current = SignUp.objects.current()
    SignUp.objects.exclude(pk__in=current.values("pk")).delete()
