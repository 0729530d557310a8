from celery import shared_task

from audit import sealing


@shared_task
def seal_events() -> None:
    sealing.seal()
