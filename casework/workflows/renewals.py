"""The life of a renewal: begun, saved step by step, sent or taken back, decided on; and its reminders."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.models import Case
from casework import board, marks, statements
from casework.errors import SentAlready
from casework.models import CoverageReminder, Renewal
from casework.telling import tell_of
from delegation.models import Scope
from portal.db import refusing

State = Renewal.State


@trail.workflow("renewal.begin")
def begin(*, case: UUID, by: User) -> Renewal:
    """For the year after the one that is covered. Raises CaseClosed; SentAlready if it is begun."""
    held = statements.open_case(case, by, Scope.RENEWAL)
    year = held.coverage_year + 1
    begun = SentAlready(_("This renewal is begun already. Go on where it stands."))
    with refusing("renewal_one_per_case_and_year", begun):
        renewal = Renewal.objects.create(case=held, year=year, begun_by=by, edited_by=by)
    trail.record("renewal.begin", by=by, about=renewal, **marks.of(held, by))
    return renewal


@trail.workflow("renewal.save")
def save(*, case: UUID, renewal: UUID, version: int, answers: dict[str, Any], by: User) -> int:
    """Keep what was typed so far; the version now. Raises CaseClosed, EditedElsewhere, NotEditable."""
    held = statements.open_case(case, by, Scope.RENEWAL)
    found = statements.locked(Renewal, renewal, held)
    now = statements.save(found, version=version, answers=answers, by=by)
    trail.record("renewal.save", by=by, about=found, **marks.of(held, by))
    return now


@trail.workflow("renewal.send")
def send(*, case: UUID, renewal: UUID, version: int, facts: dict[str, Any], by: User) -> Renewal:
    """To the case desk, as it was reviewed; the consumer is told if somebody else sends it.

    Raises CaseClosed, EditedElsewhere, NotEditable (also for the same form a second time).
    """
    held = statements.open_case(case, by, Scope.RENEWAL)
    found = statements.locked(Renewal, renewal, held)
    statements.send(found, version=version, facts=facts, by=by)
    trail.record("renewal.send", by=by, about=found, **marks.of(held, by))
    return found


@trail.workflow("renewal.take_back")
def take_back(*, case: UUID, renewal: UUID, by: User) -> None:
    """Sent by mistake: a draft again, until the case desk has taken it in. Raises CaseClosed, NotEditable."""
    held = statements.open_case(case, by, Scope.RENEWAL)
    found = statements.take_back(statements.locked(Renewal, renewal, held), by=by)
    trail.record("renewal.take_back", by=by, about=found, **marks.of(held, by))


@trail.workflow("renewal.apply")
def apply(*, renewal: UUID, by: User) -> Renewal:
    """It is in the system of record. Raises NotInTheQueue, OwnCase, OwnSending."""
    found = statements.decide(_for_desk(renewal), state=State.APPLIED, words="", by=by)
    trail.record("renewal.apply", by=by, about=found, case=found.case)
    return found


@trail.workflow("renewal.return")
def give_back(*, renewal: UUID, words: str, by: User) -> Renewal:
    """With what to correct. Raises NotInTheQueue, OwnCase, OwnSending."""
    found = statements.decide(_for_desk(renewal), state=State.RETURNED, words=words, by=by)
    trail.record("renewal.return", by=by, about=found, case=found.case)
    return found


@trail.workflow("renewal.remind")
def remind(*, case: UUID, days: int, by: None = None) -> bool:
    """Tell the people of a case that its renewal is due within so many days; whether it was to be told.

    Once for each case, year and number of days, whoever asks: the case is locked meanwhile. Not what an
    import has moved since it was listed: the reminder of the next year would count as sent.
    """
    held = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case)
    year = held.coverage_year + 1
    if not board.is_due_within(held, days, timezone.localdate()):
        return False
    if held.renewals.filter(year=year).exclude(state__in=Renewal.EDITABLE).exists():
        return False
    reminder, is_new = CoverageReminder.objects.get_or_create(case=held, year=year, days=days)
    if is_new:
        tell_of("coverage_reminder", reminder)
        trail.record("renewal.remind", by=by, about=reminder, case=held, reason=f"days:{days}")
    return is_new


def _for_desk(renewal: UUID) -> Renewal:
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(renewals=renewal)
    return statements.locked(Renewal, renewal, case)
