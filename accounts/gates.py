"""The gate before the pages of assisters: whoever is not ready reads there what is missing.

Signing in, training and ordering need no badge, so their views stand outside of it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts import refusal_trail
from accounts.models import Assister, User

View = Callable[..., HttpResponseBase]


def is_ready(user: User) -> bool:
    """Asked of live rows, in one query, on every request."""
    return Assister.objects.ready().filter(user=user).exists()


def ready_assisters_only(view: View) -> View:
    """For views of what only a ready assister may do. Others get a 403 that explains itself.

    With a class: ``@method_decorator(ready_assisters_only, name="dispatch")``.
    """

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or not user.is_assister:
            raise PermissionDenied
        if not is_ready(user):
            refusal_trail.record(request, "NotReady")
            return explained(request, user.assister)
        return view(request, *args, **kwargs)

    return gate


def explained(request: HttpRequest, assister: Assister, *, status: int = 403) -> HttpResponse:
    """The page of one's standing; with 403, as the answer to what one may not do now."""
    standing = assister.standing()
    context = {
        "assister": assister,
        "missing": [(one, assister.note_about(one.lack)) for one in standing.missing],
        "certification": assister.certification(timezone.localdate()),
        "is_refusal": status == 403,
    }
    return render(request, "accounts/standing.html", context, status=status)
