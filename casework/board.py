"""Which of an assister's cases are to be renewed, and how far each got: one query, however many there are."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from casework.models import CoverageReminder, Renewal
from delegation import access

State = Renewal.State
FINISHED = [State.SENT, State.APPLIED]


class Progress(models.TextChoices):
    OVERDUE = "overdue", _("Overdue")
    RETURNED = "returned", _("Needs correcting")
    BEGUN = "draft", _("Begun")
    NOT_BEGUN = "none", _("Not begun")
    SENT = "sent", _("Sent to the case desk")
    APPLIED = "applied", _("Renewed")


# What the board can be narrowed to, besides one state.
FILTERS: dict[str, tuple[str | Promise, Q]] = {
    "todo": (_("To do"), ~Q(progress__in=[Progress.SENT, Progress.APPLIED])),
    "all": (_("Show all"), Q()),
    **{choice.value: (choice.label, Q(progress=choice.value)) for choice in Progress},
}


def of(user: User, day: date) -> QuerySet[Case]:
    """``progress`` of each, a Progress; the soonest due first, none of an ended coverage.

    What came back says so, overdue or not.
    """
    found = access.delegated_to(user).filter(renewal_due_on__isnull=False)
    found = found.exclude(status=Case.Status.ENDED)
    progress = Choice(
        When(renewal_state__in=FINISHED, then=F("renewal_state")),
        When(renewal_state=State.RETURNED, then=F("renewal_state")),
        When(renewal_due_on__lt=day, then=Value(Progress.OVERDUE.value)),
        When(renewal_state__isnull=True, then=Value(Progress.NOT_BEGUN.value)),
        default=F("renewal_state"),
        output_field=models.CharField(),
    )
    stated = found.annotate(renewal_state=state_of_renewal())
    return stated.annotate(progress=progress).order_by("renewal_due_on", "pk")


def progress_of(state: str | None, due_on: date, day: date) -> Progress:
    """As ``of`` asks the database, of one case."""
    if state not in [*FINISHED, State.RETURNED] and due_on < day:
        return Progress.OVERDUE
    return Progress(state or Progress.NOT_BEGUN)


def of_next_year(case: str = "") -> QuerySet[Renewal]:
    """The renewal that follows on the covered year; ``case`` leads to it from the rows asked of."""
    year = OuterRef(f"{case}coverage_year") + 1
    return Renewal.objects.filter(case=OuterRef(f"{case}pk"), year=year).order_by()


def state_of_renewal(case: str = "") -> Subquery:
    return Subquery(of_next_year(case).values("state")[:1])


def soon(day: date) -> date:
    """Whatever is due up to then is to be renewed now: from the first reminder on."""
    return day + timedelta(days=max(settings.CASE_RENEWAL_REMINDERS, default=0))


def is_due_soon(case: Case, day: date) -> bool:
    return case.renewal_due_on is not None and case.renewal_due_on <= soon(day)


def narrowed(found: QuerySet[Case], chosen: str) -> QuerySet[Case]:
    return found.filter(FILTERS[chosen][1])


def to_remind(today: date, steps: list[int]) -> list[tuple[int, QuerySet[Case]]]:
    """For each number of days: the cases whose people are to be told now, and were not yet."""
    found, first = [], 0
    for days in sorted(steps):
        found.append((days, _window(today, first, days)))
        first = days + 1
    return found


def is_due_within(case: Case, days: int, today: date) -> bool:
    """As ``to_remind`` asks the database, of one case."""
    due_on = case.renewal_due_on
    if case.status != Case.Status.ACTIVE or due_on is None:
        return False
    return today <= due_on <= today + timedelta(days)


def _window(today: date, first: int, days: int) -> QuerySet[Case]:
    year = OuterRef("coverage_year") + 1
    finished = Renewal.objects.filter(case=OuterRef("pk"), year=year, state__in=FINISHED)
    reminded = CoverageReminder.objects.filter(case=OuterRef("pk"), year=year, days=days)
    return Case.objects.filter(
        ~Exists(finished),
        ~Exists(reminded),
        status=Case.Status.ACTIVE,
        renewal_due_on__range=(today + timedelta(first), today + timedelta(days)),
    ).order_by("renewal_due_on", "pk")
