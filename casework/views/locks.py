"""What an assister cannot do in a case that is open to them: what, why, and who can."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from casework.models import ChangeReport, Renewal
from casework.views.doors import Door
from delegation.access import Closed
from delegation.models import Scope


def of(door: Door, *, changes: Iterable[ChangeReport], renewal: Renewal | None) -> list[Closed]:
    """What the consumer did not allow first, then what is on its way, then what no assister can."""
    not_allowed = [lock for part in Scope if (lock := door.lock(part))]
    sent = [change for change in changes if change.is_sent]
    if sent or (renewal is not None and renewal.is_sent):
        not_allowed.append(_sent())
    return [*not_allowed, *_never()]


def _sent() -> Closed:
    return Closed(
        _("Edit what was sent"),
        _(
            "The case desk is looking at it. They can return it for correcting; a change can be withdrawn."
        ),
        _("The case desk"),
    )


def _never() -> list[Closed]:
    """Of every delegation (45 CFR 155.225: help, and nothing in the consumer’s place)."""
    consumer = _("The consumer")
    return [
        Closed(
            _("Correct the primary contact’s date of birth, or change who that is"),
            _("It is what shows at the Help Line who somebody is."),
            _("The Help Line, with the consumer on the line"),
        ),
        Closed(
            _("Decide who else may help, or for how long"),
            _("Only the consumer chooses. They can end your help at any time, under “My case”."),
            consumer,
        ),
        Closed(
            _("Their account, password and access codes"),
            _("You act in your own name, never in theirs."),
            consumer,
        ),
        Closed(
            _("Accept a document, or say that it is no longer needed"),
            _("Whoever sends a document does not decide on it."),
            _("The case desk"),
        ),
        Closed(
            _("See a full Social Security number"),
            _("The portal does not keep it."),
            _("Nobody"),
        ),
    ]
