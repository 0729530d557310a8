"""Accounts that nobody signs in to: their owner is warned, and a week later they are switched off."""

from django.conf import settings
from django.utils import timezone

from accounts import decisions, sessions
from accounts.decisions import What
from accounts.models import User
from audit import trail
from notifications import outbox


@trail.workflow("person.warn_unused")
def warn(*, user: User, by: None = None) -> bool:
    """Tell the owner on which day the account will be switched off; once for each time of rest."""
    row = _unused(user)
    if row is None or _was_warned(row):
        return False
    row.warned_unused_at = timezone.now()
    row.save(update_fields=["warned_unused_at"])
    trail.record("person.warn_unused", by=by, about=row)
    outbox.post("account_unused", to=row.email, language=row.language, about=row)
    return True


@trail.workflow("person.switch_off_unused")
def switch_off(*, user: User, by: None = None) -> bool:
    """Switch off an account that has rested for its whole time, and whose owner was warned a week ago.

    An administrator can switch it on again. Says whether it did.
    """
    row, now = _unused(user), timezone.now()
    if row is None or not _was_warned(row) or row.warned_unused_at is None:
        return False
    rested = now - row.last_used_at >= row.allowed  # type: ignore[attr-defined]
    if not rested or now - row.warned_unused_at < settings.UNUSED_ACCOUNT_WARNING:
        return False
    row.is_active = False
    row.save(update_fields=["is_active"])
    sessions.end_all(row)
    trail.record("person.switch_off_unused", by=by, about=row)
    outbox.post("account_switched_off", to=row.email, language=row.language, about=row)
    if row.is_assister:
        decisions.announce([row.assister], What.SWITCHED_OFF, by=by)
    return True


def _unused(user: User) -> User | None:
    """Fresh and locked; None when it was used meanwhile, or is off."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    return User.objects.unused_since(timezone.now()).filter(pk=user.pk).first()


def _was_warned(user: User) -> bool:
    """Since it was used last."""
    warned = user.warned_unused_at
    return warned is not None and warned >= user.last_used_at  # type: ignore[attr-defined]
