"""Whoever is signed in and tries a page that is not for them is on record."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from audit import trail
from audit.models import AuditEvent


def record(request: HttpRequest, reason: str = "", case: UUID | None = None) -> None:
    """``reason`` is one word; without it the page's own name. Outside of the request's transaction.

    ``case``: which one they wanted to get at, for its consumer to see.
    """
    if isinstance(request.user, User):
        match = request.resolver_match
        in_admin = match is not None and "admin" in match.namespaces
        trail.record(
            "admin.open" if in_admin else "page.open",
            by=request.user,
            case=case,
            outcome=AuditEvent.Outcome.REFUSED,
            reason=(reason or (match.view_name if match else ""))[:80] or "PermissionDenied",
        )


class RefusalsOnRecord:
    """A view that raises PermissionDenied is answered by 403 and noted, in the administration too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied):
            record(request)
