"""Asking again who somebody is, before they take many people’s data along; then what they posted is done."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

View = Callable[..., Any]


def asked_again(view: View) -> View:
    """Only soon after a sign-in; else allauth keeps what is posted, asks, and goes on with it.

    It goes on only where the way back is the bare path; another way back is asked for by GET, which these
    views do not take. What the address says besides is kept with the post.
    """
    guarded = reauthentication_required(view)

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return guarded(request, *args, **kwargs)
        except ReauthenticationRequired:
            _ = request.GET  # read from the address while it is there
            request.META["QUERY_STRING"] = ""
            raise

    return asked
