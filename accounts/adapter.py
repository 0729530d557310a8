from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.passwords import normalise


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from an invitation."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Passwords are compared as they are stored; an account switched off looks like a wrong one."""
        credentials["password"] = normalise(credentials.get("password") or "")
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def is_safe_url(self, url: str | None) -> bool:
        """No, too, for what is no address at all."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
