from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.models import User


class SignIn(LoginView):
    """The sign-in page; the username waits filled in for who comes from an activation."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.session.get("sign_in_as", "")}


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language: in a cookie, and with the account so that mails follow it."""
    code = request.POST.get("language", "")
    ours = code in dict(settings.LANGUAGES)  # Django itself speaks many more
    if ours and request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=code)
    return set_language(request)
