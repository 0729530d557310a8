"""An assister's book: the cases delegated to them, what is due on each, and which to do first.

Five kinds of thing are due. Each has a day by which it is, or none when it is not due:

- a *renewal* not sent, from the first reminder on (CASE_RENEWAL_REMINDERS), or returned: the day it is due;
- *consent* to verify income that is missing or has run out, until the renewal that asks for it is sent;
- *documents* that are requested or were rejected: the soonest day that one is due;
- *changes* not sent: drafts, and those that came back;
- the *end* of the delegation, from DELEGATION_RENEWAL_DAYS before it: its last day.

What has no day of its own counts as due UNDATED from today: after what presses, before what has time.
Of an ended coverage neither renewal nor consent is due. The soonest of these days orders the book.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from casework import board
from casework.models import ChangeReport, Document, Renewal
from delegation import access

UNDATED = timedelta(days=14)
# What the book can be narrowed to.
SHOWN: dict[str, str | Promise] = {
    "all": _("All cases"),
    "due": _("Something is due"),
    "renewal": _("Renewal is due"),
    "consent": _("Consent to verify income is missing"),
    "documents": _("Documents are wanted"),
    "changes": _("Changes are not sent"),
    "end": _("The delegation ends soon"),
    "nothing": _("Nothing is due"),
}
ORDERS: dict[str, str | Promise] = {
    "first": _("What to do first"),
    "name": _("Last name"),
    "renewal": _("Day of the renewal"),
    "end": _("End of the delegation"),
}


def of(user: User, day: date) -> QuerySet[Any]:
    """A line for each case: the delegation that opens it. To be narrowed, ordered, and then read."""
    days = _days(day)
    first = {"first_by": Least(*map(F, days))}
    return access.delegations_of(user).alias(**days).alias(**first).select_related("case")


def narrowed(lines: QuerySet[Any], shown: str) -> QuerySet[Any]:
    """To those of which this is due: a key of SHOWN."""
    if shown == "all":
        return lines
    if shown == "nothing":
        return lines.filter(first_by__isnull=True)
    return lines.filter(**{f"{'first' if shown == 'due' else shown}_by__isnull": False})


def ordered(lines: QuerySet[Any], order: str) -> QuerySet[Any]:
    """By a key of ORDERS; names without regard to case and accents."""
    by_name: list[Any] = [_folded("case__last_name"), _folded("case__first_name"), "pk"]
    orders = {
        "first": [F("first_by").asc(nulls_last=True), "case__search_name", "pk"],
        "name": by_name,
        "renewal": [F("case__renewal_due_on").asc(nulls_last=True), *by_name],
        "end": ["until_on", *by_name],
    }
    return lines.order_by(*orders[order])


def with_facts(lines: QuerySet[Any], day: date) -> QuerySet[Any]:
    """And what is shown: by when each kind is due, how the renewal stands, what is wanted, what is unsent.

    Each line costs some look-ups: to be asked of the lines of a page, not of those before it as well.
    """
    return lines.annotate(
        **_days(day),
        renewal_state=board.state_of_renewal("case__"),
        wanted=_counted(Document.objects.wanting()),
        wanted_on=Subquery(_wanting().annotate(on=Min("due_on")).values("on")),
        drafts=_counted(ChangeReport.objects.filter(state=ChangeReport.State.DRAFT)),
        returned=_counted(ChangeReport.objects.filter(state=ChangeReport.State.RETURNED)),
    )


def _days(day: date) -> dict[str, Any]:
    """By when each kind is due; None where it is not."""
    undated = Value(day + UNDATED, output_field=DateField())
    soonest = _wanting().annotate(by=Min(Coalesce("due_on", undated)))
    unsent = ChangeReport.objects.editable().filter(case=OuterRef("case"))
    ends_soon = Q(until_on__lte=day + settings.DELEGATION_RENEWAL_OPENS)
    return {
        "renewal_by": _renewal_by(day, undated),
        "consent_by": Choice(When(_lacks_consent(day), then=undated)),
        "documents_by": Subquery(soonest.values("by")),
        "changes_by": Choice(When(Exists(unsent), then=undated)),
        "end_by": Choice(When(ends_soon, then=F("until_on"))),
    }


def _wanting() -> QuerySet[Any, Any]:
    return Document.objects.wanting().filter(case=OuterRef("case")).order_by().values("case")


def _folded(field: str) -> Lower:
    return Lower(f"{field}__unaccent")


def _renewal_by(day: date, undated: Value) -> Choice:
    renewals = board.of_next_year("case__")
    return Choice(
        When(case__status=Case.Status.ENDED, then=None),
        When(
            Q(case__renewal_due_on__lte=board.soon(day))
            & ~Exists(renewals.filter(state__in=board.FINISHED)),
            then=F("case__renewal_due_on"),
        ),
        When(
            Exists(renewals.filter(state=Renewal.State.RETURNED)),
            then=Coalesce("case__renewal_due_on", undated),
        ),
        output_field=DateField(),
    )


def _lacks_consent(day: date) -> Q:
    has_run_out = Q(case__consent_until__isnull=True) | Q(case__consent_until__lt=day)
    answered = Q(Exists(board.of_next_year("case__").filter(state__in=board.FINISHED)))
    return has_run_out & ~Q(case__status=Case.Status.ENDED) & ~answered


def _counted(rows: QuerySet[Any]) -> Coalesce:
    each = rows.filter(case=OuterRef("case")).order_by().values("case")
    return Coalesce(Subquery(each.annotate(n=Count("pk")).values("n")), 0)
