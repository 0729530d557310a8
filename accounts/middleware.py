from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import second_factors, sessions
from accounts.models import User

# What a browser is told to forget when a session ends: pages it keeps to go back to.
FORGET = '"cache"'
GetResponse = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that was not used for too long, or has lasted too long; note that it is used."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            if sessions.seconds_left(request.session, request.user) <= 0:
                return _ended(request)
            if sessions.BACKGROUND_HEADER not in request.headers:
                sessions.touch(request.session)
        was_signed_in = isinstance(request.user, User)
        response = get_response(request)
        if was_signed_in and not isinstance(request.user, User):
            response.headers["Clear-Site-Data"] = FORGET
        if isinstance(request.user, User):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def _ended(request: HttpRequest) -> HttpResponse:
    logout(request)
    # Said at the next page, when it is the script of this one that asked.
    messages.warning(
        request, _("You were signed out because this page was not used for a while. Sign in again.")
    )
    if sessions.BACKGROUND_HEADER in request.headers:
        return HttpResponse(status=401)
    back = request.get_full_path() if request.method == "GET" else ""
    query = f"?{urlencode({'next': back})}" if back else ""
    return redirect(reverse(settings.LOGIN_URL) + query)


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
