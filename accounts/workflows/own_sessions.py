"""What people do with their own sessions, besides signing in and out."""

from allauth.usersessions.models import UserSession

from accounts import sessions
from accounts.models import User
from audit import trail


@trail.workflow("session.end")
def end(*, pk: int, by: User) -> bool:
    """End one session of one's own; says whether there was such a session."""
    session = UserSession.objects.filter(user=by, pk=pk).first()
    if session is None:
        return False
    trail.record("session.end", by=by, about=session)
    return sessions.end(by, pk)


@trail.workflow("session.end_all")
def end_all(*, by: User) -> None:
    """End every session of one's own, this one too."""
    trail.record("session.end_all", by=by, about=by)
    sessions.end_all(by)
