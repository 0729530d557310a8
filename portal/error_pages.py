"""The page for each status that means no: what happened, what to do now, the number of the request.

Nothing here asks the database. Pages whose request got as far as the session have the whole frame;
the others, and those that may be shown because the database is gone, have a plain one.
"""

import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal import context, problems
from portal.errors import Refusal

logger = logging.getLogger(__name__)

PLAIN, WHOLE = "plain.html", "base.html"
HEADINGS = {
    "400.html": _("We could not read this request"),
    "403.html": _("You cannot open this page"),
    "404.html": _("Page not found"),
    "405.html": _("This page cannot be opened this way"),
    "413.html": _("What you sent is too large"),
    "429.html": _("Too many attempts"),
    "500.html": _("Something went wrong on our side"),
    "503.html": _("The portal does not answer right now"),
    "portal/csrf_failure.html": _("We could not accept this form"),
    "portal/session_ended.html": _("Your session has ended"),
}
STATUSES = {int(name[:3]) for name in HEADINGS if name[:3].isdigit()}
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
RETRY_AFTER = {429: 300, 503: 30}

# What our forms send beside what people type.
NOT_TYPED = {"csrfmiddlewaretoken", "next", "language", "version", "agree", "spoken_languages"}


def page(
    request: HttpRequest,
    status: int,
    *,
    template: str = "",
    layout: str = PLAIN,
    **more: Any,
) -> HttpResponse:
    """In the language of the request's cookie or browser; kept by no cache."""
    template = template or f"{status}.html"
    with translation.override(translation.get_language_from_request(request)):
        heading = str(HEADINGS[template])
        problems.note(request, message=heading)
        facts = {
            "request": request,  # for the link that reports this
            "layout": layout,
            "heading": heading,
            "request_id": context.current().request_id,
            **more,
        }
        text = loader.render_to_string(template, facts, request if layout == WHOLE else None)
        language = translation.get_language()
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "no-store, private"
    response["Content-Language"] = language
    if status in RETRY_AFTER:
        response["Retry-After"] = str(more.get("retry_after") or RETRY_AFTER[status])
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, layout=frame(request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404, layout=frame(request))


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """allauth's limits end here, each over within some minutes; and refusals that say how long."""
    wait = getattr(exception, "retry_after", None)
    why = str(exception) if isinstance(exception, Refusal) else ""
    return page(request, 429, layout=frame(request), retry_after=wait, why=why)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our mistake; or the database's, when what was raised says so."""
    try:
        return page(request, 503 if is_database_gone(sys.exc_info()[1]) else 500)
    except Exception:  # not even this page: whoever asked gets words all the same
        logger.exception("The error page cannot be shown")
        said = f"Something went wrong on our side. {context.current().request_id}"
        return HttpResponse(said, status=500, content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without our cookie: cookies are off, or the page is from before a sign-in.

    What was typed is shown to be copied: nothing of it is kept, and browsers forget it too.
    """
    name = "portal/csrf_failure.html"
    return page(request, 403, template=name, layout=frame(request), typed=typed(request))


def session_ended(request: HttpRequest, sign_in: str) -> HttpResponse:
    """A form came after the session had ended: what was typed is not lost at once."""
    name = "portal/session_ended.html"
    layout = frame(request)
    return page(request, 403, template=name, layout=layout, typed=typed(request), sign_in=sign_in)


def frame(request: HttpRequest) -> str:
    """Whole where the request got as far as to know its user."""
    return WHOLE if hasattr(request, "user") else PLAIN


def is_database_gone(error: BaseException | None) -> bool:
    """Stopped, out of reach, full, too slow: all of it passes, and none of it is the request's."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def typed(request: HttpRequest) -> list[str]:
    """The words in a form of ours, no secrets; nothing from a form on somebody else's site."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_TYPED and "password" not in name and value.strip()
    ]
