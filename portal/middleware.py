from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from portal import context, error_pages
from portal.errors import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
VERBS = ["GET", "HEAD", "POST"]
# Nothing that the portal is, and nothing it may be made to ask of a browser.
SWITCHED_OFF = (
    "accelerometer, autoplay, camera, display-capture, encrypted-media, geolocation, gyroscope, "
    "magnetometer, microphone, midi, payment, screen-wake-lock, usb, xr-spatial-tracking"
)
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in SWITCHED_OFF.split(", "))


def client_address(request: HttpRequest) -> str | None:
    """The client's address as our own proxies saw it; what a client writes itself is not believed."""
    proxies = settings.TRUSTED_PROXIES
    candidate = request.META.get("REMOTE_ADDR", "")
    header = request.META.get("HTTP_X_FORWARDED_FOR")
    if proxies and header is not None:  # machines inside come without a proxy
        forwarded = header.split(",")
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
        address = client_address(request)
        here = context.RequestContext(request_id=context.new_id(), address=address)
        with context.within(here):
            response = get_response(request)
        response["X-Request-ID"] = here.request_id
        return response

    return middleware


def readable_requests(get_response: GetResponse) -> GetResponse:
    """GET, HEAD and POST only: a class-based view would take a PUT for a POST. No NUL in addresses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in VERBS:
            return _with_page(request, HttpResponseNotAllowed(VERBS))
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware


def response_headers(get_response: GetResponse) -> GetResponse:
    """Headers for every answer, static files and refusals by other middleware too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _headers().items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def _headers() -> dict[str, str]:
    """Most of them are the SecurityMiddleware's, which does not see what is refused before it."""
    return {
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }


class ErrorPages:
    """Give a refusal that has no words its page, and a limit that a view did not catch its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _with_page(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal) and hasattr(error, "retry_after"):
            return error_pages.too_many_requests(request, error)
        return None


def _with_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with a page for its status, where it is empty and a person will see it."""
    is_bare = response.status_code in error_pages.STATUSES and not response.streaming
    if not is_bare or response.content or not _reads_pages(request):
        return response
    layout = error_pages.frame(request)
    page = error_pages.page(request, response.status_code, layout=layout)
    for name in ("Allow", "Retry-After"):
        if name in response:
            page[name] = response[name]
    page.cookies.update(response.cookies)
    return page


def _reads_pages(request: HttpRequest) -> bool:
    """A browser that opens a page says so; scripts and machines ask for anything."""
    return "text/html" in request.headers.get("Accept", "")
