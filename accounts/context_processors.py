from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts import sessions
from accounts.models import User


def session(request: HttpRequest) -> dict[str, Any]:
    """For who is signed in: the seconds until their session ends, and how long before it they are warned."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"session_left": None}
    return {
        "session_left": sessions.seconds_left(request.session, user),
        "session_warning": int(settings.IDLE_WARNING.total_seconds()),
    }
