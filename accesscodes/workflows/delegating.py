"""On the phone, for a consumer whose identity was checked in this very call: choose who helps, or end it.

Locks: call, then as delegation does: entity, assister, case.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from accesscodes.errors import OwnCase
from accesscodes.models import HelpLineCall
from accesscodes.verified import passed_check
from accesscodes.workflows.calls import locked_call
from accounts.models import User
from audit import trail
from cases.models import Case
from delegation.models import Delegation
from delegation.workflows import delegations


@trail.workflow("help_line_call.delegate")
def delegate(
    *, call: UUID, assister: UUID, key: UUID, version: int, name: str, language: str, by: User
) -> Delegation:
    """Put the consumer's word down as their consent to this assister, after the script was read to them.

    Raises NotVerified, CallEnded, OwnCase, and what delegations.sign_on_phone says.
    """
    found = _verified(call, by)
    row = delegations.sign_on_phone(
        case=_case(found),
        assister=assister,
        key=key,
        version=version,
        name=name,
        language=language,
        by=by,
    )
    trail.record("help_line_call.delegate", by=by, about=found, case=row.case, entity=row.entity)
    return row


@trail.workflow("help_line_call.end_delegation")
def end(*, call: UUID, delegation: UUID, by: User) -> Delegation:
    """End it at the consumer's word. Raises NotVerified, CallEnded, OwnCase, NotOpen."""
    found = _verified(call, by)
    row = delegations.end_on_phone(delegation=delegation, case=_case(found), by=by)
    trail.record("help_line_call.end_delegation", by=by, about=found, case=row.case)
    return row


def _verified(call: UUID, by: User) -> HelpLineCall:
    found = locked_call(call, by=by)
    case = Case.objects.get(pk=passed_check(found).case_id)
    if case.user_id == by.pk:
        raise OwnCase(_("This is your own case. Ask a colleague to take the call."))
    return found


def _case(call: HelpLineCall) -> UUID:
    assert call.case_id is not None  # whoever is verified has one
    return call.case_id
