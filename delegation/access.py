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
from delegation.models import Delegation, Scope
from delegation.models.delegations import DelegationQuerySet

CONSUMER = gettext_lazy("The consumer")
YOU = gettext_lazy("You")
SCOPE_LOCKS: dict[Scope, str | Promise] = {
    Scope.READ: gettext_lazy("See the case"),
    Scope.DOCUMENTS: gettext_lazy("Send documents"),
    Scope.CHANGES: gettext_lazy("Report changes"),
    Scope.RENEWAL: gettext_lazy("Help with the renewal"),
}


@dataclass(frozen=True)
class Closed:
    """One condition that is missing, said to the assister, and who can mend it. Nothing of the case."""

    what: str | Promise
    advice: str | Promise
    mender: str | Promise


def cases_open_to(
    user: User, at: datetime | None = None, part: Scope = Scope.READ
) -> QuerySet[Case]:
    """The cases that this person may work on at this moment (default: now), as far as ``part`` goes.

    The linked consumer's own, with which they may do everything; and those delegated to the assister, while
    delegation, account, certification, badge, affiliation and entity are all good. A subquery as well as
    a list.
    """
    own = Case.objects.of(user).order_by().values("pk")
    delegated = delegations_of(user, at).allowing(part).values("case")
    return Case.objects.filter(pk__in=own.union(delegated))


def delegated_to(user: User, at: datetime | None = None) -> QuerySet[Case]:
    """Of cases_open_to, those of others: an assister's book."""
    return Case.objects.filter(pk__in=delegations_of(user, at).values("case"))


def delegations_of(user: User, at: datetime | None = None) -> DelegationQuerySet:
    """By which the cases of delegated_to are open, one for each; it says how far, in its scope.

    The assister is a value to the database, not a list to join: it reads this assister’s rows by their index,
    and none of the others.
    """
    ready = Assister.objects.ready(at).filter(user=user).order_by().values("pk")
    holding = Delegation.objects.holding(at).filter(assister=Subquery(ready[:1]))
    return holding.allowing(Scope.READ).order_by()


def open_locked(
    user: User, case: UUID, at: datetime | None = None, part: Scope = Scope.READ
) -> Case:
    """In a workflow: the case, if it is open to them, held so that nobody ends that before the act commits.

    ``part`` is what the act takes. Whatever changes a case's delegations locks the case first, as this does.
    Raises Case.DoesNotExist.
    """
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case)
    return cases_open_to(user, at, part).get(pk=case)


def why_closed(
    user: User, case: UUID, at: datetime | None = None, part: Scope = Scope.READ
) -> list[Closed] | None:
    """Which conditions are missing for a case that they have, or once had, a delegation for.

    None where they never had one: then the case is not there for them. Empty when it is open to do ``part``.
    """
    delegation = _last(user, case)
    if delegation is None:
        return None
    missing = [*_of_delegation(delegation, at), *_of_standing(delegation, at)]
    return missing or _of_scope(delegation, part)


def lock_of(part: Scope) -> Closed:
    """That the consumer did not allow this when they signed."""
    return Closed(
        SCOPE_LOCKS[part],
        _("The consumer did not allow it when they signed. Only they can, by signing anew."),
        CONSUMER,
    )


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


def _of_scope(delegation: Delegation, part: Scope) -> list[Closed]:
    allowed = {Scope.READ.value, part.value} <= set(delegation.scope)
    return [] if allowed else [lock_of(part if Scope.READ in delegation.scope else Scope.READ)]
