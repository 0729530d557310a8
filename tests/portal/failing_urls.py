"""The portal's addresses, and some where something goes wrong, as it may anywhere."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed, JsonResponse
from django.urls import path

from portal import urls
from portal.errors import Refusal

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler429, handler500 = urls.handler404, urls.handler429, urls.handler500


class Full(Refusal):
    retry_after = 77


class Why(Exception): ...


RAISED = {
    "bad": BadRequest("no"),
    "suspicious": SuspiciousOperation("no"),
    "forbidden": PermissionDenied("no"),
    "long": RequestDataTooBig("no"),
    "fields": TooManyFieldsSent("no"),
    "files": TooManyFilesSent("no"),
    "mistake": ZeroDivisionError("no"),
    "gone": OperationalError("no"),
    "closed": InterfaceError("no"),
    "full": Full("Wait a little, then go on."),
}
EMPTY = {
    "verb": lambda: HttpResponseNotAllowed(["POST"]),
    "nothing": lambda: HttpResponseBadRequest(),
    "busy": lambda: HttpResponse(status=503, headers={"Retry-After": "5"}),
    "said": lambda: HttpResponse("said\n", status=404),
    "json": lambda: JsonResponse({"error": "no"}, status=400),
}


@login_not_required
def raising(request, name):
    raise RAISED[name]


@login_not_required
def wrapped(request):
    """As a task or a form that wraps what it meets."""
    try:
        raise OperationalError("no")
    except OperationalError as error:
        raise Why from error


@login_not_required
def empty(request, name):
    return EMPTY[name]()


@login_not_required
def slow(request):
    """Until the database goes away: what a request in its midst meets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")
    return HttpResponse("late")


urlpatterns = [
    *urls.urlpatterns,
    path("fails/wrapped/", wrapped),
    path("fails/slow/", slow),
    path("fails/<name>/", raising),
    path("empty/<name>/", empty),
]
