"""What a page knows of the problem that it shows, packed into its own link "Report a problem".

The link carries it: nothing is stored for who only looks, each tab keeps its own, and it works while
the database is down. It is encrypted, so that an address tells nobody anything, and good for a day.
"""

import json
import re
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal import context

GOOD_FOR = timedelta(days=1)
# The longest of each that a link carries; browsers and proxies take addresses of 2,000 or more.
LONGEST = 500
SECRET_SEGMENT = re.compile(r"[^/]{25,}")
HIDDEN = "…"


@dataclass(frozen=True)
class Problem:
    """Where somebody was, what the page said, and by which request."""

    step: str = ""
    message: str = ""
    page: str = ""
    request_id: str = ""


def note(request: HttpRequest | None, *, message: str = "", step: str = "") -> Problem:
    """What this page has shown so far, and now this as well; kept with the request."""
    noted = getattr(request, "problem", Problem())
    known = replace(
        noted,
        step=step or noted.step,
        message=_joined(noted.message, message),
        page=noted.page or (plain_path(request.path) if request else ""),
        request_id=context.current().request_id,
    )
    if request is not None:
        request.problem = known  # type: ignore[attr-defined]
    return known


def _joined(first: str, second: str) -> str:
    return first if second in first else f"{first}\n{second}".strip()


def pack(problem: Problem) -> str:
    told = {name: text[:LONGEST] for name, text in vars(problem).items() if text}
    return _box(settings.SECRET_KEY).encrypt(zlib.compress(json.dumps(told).encode())).decode()


def unpack(token: str) -> Problem:
    """What a link of ours carries; nothing for anything else, or one that is too old."""
    try:
        packed = _box(settings.SECRET_KEY).decrypt(
            token.encode(), ttl=int(GOOD_FOR.total_seconds())
        )
    except (InvalidToken, UnicodeError):
        return Problem()
    told = json.loads(zlib.decompress(packed))
    return Problem(**{field.name: told.get(field.name, "") for field in fields(Problem)})


def came_from(request: HttpRequest) -> Problem:
    """What the followed link says; without one, the page of ours that the browser names."""
    told = unpack(request.GET.get("about", ""))
    if told.page or told.request_id:
        return told
    source = _split(request.headers.get("Referer", ""))
    if source is None or source.netloc != request.get_host() or source.path == request.path:
        return Problem()
    return Problem(page=plain_path(source.path))


def _split(address: str) -> Any:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def plain_path(path: str) -> str:
    """The path without what opens something: only short words and ids of rows stay."""
    return SECRET_SEGMENT.sub(lambda found: _shown(found[0]), path)[:200]


def _shown(segment: str) -> str:
    try:
        return str(UUID(segment))
    except ValueError:
        return HIDDEN if any(letter.isdigit() for letter in segment) else segment[:60]


@cache
def _box(secret: str) -> Fernet:
    key = salted_hmac("portal.problems", "key", secret=secret, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
