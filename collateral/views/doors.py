"""Who gets into the store."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from audit import trail
from audit.models import AuditEvent

View = Callable[..., HttpResponseBase]


def assisters_only(view: View) -> View:
    """An activated account of an assister, badge or not; who else comes is told whom it is for."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_assister:  # type: ignore[union-attr]
            _note_refusal(request)
            return render(request, "collateral/assisters_only.html", status=403)
        return view(request, *args, **kwargs)

    return checked


def _note_refusal(request: HttpRequest) -> None:
    match = request.resolver_match
    trail.record(
        "materials.open",
        by=request.user,
        outcome=AuditEvent.Outcome.REFUSED,
        reason=(match.view_name if match else "")[:80],
    )
