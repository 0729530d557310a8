from uuid import UUID

from celery import shared_task

from notifications import broker, delivery


@shared_task
def deliver_notice(notice_pk: str) -> None:
    delivery.deliver(UUID(notice_pk))


@shared_task
def sweep_outbox() -> None:
    """Nudge what is due and was missed."""
    for pk in delivery.claim_due():
        broker.nudge(deliver_notice, pk)
