from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts.forms import NewPasswordForm
from accounts.models import User
from accounts.passwords import password_rules
from audit import trail


@method_decorator(login_not_required, name="dispatch")
class Welcome(PasswordResetConfirmView):
    """Where an invited person sets their own password. Having the link shows that the address is theirs."""

    form_class = NewPasswordForm  # type: ignore[assignment]
    template_name = "accounts/welcome.html"
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> User | None:
        """Nobody, where the account was switched off since."""
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = form.user
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        trail.record("password.set", by=user, about=user)
        self.request.session["sign_in_as"] = user.username
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = password_rules(self.user) if self.user else []
        return {**super().get_context_data(**kwargs), "password_rules": rules}
