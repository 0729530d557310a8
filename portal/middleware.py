import uuid
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from portal import context

GetResponse = Callable[[HttpRequest], HttpResponse]
VERBS = ["GET", "HEAD", "POST"]


def client_address(request: HttpRequest) -> str | None:
    """The client's address as our own proxies saw it; what a client writes itself is not believed."""
    proxies = settings.TRUSTED_PROXIES
    candidate = request.META.get("REMOTE_ADDR", "")
    if proxies:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= proxies:
            candidate = forwarded[-proxies].strip()
    try:
        address = ip_address(
            candidate.partition("%")[0]
        )  # without the zone, which is this machine's
    except ValueError:
        return None
    # Where IPv6 listens for both, an IPv4 address comes mapped: all of them would be one network.
    return str(getattr(address, "ipv4_mapped", None) or address)


def request_context(get_response: GetResponse) -> GetResponse:
    """Give each request an id and remember where it came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        here = context.RequestContext(request_id=uuid.uuid4().hex, address=client_address(request))
        token = context._current.set(here)
        try:
            response = get_response(request)
        finally:
            context._current.reset(token)
        response["X-Request-ID"] = here.request_id
        return response

    return middleware


def known_verbs(get_response: GetResponse) -> GetResponse:
    """GET, HEAD and POST only: a class-based view would take a PUT for a POST."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in VERBS:
            return HttpResponseNotAllowed(VERBS)
        return get_response(request)

    return middleware


def response_headers(get_response: GetResponse) -> GetResponse:
    """Headers that Django has no setting for, on every answer, static files too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    return middleware
