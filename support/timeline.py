"""What the portal noted of the reporter's last minutes: verbs and outcomes, nothing about a person."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from audit.models import AuditEvent
from support.models import ProblemReport

MINUTES = timedelta(minutes=15)
MOST = 50


def of(report: ProblemReport) -> QuerySet[AuditEvent]:
    """The events of the named request, and of whoever made it in the minutes before the report."""
    lately = AuditEvent.objects.filter(
        at__gte=report.sent_at - MINUTES, at__lte=report.sent_at
    ).exclude(verb__startswith="problem_report.")
    if not report.request_id:
        return lately.filter(_by_reporter(report))[:MOST]
    named = Q(request_id=report.request_id)
    # A visitor has no id; the one of that request had an address.
    addresses = lately.filter(named, address__isnull=False).values("address")
    visitors = Q(actor_id__isnull=True, address__in=addresses)
    return lately.filter(named | visitors | _by_reporter(report))[:MOST]


def _by_reporter(report: ProblemReport) -> Q:
    return Q(actor_id=report.reporter_id) if report.reporter_id else Q(pk__in=[])
