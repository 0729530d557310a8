"""What comes of itself as a certification's due date nears: reminders, then the note that grace has begun."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Certification, RenewalReminder
from accounts.workflows.assisters import locked_assister
from audit import trail
from notifications import outbox

GRACE = 0


def step_of(row: Certification, today: date) -> int | None:
    """Which reminder belongs to this day: the nearest that is due, 0 in the time of grace, None for none."""
    if row.status != Certification.Status.CERTIFIED or row.ended_on is not None or not row.due_on:
        return None
    if today > row.due_on:
        return GRACE if today <= row.last_day else None
    left = (row.due_on - today).days
    return min((days for days in settings.RENEWAL_REMINDERS if left <= days), default=None)


def due_for_reminder(today: date) -> QuerySet[Certification]:
    """Certifications whose reminder of this day was not posted yet."""
    steps = sorted(settings.RENEWAL_REMINDERS)
    wanted = Q(due_on__lt=today, grace_until__gte=today) & ~_reminded(GRACE)
    first = 0
    for days in steps:
        window = Q(due_on__gte=today + timedelta(first), due_on__lte=today + timedelta(days))
        wanted |= window & ~_reminded(days)
        first = days + 1
    return Certification.objects.open().filter(wanted, status=Certification.Status.CERTIFIED)


def _reminded(days: int) -> Q:
    return Q(pk__in=RenewalReminder.objects.filter(days=days).values("certification"))


@trail.workflow("certification.remind")
def remind(*, certification: Certification, by: None = None) -> bool:
    """Post the reminder of today, once; says whether there was one to post.

    It goes to the account's address, or to the one on file of who has no account yet.
    """
    assister = locked_assister(certification.assister)
    row = Certification.objects.get(pk=certification.pk)
    days = step_of(row, timezone.localdate())
    if days is None:
        return False
    _row, is_new = RenewalReminder.objects.get_or_create(certification=row, days=days)
    if is_new:
        trail.record("certification.remind", by=by, about=row, entity=assister.entity)
        outbox.post(
            "renewal_grace" if days == GRACE else "renewal_due",
            to=assister.user.email if assister.user else assister.email,
            language=assister.user.language if assister.user else assister.language,
            about=row,
        )
    return is_new
