"""The life of a reported change: begun, saved as one types, sent, taken in or returned, withdrawn."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.models import Case
from casework import marks, records, statements
from casework.errors import AnswersMissing, SentAlready
from casework.models import ChangeReport
from delegation.models import Scope
from portal.db import refusing

State = ChangeReport.State


@trail.workflow("change.begin")
def begin(*, case: UUID, kind: ChangeReport.Kind, key: UUID, by: User) -> ChangeReport:
    """A draft under the form’s key. Raises CaseClosed; SentAlready if this form began one before."""
    held = statements.open_case(case, by, Scope.CHANGES)
    with refusing("casework_changereport_pkey", SentAlready(_("This report is begun already."))):
        change = ChangeReport.objects.create(
            pk=key, case=held, kind=kind, begun_by=by, edited_by=by
        )
    trail.record("change.begin", by=by, about=change, reason=kind, **marks.of(held, by))
    return change


@trail.workflow("change.save")
def save(*, case: UUID, change: UUID, version: int, answers: dict[str, Any], by: User) -> int:
    """Keep what was typed so far; the version now. Raises CaseClosed, EditedElsewhere, NotEditable."""
    held = statements.open_case(case, by, Scope.CHANGES)
    found = statements.locked(ChangeReport, change, held)
    now = statements.save(found, version=version, answers=answers, by=by)
    trail.record("change.save", by=by, about=found, **marks.of(held, by))
    return now


@trail.workflow("change.send")
def send(
    *,
    case: UUID,
    change: UUID,
    version: int,
    from_on: date,
    facts: dict[str, Any],
    by: User,
) -> ChangeReport:
    """To the case desk, as it was reviewed; the consumer is told if somebody else sends it.

    Raises CaseClosed, EditedElsewhere, NotEditable (also for the same form a second time).
    """
    held = statements.open_case(case, by, Scope.CHANGES)
    found = statements.locked(ChangeReport, change, held)
    member = facts.get("member")
    if member and not held.members.current().filter(pk=member).exists():
        raise AnswersMissing(_("The household has changed. Choose again who left it."))
    statements.send(found, version=version, facts=facts, by=by, from_on=from_on)
    trail.record("change.send", by=by, about=found, **marks.of(held, by))
    return found


@trail.workflow("change.withdraw")
def withdraw(*, case: UUID, change: UUID, by: User) -> None:
    """Until the case desk has taken it in. Raises CaseClosed, NotEditable."""
    held = statements.open_case(case, by, Scope.CHANGES)
    found = statements.withdraw(statements.locked(ChangeReport, change, held), by=by)
    trail.record("change.withdraw", by=by, about=found, **marks.of(held, by))


@trail.workflow("change.apply")
def apply(*, change: UUID, by: User) -> ChangeReport:
    """It is in the system of record; here what is beyond doubt is written into the case, if it holds by now.

    Raises NotInTheQueue, OwnCase, OwnSending.
    """
    found = _for_desk(change)
    statements.decide(found, state=State.APPLIED, words="", by=by)
    written = records.write(found)
    reason = "record" if written else ""
    trail.record("change.apply", by=by, about=found, case=found.case, reason=reason)
    return found


@trail.workflow("change.return")
def give_back(*, change: UUID, words: str, by: User) -> ChangeReport:
    """With what to correct. Raises NotInTheQueue, OwnCase, OwnSending."""
    found = statements.decide(_for_desk(change), state=State.RETURNED, words=words, by=by)
    trail.record("change.return", by=by, about=found, case=found.case)
    return found


def _for_desk(change: UUID) -> ChangeReport:
    """Locked in the order of everybody else: the case first."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(changereports=change)
    return statements.locked(ChangeReport, change, case)
