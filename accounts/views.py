"""Signing in and up, the dashboard, and the session's own pages; the rest of signing in is allauth's."""

from typing import Any

from allauth.account.views import LoginView, SignupView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from accounts import handing_over, next_steps, sessions
from accounts.errors import UsernameTaken
from accounts.http import AuthenticatedRequest
from accounts.models import User
from accounts.workflows import own_sessions


class SignIn(LoginView):
    """The sign-in page; the username waits filled in for who comes from an activation."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.session.get("sign_in_as", "")}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("__all__", "too_many"):
            response.status_code = 429
            response["Retry-After"] = str(self.request.retry_after)
        return response


@method_decorator(login_not_required, name="dispatch")
@method_decorator(transaction.atomic, name="post")
class SignUp(SignupView):
    """A consumer's account. On an assister's screen the consumer gets it to themselves first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not request.user.is_consumer:
            return handing_over.page(request, to="account_signup")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except UsernameTaken as refusal:
            form.add_error("username", str(refusal))
            response = self.form_invalid(form)
        return response


@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """End the assister's session before the consumer types anything on their screen."""
    return handing_over.finish(request)


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
        User.objects.filter(pk=request.user.pk).update(language=code)
    return set_language(request)
