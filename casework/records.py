"""What a reported change says of a case, written into the record where it leaves no doubt.

Address and yearly income, unless a later day has replaced them already, and who joined or left. The rest,
and what holds from a later day on, comes with the next import. Inside the workflow that takes the change
in, with the case locked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from cases.models import Case, HouseholdMember
from casework.models import ChangeReport

Kind = ChangeReport.Kind


def write(change: ChangeReport, day: date | None = None) -> bool:
    """Whether there was something to write by now."""
    writer = WRITERS.get(Kind(change.kind))
    from_on = change.from_on
    today = day or timezone.localdate()
    if writer is None or from_on is None or from_on > today or _is_outdated(change, today):
        return False
    writer(change.case, change.facts or {}, from_on)
    return True


def _is_outdated(change: ChangeReport, today: date) -> bool:
    """Something taken in before it holds from a later day: corrected late, this must not undo that."""
    later = ChangeReport.objects.filter(case=change.case, kind=change.kind)
    holds = later.filter(state=ChangeReport.State.APPLIED, from_on__range=(change.from_on, today))
    replaces = change.kind in (Kind.ADDRESS, Kind.INCOME)
    return replaces and holds.filter(from_on__gt=change.from_on).exists()


def _address(case: Case, facts: dict[str, Any], from_on: date) -> None:
    case.street, case.city, case.zip_code = facts["street"], facts["city"], facts["zip_code"]
    case.save(update_fields=["street", "city", "zip_code"])


def _income(case: Case, facts: dict[str, Any], from_on: date) -> None:
    case.income_cents = facts["income"]
    case.save(update_fields=["income_cents"])


def _joined(case: Case, facts: dict[str, Any], from_on: date) -> None:
    """Who comes back is the row that was there."""
    HouseholdMember.objects.update_or_create(
        case=case,
        first_name=facts["first_name"],
        last_name=facts["last_name"],
        born_on=date.fromisoformat(facts["born_on"]),
        defaults={"relation": facts.get("relation", "child"), "left_on": None},
    )


def _left(case: Case, facts: dict[str, Any], from_on: date) -> None:
    case.members.current().filter(pk=facts["member"]).update(left_on=from_on)


WRITERS: dict[Kind, Callable[[Case, dict[str, Any], date], None]] = {
    Kind.ADDRESS: _address,
    Kind.INCOME: _income,
    Kind.ADD_MEMBER: _joined,
    Kind.BIRTH: _joined,
    Kind.REMOVE_MEMBER: _left,
}
