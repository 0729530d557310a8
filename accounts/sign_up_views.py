"""Making a consumer's account: the form, the mailed code, and another username where one was taken."""

from typing import Any
from uuid import UUID

from allauth.account.utils import complete_signup
from allauth.account.views import SignupView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import handing_over
from accounts.errors import AddressTaken, SignUpGone, UsernameTaken
from accounts.forms import SignUpCodeForm, UsernameForm
from accounts.models import SignUp, User
from accounts.workflows import sign_ups
from limiter.errors import TooManyAttempts
from limiter.http import with_status_of
from portal.errors import Refusal

# In the session: the id of what was filled in, and where its owner wanted to go.
WAITING = "sign_up"


@method_decorator(login_not_required, name="dispatch")
class MakeAccount(SignupView):
    """A consumer's account. On an assister's screen the consumer gets it to themselves first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not request.user.is_consumer:
            return handing_over.page(request, to="account_signup")
        if request.method == "GET" and waiting(request):
            return redirect("accounts:sign_up_code")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who has an access code links their case first, and then goes on to where they wanted to."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        to, link = context["redirect_field_value"] or "", reverse("accesscodes:case_link")
        context["links_first"] = to.startswith(link)
        context["link_path"] = to if context["links_first"] else f"{link}?{urlencode({'next': to})}"
        if not to:
            context["link_path"] = link
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            row = sign_ups.begin(**form.facts(), language=get_language() or "en")
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return with_status_of(self.form_invalid(form), refusal)
        _forget(self.request)
        self.request.session[WAITING] = {"id": str(row.pk), "next": self.get_next_url()}
        return redirect("accounts:sign_up_code")


@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """End the assister's session before the consumer types anything on their screen."""
    return handing_over.finish(request)


@login_not_required
@never_cache
def sign_up_code(request: HttpRequest) -> HttpResponse:
    row = waiting(request)
    if row is None:
        return _ended(request)
    if row.confirmed_at:
        return redirect("accounts:sign_up_username")
    form = SignUpCodeForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            sign_ups.confirm(sign_up=row.pk, typed=form.cleaned_data["code"])
            return _with_account(request, row.pk)
        except UsernameTaken:
            return redirect("accounts:sign_up_username")
        except SignUpGone:
            return _ended(request)
        except Refusal as refusal:
            refused = refusal
            form.add_error("code", str(refusal))
    page = render(request, "accounts/sign_up_code.html", {"form": form, "email": row.email})
    return with_status_of(page, refused)


@login_not_required
@require_POST
def sign_up_send(request: HttpRequest) -> HttpResponse:
    row = waiting(request)
    if row is None:
        return _ended(request)
    try:
        sign_ups.send_code(sign_up=row.pk)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("We have sent another e-mail."))
    return redirect("accounts:sign_up_code")


@login_not_required
@require_POST
def sign_up_cancel(request: HttpRequest) -> HttpResponse:
    _forget(request)
    return redirect("account_signup")


@login_not_required
@never_cache
def sign_up_username(request: HttpRequest) -> HttpResponse:
    """Another username, where somebody took it between the form and the code."""
    row = waiting(request)
    if row is None:
        return _ended(request)
    if row.confirmed_at is None:
        return redirect("accounts:sign_up_code")
    form = UsernameForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            return _with_account(request, row.pk, form.cleaned_data["username"])
        except SignUpGone:
            return _ended(request)
        except Refusal as refusal:
            refused = refusal
            form.add_error("username", str(refusal))
    context = {"form": form, "username": row.username}
    return with_status_of(render(request, "accounts/sign_up_username.html", context), refused)


def waiting(request: HttpRequest) -> SignUp | None:
    """What was filled in within this browser and waits for its code."""
    held = request.session.get(WAITING)
    if held is None or request.user.is_authenticated:
        return None
    return SignUp.objects.current().filter(pk=held["id"]).first()


def _forget(request: HttpRequest) -> None:
    if held := request.session.pop(WAITING, None):
        sign_ups.cancel(sign_up=UUID(held["id"]))


def _ended(request: HttpRequest) -> HttpResponse:
    """To the form; who has an account by now, from another tab or a second press, goes on from there.

    Nothing is changed in the session: whoever signed in with it meanwhile has another.
    """
    if WAITING in request.session:
        messages.warning(
            request,
            _(
                "This sign-up has ended: it was finished, or it took more than an hour. "
                "If you have no account yet, fill in the form again."
            ),
        )
    return redirect("account_signup")


def _with_account(request: HttpRequest, sign_up: UUID, username: str = "") -> HttpResponse:
    """Make the account and sign its owner in, who goes on where they wanted to."""
    try:
        user = sign_ups.make_account(sign_up=sign_up, username=username)
    except AddressTaken as refusal:
        _forget(request)
        messages.warning(request, str(refusal))
        return redirect("account_login")
    held = request.session.pop(WAITING, {})
    messages.success(request, _("Your e-mail address is confirmed, and your account is made."))
    response: HttpResponse = complete_signup(request, user, None, held.get("next"))
    return response
