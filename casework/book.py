"""An assister's book: the cases delegated to them, what is due on each, and which to do first.

Five kinds of thing are due. Each has a day by which it is, or none when it is not due:

- a *renewal* that was not sent, from the first reminder on (CASE_RENEWAL_REMINDERS), or came back: the day it is due;
- *consent* to verify income that is missing or has run out;
- *documents* that are requested or were rejected: the soonest day that one is due;
- *changes* not sent: drafts, and those that came back;
- the *end* of the delegation, from DELEGATION_RENEWAL_DAYS before it: its last day.

What has no day of its own counts as due UNDATED from today: after what presses, before what has time.
Of an ended coverage neither renewal nor consent is due. The soonest of these days orders the book.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value, When
from django.db.models.functions import Coalesce, Least, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from casework import board
from casework.models import ChangeReport, Document, Renewal
from delegation import access
from delegation.models import Delegation

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


def of(user: User, day: date) -> QuerySet[Delegation]:
    """A line for each case: the delegation that opens it, the case, and what is shown of it.

    One query, however many there are. What is shown is asked of the rows of a page only, unless
    the order or the filter needs it of all.
    """
    wanting = Document.objects.wanting().filter(case=OuterRef("case")).order_by().values("case")
    lines = access.delegations_of(user).select_related("case")
    return lines.annotate(**_days(day)).annotate(
        renewal_state=board.state_of_renewal("case__"),
        progress=board.progress(day, "case__"),
        wanted=_counted(Document.objects.wanting()),
        wanted_on=Subquery(wanting.annotate(on=Min("due_on")).values("on")),
        drafts=_counted(ChangeReport.objects.filter(state=ChangeReport.State.DRAFT)),
        returned=_counted(ChangeReport.objects.filter(state=ChangeReport.State.RETURNED)),
    )


def narrowed(lines: QuerySet[Delegation], shown: str) -> QuerySet[Delegation]:
    """To those of which this is due: a key of SHOWN."""
    if shown == "all":
        return lines
    if shown == "nothing":
        return lines.filter(first_by__isnull=True)
    return lines.filter(**{f"{'first' if shown == 'due' else shown}_by__isnull": False})


def ordered(lines: QuerySet[Delegation], order: str) -> QuerySet[Delegation]:
    """By a key of ORDERS; names without regard to case and accents."""
    by_name = [Lower("case__last_name__unaccent"), Lower("case__first_name__unaccent"), "pk"]
    return lines.order_by(
        *{
            "first": [F("first_by").asc(nulls_last=True), "case__search_name", "pk"],
            "name": by_name,
            "renewal": [F("case__renewal_due_on").asc(nulls_last=True), *by_name],
            "end": ["until_on", *by_name],
        }[order]
    )


def _days(day: date) -> dict[str, Choice | Subquery | Least]:
    """By when each kind is due; None where it is not."""
    undated = Value(day + UNDATED, output_field=DateField())
    wanting = Document.objects.wanting().filter(case=OuterRef("case")).order_by().values("case")
    soonest = wanting.annotate(by=Min(Coalesce("due_on", undated)))
    unsent = ChangeReport.objects.editable().filter(case=OuterRef("case"))
    days = {
        "renewal_by": _renewal_by(day, undated),
        "consent_by": Choice(When(_lacks_consent(day), then=undated)),
        "documents_by": Subquery(soonest.values("by")),
        "changes_by": Choice(When(Exists(unsent), then=undated)),
        "end_by": Choice(
            When(until_on__lte=day + settings.DELEGATION_RENEWAL_OPENS, then=F("until_on"))
        ),
    }
    return {**days, "first_by": Least(*map(F, days))}


def _renewal_by(day: date, undated: Value) -> Choice:
    soon = day + timedelta(days=max(settings.CASE_RENEWAL_REMINDERS, default=0))
    renewals = board.of_next_year("case__")
    return Choice(
        When(case__status=Case.Status.ENDED, then=None),
        When(
            Q(case__renewal_due_on__lte=soon) & ~Exists(renewals.filter(state__in=board.FINISHED)),
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
    return has_run_out & ~Q(case__status=Case.Status.ENDED)


def _counted(rows: QuerySet) -> Subquery:
    each = rows.filter(case=OuterRef("case")).order_by().values("case")
    return Coalesce(Subquery(each.annotate(n=Count("pk")).values("n")), 0)
