"""Whether the sealing job keeps up, for whoever watches the portal."""

from django.utils import timezone

from audit.models import AuditEvent, AuditSeal
from portal.metrics import Gauge


def gauges() -> list[Gauge]:
    last = AuditSeal.objects.last()
    oldest = AuditEvent.objects.filter(pk__gt=last.upto_id if last else 0).order_by("pk").first()
    age = (timezone.now() - oldest.at).total_seconds() if oldest else 0.0
    return [
        Gauge("portal_audit_seals", "Seals made.", [], {(): float(last.number if last else 0)}),
        Gauge(
            "portal_audit_oldest_unsealed_seconds",
            "Age of the first unsealed event.",
            [],
            {(): age},
        ),
    ]
