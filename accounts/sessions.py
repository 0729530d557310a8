"""How long a session lasts: so long without use, so long in all, by what its owner does here."""

import time
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from accounts.models import User

BEGAN, SEEN = "session_began", "session_seen"
# A request that happens by itself says so in this header, and counts as no use.
BACKGROUND_HEADER = "X-Background"
# Being seen is written down at most so often: a session may end this much early, never late.
WRITE_EVERY = 60


def idle_limit(user: User) -> timedelta:
    """15 minutes for staff, assisters and contacts, 30 for consumers (SECURITY, sign-in)."""
    return settings.IDLE_LIMIT_CONSUMER if user.is_consumer else settings.IDLE_LIMIT


def whole_limit(user: User) -> timedelta:
    return settings.SESSION_LIMIT_STAFF if user.is_staff else settings.SESSION_LIMIT


def begin(session: SessionBase) -> None:
    session[BEGAN] = session[SEEN] = time.time()


def seconds_left(session: SessionBase, user: User) -> int:
    """Until the session ends unless it is used; 0 or less when it has ended."""
    if BEGAN not in session:
        begin(session)
    now = time.time()
    began, seen = session[BEGAN], session[SEEN]
    idle = seen + idle_limit(user).total_seconds() - now
    whole = began + whole_limit(user).total_seconds() - now
    return int(min(idle, whole))


def touch(session: SessionBase, *, now: bool = False) -> None:
    """Note that the session is in use."""
    if now or time.time() - session.get(SEEN, 0) >= WRITE_EVERY:
        session[SEEN] = time.time()


def end(user: User, pk: int) -> bool:
    """End one session of this user from this moment; says whether there was such a session."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        return False
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    return True


def end_all_of(users: Collection[UUID]) -> None:
    """End every session of all these users, from this moment."""
    theirs = UserSession.objects.filter(user__in=users)
    keys = list(theirs.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    theirs.delete()


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of this user, on every device, from this moment; says how many."""
    theirs = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    keys = list(theirs.values_list("session_key", flat=True))
    ended, _by_model = Session.objects.filter(session_key__in=keys).delete()
    theirs.delete()
    return ended
