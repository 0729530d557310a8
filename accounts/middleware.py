from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import second_factors, sessions
from accounts.models import User
from portal import error_pages

# What a browser is told to forget when a session ends: pages it keeps to go back to, and drafts.
FORGET = '"cache", "storage"'
GetResponse = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that was not used for too long, or has lasted too long; note that it is used."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            if sessions.seconds_left(request.session, request.user) <= 0:
                return _ended(request)
            if sessions.BACKGROUND_HEADER not in request.headers:
                sessions.touch(request.session)
        response = get_response(request)
        if isinstance(request.user, User):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return cleared(request, response)

    return middleware


def slow_down(get_response: GetResponse) -> GetResponse:
    """A form that was tried too often is a 429 with the time to wait (accounts.http.too_many)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if seconds := getattr(request, "retry_after", None):
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    return middleware


def remember_sign_out(sender: object, request: HttpRequest | None, **_more: object) -> None:
    """At every sign-out, whoever asked for it."""
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]


def cleared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Who signs out leaves nothing in the browser. The language's cookie stays; the session's is gone."""
    if getattr(request, "signed_out", False) and not isinstance(request.user, User):
        response["Clear-Site-Data"] = FORGET
    return response


def _ended(request: HttpRequest) -> HttpResponse:
    request.session_ended = True  # type: ignore[attr-defined]
    logout(request)
    if request.method == "POST" and sessions.BACKGROUND_HEADER not in request.headers:
        return cleared(request, error_pages.session_ended(request, reverse(settings.LOGIN_URL)))
    # Said at the next page, when it is the script of this one that asked.
    messages.warning(
        request, _("You were signed out because this page was not used for a while. Sign in again.")
    )
    if sessions.BACKGROUND_HEADER in request.headers:
        return cleared(request, HttpResponse(status=401))
    query = urlencode({"next": request.get_full_path()})
    return cleared(request, redirect(f"{reverse(settings.LOGIN_URL)}?{query}"))


class SignInRequired(LoginRequiredMiddleware):
    """Django's; and who sends a form of a session that is gone is told so, with what they typed."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        had_one = settings.SESSION_COOKIE_NAME in request.COOKIES
        is_form = request.method == "POST" and sessions.BACKGROUND_HEADER not in request.headers
        if is_form and had_one and request.session.session_key is None:
            return error_pages.session_ended(request, resolve_url(self.get_login_url(view_func)))
        return super().handle_no_permission(request, view_func)


class SecondFactor:
    """Where a second factor is forced, nothing personal is shown before it was given in this session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_args: object
    ) -> HttpResponseBase | None:
        if not second_factors.is_missing(request) or second_factors.is_open_without(request, view):
            return None
        if second_factors.is_set_up(request):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
        messages.info(
            request,
            _(
                "Your work here opens other people’s personal information. Set up a second factor "
                "first: an authenticator app or a passkey."
            ),
        )
        return redirect("mfa_index")
