"""Signing in, the dashboard, and the session's own pages; the rest of signing in is allauth's."""

from typing import Any

from allauth.account.views import LoginView, PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from accounts import limits, next_steps, sessions, sign_in_trail
from accounts.http import AuthenticatedRequest
from accounts.models import User
from accounts.workflows import own_sessions, people
from limiter.errors import TooManyAttempts
from limiter.http import with_status_of
from portal import error_pages


class ResetPassword(PasswordResetView):
    def form_valid(self, form: Any) -> HttpResponse:
        """The limits count what was typed, so they tell nothing about whether it has an account."""
        try:
            limits.charge_mail(form.cleaned_data["email"])
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return with_status_of(self.form_invalid(form), refusal)
        response: HttpResponse = super().form_valid(form)
        return response


class SignIn(LoginView):
    """The sign-in page; the username waits filled in for who comes from an activation."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.session.get("sign_in_as", "")}


@never_cache
def dashboard(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "accounts/dashboard.html", {"roles": next_steps.of(request.user)})


@require_GET
def session(request: AuthenticatedRequest) -> JsonResponse:
    """How long this session lasts yet. Asked in the background: asking is no use of it."""
    return _left(request)


@require_POST
def session_extend(request: AuthenticatedRequest) -> HttpResponse:
    """Go on working: what the script that warns sends when its button is pressed."""
    sessions.touch(request.session, now=True)
    return _left(request)


def _left(request: AuthenticatedRequest) -> JsonResponse:
    return JsonResponse({"left": sessions.seconds_left(request.session, request.user)})


@require_POST
def session_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    if not own_sessions.end(pk=pk, by=request.user):
        raise Http404
    messages.success(request, _("The session has ended."))
    return redirect("usersessions_list")


@require_POST
def sign_out_everywhere(request: AuthenticatedRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    own_sessions.end_all(by=request.user)
    logout(request)
    return redirect("account_login")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language: in a cookie, and with the account so that mails follow it."""
    code = request.POST.get("language", "")
    ours = code in dict(settings.LANGUAGES)  # Django itself speaks many more
    if ours and isinstance(request.user, User):
        people.choose_language(user=request.user, language=code)
    return set_language(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page that says so; of who is signed in, also on record."""
    user = getattr(request, "user", None)
    if isinstance(user, User):
        sign_in_trail.form_refused(user)
    return error_pages.csrf_failure(request, reason)
