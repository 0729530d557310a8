"""What is known of each request once it is answered: one line in the log, one count in the metrics."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal import context, metrics

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("portal.request")


def request_log(get_response: GetResponse) -> GetResponse:
    """Note what was asked by its view's name: an address may hold a secret, and is never written."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        _note(request, response, time.perf_counter() - began)
        return response

    return middleware


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    view = match.view_name if match else ""
    user = getattr(request, "_cached_user", None)  # nobody is looked up for the log's sake
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    logger.log(
        level,
        "request",
        extra={
            "view": view,
            "method": request.method if request.method in metrics.METHODS else "other",
            "status": response.status_code,
            "milliseconds": round(seconds * 1000),
            "user": str(user.pk) if user is not None and user.pk else None,
        },
    )
    metrics.count_request(view, request.method or "", response.status_code, seconds)


def known_user(get_response: GetResponse) -> GetResponse:
    """Let log lines and audit events written from here on know who is asking."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = context._user_id.set(request.user.pk)
        try:
            return get_response(request)
        finally:
            context._user_id.reset(token)

    return middleware
