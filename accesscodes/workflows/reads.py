"""That somebody of the help line looked at what a call, or a hold, shows of a case. Before it is shown."""

from collections.abc import Iterable

from accesscodes.models import HelpLineCall, IdentityCheck
from accounts.models import User
from audit import trail


@trail.workflow("help_line_call.read")
def note_call(*, call: HelpLineCall, by: User) -> None:
    trail.record("help_line_call.read", by=by, about=call)


@trail.workflow("identity_check.read")
def note_hold(*, check: IdentityCheck, by: User) -> None:
    trail.record("identity_check.read", by=by, about=check)


@trail.workflow("identity_check.list")
def note_holds(*, checks: Iterable[IdentityCheck], by: User) -> None:
    """An event of each case that is held."""
    cases = {check.case for check in checks}
    trail.record_many("identity_check.list", by=by, events=[{"about": case} for case in cases])
