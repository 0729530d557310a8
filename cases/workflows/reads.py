"""That somebody looked at a case: reads are on record, too."""

from accounts.models import User
from audit import trail
from cases.models import Case


@trail.workflow("case.read")
def note(*, case: Case, by: User) -> None:
    """Put on record that this person sees the case. Before it is shown: what cannot be noted is not seen."""
    trail.record("case.read", by=by, about=case, case=case)
