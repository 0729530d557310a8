"""That somebody of the staff looked at the work on a case, as such: whatever else they are.

Before it is shown: what cannot be noted is not seen.
"""

from collections.abc import Iterable

from django.db.models import Model

from accounts.models import User
from audit import trail
from cases.models import Case


@trail.workflow("casework.desk_read")
def note(verb: str, *, about: Model, by: User) -> None:
    """``about`` is the case, or something that has one."""
    trail.record(verb, by=by, about=about)


@trail.workflow("casework.desk_list")
def note_listed(verb: str, *, cases: Iterable[Case], by: User) -> None:
    """Of a list whose rows tell of these cases: each has its event, however many of its rows there are."""
    trail.record_many(verb, by=by, events=[{"about": case} for case in set(cases)])
