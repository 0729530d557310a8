"""What an audit event says of whoever acts on a case, besides who it is."""

from typing import TypedDict
from uuid import UUID

from accounts.models import User
from cases.models import Case


class Marks(TypedDict):
    case: Case
    acting_for: UUID | None
    entity: UUID | None


def of(case: Case, by: User) -> Marks:
    """For a delegate: for which consumer they act, and of which entity they are."""
    is_delegate = case.user_id != by.pk and by.is_assister
    return {
        "case": case,
        "acting_for": case.user_id if is_delegate else None,
        "entity": by.assister.entity_id if is_delegate else None,
    }
