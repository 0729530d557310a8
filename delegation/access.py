"""The one door to a case. Whoever shows or changes something of one finds it here, on every request.

Evaluated against live rows, so whatever ends or pauses a delegation counts from the moment it commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Assister, User
from cases.models import Case
from delegation.models import Delegation

CONSUMER = gettext_lazy("The consumer")
YOU = gettext_lazy("You")


@dataclass(frozen=True)
class Closed:
    """One condition that is missing, said to the assister, and who can mend it. Nothing of the case."""

    what: str | Promise
    advice: str | Promise
    mender: str | Promise


def cases_open_to(user: User, at: datetime | None = None) -> QuerySet[Case]:
    """The cases that this person may work on at this moment (default: now).

    The linked consumer's own; and those delegated to the assister, while delegation, account, certification,
    badge, affiliation and entity are all good. A subquery as well as a list.
    """
    own = Case.objects.of(user).order_by().values("pk")
    return Case.objects.filter(pk__in=own.union(delegations_of(user, at).values("case")))


def delegated_to(user: User, at: datetime | None = None) -> QuerySet[Case]:
    """Of cases_open_to, those of others: an assister's book."""
    return Case.objects.filter(pk__in=delegations_of(user, at).values("case"))


def delegations_of(user: User, at: datetime | None = None) -> QuerySet[Delegation]:
    """By which delegated_to is open, one for each of those cases.

    The assister is a value to the database, not a list to join: it reads this assister’s rows by their index,
    and none of the others.
    """
    ready = Assister.objects.ready(at).filter(user=user).order_by().values("pk")
    return Delegation.objects.holding(at).filter(assister=Subquery(ready[:1])).order_by()


def open_locked(user: User, case: UUID, at: datetime | None = None) -> Case:
    """In a workflow: the case, if it is open to them, held so that nobody ends that before the act commits.

    Whatever changes a case's delegations locks the case first, as this does. Raises Case.DoesNotExist.
    """
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case)
    return cases_open_to(user, at).get(pk=case)


def why_closed(user: User, case: UUID, at: datetime | None = None) -> list[Closed] | None:
    """Which conditions are missing for a case that they have, or once had, a delegation for.

    None where they never had one: then the case is not there for them. Empty when it is open.
    """
    delegation = _last(user, case)
    if delegation is None:
        return None
    return [*_of_delegation(delegation, at), *_of_standing(delegation, at)]


def _last(user: User, case: UUID) -> Delegation | None:
    """The one that counts: an open one, else the one that ended last. A request alone opens nothing."""
    theirs = Delegation.objects.filter(case=case, assister__user=user).exclude(
        state__in=[
            Delegation.State.DECLINED,
            Delegation.State.WITHDRAWN,
            Delegation.State.EXPIRED,
        ]
    )
    rows = list(theirs.select_related("assister__entity", "assister__user"))
    order = [Delegation.State.ENDED, Delegation.State.PENDING, Delegation.State.ACTIVE]
    return max(
        rows, key=lambda row: (order.index(Delegation.State(row.state)), row.asked_at), default=None
    )


def _of_delegation(delegation: Delegation, at: datetime | None) -> list[Closed]:
    if delegation.is_pending:
        return [
            Closed(
                _("This request waits for your answer"),
                _("Accept it, and you can work on the case."),
                YOU,
            )
        ]
    if not delegation.is_active:
        day = timezone.localdate(delegation.closed_at)
        return [
            Closed(
                _("The delegation ended on %(day)s") % {"day": date_format(day)},
                _("Only the consumer can choose you again, under Find Help Near You."),
                CONSUMER,
            )
        ]
    if delegation.until_on < timezone.localdate(at):
        return [
            Closed(
                _("The delegation was given until %(day)s")
                % {"day": date_format(delegation.until_on)},
                _("Only the consumer can give it again, by signing anew."),
                CONSUMER,
            )
        ]
    if delegation.entity_id != delegation.assister.entity_id:
        return [
            Closed(
                _("The delegation was given to you at another organization"),
                _("Only the consumer can choose you again, where you work now."),
                CONSUMER,
            )
        ]
    return []


def _of_standing(delegation: Delegation, at: datetime | None) -> list[Closed]:
    """Of use only while there is a delegation that it would bring back."""
    if not delegation.is_open:
        return []
    return [
        Closed(missing.what, missing.advice, missing.mender.label)
        for missing in delegation.assister.standing(at).missing
    ]
