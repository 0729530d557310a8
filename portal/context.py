"""What is known of the request that is being served, for whoever writes audit events and logs."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class RequestContext:
    request_id: str = ""
    address: str | None = None


_OUTSIDE = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=_OUTSIDE)


def current() -> RequestContext:
    """The context of this request; an empty one in jobs and commands."""
    return _current.get()


_user_id: ContextVar[UUID | None] = ContextVar("user_id", default=None)


def user_id() -> UUID | None:
    """Who this request is from; None for visitors, in jobs and commands."""
    return _user_id.get()
