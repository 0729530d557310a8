"""What every change of standing has in common: its reason on record, sessions ended, everyone told."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts import sessions
from accounts.errors import NoteMissing
from accounts.models import Assister, Entity, StandingChange, User
from accounts.standing import ENDING, PAUSING, standing_changed
from notifications import outbox

What = StandingChange.What
Reason = StandingChange.Reason


def put_down(
    what: StandingChange.What,
    *,
    about: Assister | Entity,
    by: User | None,
    reason: str = "",
    note: str = "",
) -> StandingChange:
    """Write why; whoever is concerned reads ``note``. Raises NoteMissing where a reason says nothing."""
    if reason == Reason.OTHER and not note.strip():
        raise NoteMissing(_("Say in the note what the reason is: the people concerned read it."))
    of = {"assister": about} if isinstance(about, Assister) else {"entity": about}
    return StandingChange.objects.create(what=what, reason=reason, note=note.strip(), by=by, **of)


def announce(assisters: Sequence[Assister], what: StandingChange.What, *, by: User | None) -> None:
    """Sessions end where access does, from this moment, and upper floors do their part."""
    if what in ENDING | PAUSING:
        sessions.end_all_of([one.user_id for one in assisters if one.user_id])
    standing_changed.tell(assisters, what, by)


def write_to(assister: Assister, change: StandingChange) -> None:
    """Tell an assister who has an account what was decided; the words are behind their sign-in."""
    user = assister.user
    if user is not None:
        outbox.post("standing_change", to=user.email, language=user.language, about=change)
