"""That somebody looked at who has access to a case, or at whose cases wait. Before it is shown."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from audit import trail
from cases.models import Case
from delegation.models import Delegation


@trail.workflow("delegation.list")
def note_own(*, case: Case, by: User) -> None:
    """The consumer, at who has and had access to their case."""
    trail.record("delegation.list", by=by, about=case)


@trail.workflow("delegation.read")
def note(*, delegation: Delegation, by: User) -> None:
    """The consumer, or the assister, at one of theirs."""
    trail.record(
        "delegation.read",
        by=by,
        about=delegation,
        acting_for=_consumer(delegation, by),
        entity=delegation.entity_id,
    )


@trail.workflow("delegation.list_consumers")
def note_listed(*, rows: Iterable[Delegation], by: User) -> None:
    """The assister, at consumers by name: an event of each case."""
    events: list[trail.Told] = [
        {
            "about": row.case,
            "acting_for": _consumer(row, by),
            "entity": row.entity_id,
        }
        for row in rows
    ]
    trail.record_many("delegation.list_consumers", by=by, events=events)


def _consumer(row: Delegation, by: User) -> UUID | None:
    """Whom a delegate acts for; who is only asked acts for nobody yet."""
    acts = row.is_active and row.case.user_id != by.pk
    return row.case.user_id if acts else None
