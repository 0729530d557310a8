"""How the outbox is, for whoever watches the portal."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from notifications.models import Notice
from portal.metrics import Gauge


def oldest_due_age() -> timedelta:
    """How long the notice that waits longest should have been tried already.

    One that was tried in vain is not due before its next try: a mail server that is down does not
    count, a worker or a beat that is down does.
    """
    oldest = Notice.objects.due().order_by("next_attempt_at").first()
    if oldest is None or oldest.next_attempt_at is None:
        return timedelta()
    return timezone.now() - oldest.next_attempt_at


def check() -> str:
    return "notices wait for too long" if oldest_due_age() > settings.OUTBOX_LATE else ""


def gauges() -> list[Gauge]:
    unsent = Notice.objects.exclude(state=Notice.State.SENT).values("state").annotate(n=Count("pk"))
    counted = {row["state"]: row["n"] for row in unsent}
    states = [Notice.State.PENDING, Notice.State.DEAD]
    return [
        Gauge(
            "portal_outbox_notices",
            "Notices that wait, and that were given up.",
            ["state"],
            {(state.value,): float(counted.get(state, 0)) for state in states},
        ),
        Gauge(
            "portal_outbox_oldest_due_seconds",
            "For how long the oldest due notice has not been tried.",
            [],
            {(): oldest_due_age().total_seconds()},
        ),
    ]
