from celery import shared_task

from limiter import limits


@shared_task
def forget_old_attempts() -> None:
    limits.forget_old_attempts()
