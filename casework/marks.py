"""What an audit event says of whoever acts on a case, besides who it is."""

from typing import TypedDict

from accounts.models import Entity, User
from cases.models import Case


class Marks(TypedDict):
    case: Case
    acting_for: User | None
    entity: Entity | None


def of(case: Case, by: User) -> Marks:
    """For a delegate: for which consumer they act, and of which entity they are."""
    is_delegate = case.user_id != by.pk and by.is_assister
    return {
        "case": case,
        "acting_for": case.user if is_delegate else None,
        "entity": by.assister.entity if is_delegate else None,
    }
