"""Which audit events the activity of a case is made of, and one page of them.

A page is a stretch of the index auditevent_of_case: it costs the same whatever lies behind it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from cases.models import Case
from casework.activity import words

Events = QuerySet[AuditEvent]
PER_PAGE = 100
# What is printed at once; whoever wants more chooses fewer days.
MOST_PRINTED = 2_000

# By itself: in no request, or in that of somebody who did something else, from which this followed.
BY_THE_PORTAL = Q(actor_id=None) & (Q(address=None) | Q(reason__startswith=words.SYSTEM))


@dataclass(frozen=True)
class Page:
    """``older``: the last event of this page, if there are more behind it."""

    events: list[AuditEvent]
    older: int | None
    is_newest: bool


def of(case: Case) -> Events:
    """All of them, the newest first."""
    return AuditEvent.objects.filter(case_id=case.pk).order_by("-at", "-pk")


def shown_to_delegate(case: Case, by: User) -> Events:
    """What was done to documents, changes, renewal and record; and all that this person did themselves."""
    others = Q(verb__in=words.OF_THE_WORK, outcome=AuditEvent.Outcome.DONE)
    return of(case).filter(others | Q(actor_id=by.pk))


def objectionable(case: Case, you: User) -> Events:
    """What somebody did who is not the consumer, and not the portal by itself."""
    return of(case).exclude(Q(actor_id=you.pk) | BY_THE_PORTAL)


def by_whom(events: Events, who: str, you: User) -> Events:
    """Of the consumer, the desks, the portal, or of whoever is left: those who help, and strangers."""
    others = ~Q(actor_id=you.pk) & ~BY_THE_PORTAL
    kinds = {
        "you": Q(actor_id=you.pk),
        "staff": others & _of_staff(),
        "delegate": others & ~_of_staff(),
        "portal": BY_THE_PORTAL,
    }
    return events.filter(kinds[who]) if who in kinds else events


def _of_staff() -> Q:
    """As a desk; or what others do, too, by one of the staff who is nobody’s helper."""
    staff = User.objects.filter(is_staff=True, assister=None).order_by().values("pk")
    of_a_desk = Q(verb__in=words.OF_DESKS) | Q(reason__startswith="representative:")
    return of_a_desk | Q(actor_id__isnull=False, actor_id__in=staff)


def of_kind(events: Events, what: str) -> Events:
    if what == "looked":
        return events.filter(verb__in=words.LOOKING)
    return events.exclude(verb__in=words.LOOKING) if what == "changed" else events


def of_days(events: Events, first: date | None, last: date | None) -> Events:
    """Both days included, from midnight to midnight where the portal lives."""
    if first:
        events = events.filter(at__gte=_midnight(first))
    return events.filter(at__lt=_midnight(last + timedelta(days=1))) if last else events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def page(events: Events, after: int | None, most: int = PER_PAGE) -> Page:
    """The ``most`` newest; or those after this one. Of one that is not among them: the newest."""
    last = events.filter(pk=after).first() if after else None
    if last:
        events = events.filter(Q(at__lt=last.at) | Q(pk__lt=last.pk), at__lte=last.at)
    found = list(events[: most + 1])
    older = found[most - 1].pk if len(found) > most else None
    return Page(found[:most], older, is_newest=last is None)
