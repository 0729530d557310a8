"""What an audit event says of whoever acts on a case, besides who it is."""

from typing import TypedDict
from uuid import UUID

from accounts.models import User
from cases.models import Case


class Marks(TypedDict):
    case: Case
    acting_for: UUID | None
    entity: UUID | None


def of(case: Case, by: User | None) -> Marks:
    """For a delegate: for which consumer they act, and of which entity they are. Asks the database nothing.

    None: staff as such, who act for nobody, whatever else they are.
    """
    if by is None or case.user_id == by.pk or not by.is_assister:
        return {"case": case, "acting_for": None, "entity": None}
    return {"case": case, "acting_for": case.user_id, "entity": by.assister.entity_id}
