"""What an audit event says of whoever acts on a case, besides who it is."""

from django.db.models import Model

from accounts.models import User
from cases.models import Case


def of(case: Case, by: User) -> dict[str, Model | None]:
    """For a delegate: for which consumer they act, and of which entity they are."""
    is_delegate = case.user_id != by.pk and by.is_assister
    return {
        "case": case,
        "acting_for": case.user if is_delegate else None,
        "entity": by.assister.entity if is_delegate else None,
    }
