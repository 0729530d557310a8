"""What is known of the request that is being served, for whoever writes audit events and logs."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from portal import codes


@dataclass(frozen=True)
class RequestContext:
    request_id: str = ""
    address: str | None = None


_OUTSIDE = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=_OUTSIDE)


def current() -> RequestContext:
    """The context of this request; an empty one in jobs and commands, unless they are within one."""
    return _current.get()


@contextmanager
def within(here: RequestContext) -> Iterator[None]:
    token = _current.set(here)
    try:
        yield
    finally:
        _current.reset(token)


def new_id() -> str:
    """72 bits that a person can read out on the phone. No secret, so it may come quickly."""
    code = "".join(random.choices(codes.READABLE, k=16))
    return "-".join(code[n : n + 4] for n in range(0, 16, 4))


_user_id: ContextVar[UUID | None] = ContextVar("user_id", default=None)


def user_id() -> UUID | None:
    """Who this request is from; None for visitors, in jobs and commands."""
    return _user_id.get()
