"""What the portal noted of the reporter's last minutes: verbs and outcomes, nothing about a person."""

from datetime import timedelta

from django.db.models import QuerySet

from audit.models import AuditEvent
from support.models import ProblemReport

MINUTES = timedelta(minutes=15)
MOST = 50


def of(report: ProblemReport) -> QuerySet[AuditEvent]:
    """The events of the named request, and of whoever made it in the minutes before the report.

    Asked one by one, each of an index of its own: one question with OR reads all of those minutes.
    """
    lately = AuditEvent.objects.filter(
        at__gte=report.sent_at - MINUTES, at__lte=report.sent_at
    ).exclude(verb__startswith="problem_report.")
    parts = []
    if report.reporter_id:
        parts.append(lately.filter(actor_id=report.reporter_id))
    if report.request_id:
        named = lately.filter(request_id=report.request_id)
        # A visitor has no id; the one of that request had an address.
        address = named.exclude(address=None).values_list("address", flat=True).first()
        parts += [named, lately.filter(actor_id=None, address=address)] if address else [named]
    return _newest(parts)


def _newest(parts: list[QuerySet[AuditEvent]]) -> QuerySet[AuditEvent]:
    if not parts:
        return AuditEvent.objects.none()
    first, *others = [part[:MOST] for part in parts]
    return first.union(*others).order_by("-at", "-pk")[:MOST] if others else first
