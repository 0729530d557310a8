"""The demo's changes and renewals: maria's in every state, and those of all cases that are delegated."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from casework.models import ChangeReport, Renewal, Statement
from delegation.models import Delegation

State, Kind = Statement.State, ChangeReport.Kind
STREET, CITY, ZIP_CODE = "402 Cedar Lane", "Sacramento", "95815"
RETURNED = "Which apartment is it? The letter came back to us."
# Of one assister's cases, one after the other: how far each got, and in how many days it is due.
PROGRESS: list[tuple[Statement.State | None, int]] = [
    (None, -6),
    (State.RETURNED, 18),
    (State.DRAFT, 9),
    (None, 40),
    (State.SENT, 25),
    (State.APPLIED, 50),
]
MARIAS_DUE_IN = 23
RENEWAL = {
    "household": "same",
    "household_words": "",
    "income_is": "same",
    "income": None,
    "consent": "yes",
    "plan_is": "same",
    "plan": "",
}


def load() -> list[str]:
    maria = Case.objects.filter(user__username="maria").first()
    desk = User.objects.filter(username="casedesk").first()
    if maria and desk and not ChangeReport.objects.exists():
        _make(maria, desk)
    return [
        "",
        "Changes and renewals: as maria at /my-case/, as carmen, whose cases are in every state, at",
        "  /cases/renewals/, as casedesk at /admin/casework/changereport/ and /admin/casework/renewal/",
    ]


@transaction.atomic
def _make(maria: Case, desk: User) -> None:
    assert maria.user is not None
    for kind, state in zip(
        [Kind.INCOME, Kind.ADDRESS, Kind.CONTACT, Kind.PREGNANCY, Kind.MARRIAGE], State, strict=True
    ):
        ChangeReport.objects.create(kind=kind, **_change(kind, state, maria, maria.user, desk))
    _set_due(maria, MARIAS_DUE_IN)
    held = Delegation.objects.active().select_related("case__user", "assister__user")
    progress: dict[Any, Any] = {}
    for row in held.exclude(case=maria).order_by("assister", "case__number"):
        state, due_in = next(progress.setdefault(row.assister_id, cycle(PROGRESS)))
        _set_due(row.case, due_in)
        if row.assister.user and state:
            facts = _facts(state, row.case, row.assister.user, desk, dict(RENEWAL))
            Renewal.objects.create(year=row.case.coverage_year + 1, answers=_typed(), **facts)
            if state in ChangeReport.EDITABLE:
                kind = Kind.ADDRESS
                change = _change(kind, state, row.case, row.assister.user, desk)
                ChangeReport.objects.create(kind=kind, **change)


def _set_due(case: Case, days: int) -> None:
    """Whoever is late has not consented either."""
    today = timezone.localdate()
    case.renewal_due_on = today + timedelta(days=days)
    case.consent_until = None if days < 0 else today + timedelta(days=400)
    case.save(update_fields=["renewal_due_on", "consent_until"])


def _typed() -> dict[str, Any]:
    """As somebody chose it, step by step."""
    return {
        "household": {"household": ["same"]},
        "income": {"income_is": ["same"]},
        "consent": {"consent": ["yes"]},
    }


def _change(
    kind: ChangeReport.Kind, state: Statement.State, case: Case, by: User, desk: User
) -> dict[str, Any]:
    since = timezone.localdate() - timedelta(days=20)
    day = dict(zip(["month", "day", "year"], [since.month, since.day, since.year], strict=True))
    said: dict[str, Any] = {"people": ["contact"], "words": "Desde este mes."}
    if kind == Kind.ADDRESS:
        said = {"street": STREET, "city": CITY, "zip_code": ZIP_CODE}
    elif kind == Kind.INCOME:
        said = {"income": 44_000_00, "words": ""}
    facts = _facts(state, case, by, desk, {**said, "from_on": since.isoformat()})
    typed = {
        name: value if isinstance(value, list) else [str(value)] for name, value in said.items()
    }
    if kind == Kind.INCOME:
        typed["income"] = ["44,000"]
    typed |= {f"from_on_{part}": [str(number)] for part, number in day.items()}
    return {**facts, "answers": typed, "from_on": since if facts["facts"] else None}


def _facts(
    state: Statement.State, case: Case, by: User, desk: User, told: dict[str, Any]
) -> dict[str, Any]:
    now = timezone.now()
    was_sent = state not in {State.DRAFT, State.WITHDRAWN}
    is_decided = state in {State.APPLIED, State.RETURNED, State.WITHDRAWN}
    return {
        "case": case,
        "state": state,
        "begun_by": by,
        "edited_by": by,
        "edited_at": now - timedelta(days=3),
        "sent_by": by if was_sent else None,
        "sent_at": now - timedelta(days=2) if was_sent else None,
        "facts": told if was_sent else None,
        "decided_by": desk if is_decided else None,
        "decided_at": now - timedelta(days=1) if is_decided else None,
        "words": RETURNED if state == State.RETURNED else "",
    }
