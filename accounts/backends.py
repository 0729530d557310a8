from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import User
from portal.prepared import OneByKey

WITH_RELATIONS = OneByKey(
    lambda: User.objects.select_related("assister__entity", "entity_contact__entity")
)


class PortalBackend(AuthenticationBackend):
    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """One look-up, one check of the password: no username has an @.

        allauth tries what may be either as both, and so takes twice as long for an address it knows.
        """
        login = credentials.get("email") or credentials.get("username") or ""
        user = User.objects.who_signs_in_as(login)
        if getattr(request, "no_password_is_right", False):  # see the adapter's pre_authenticate
            user = None
        return self._check_password(user, credentials.get("password") or "")

    def get_user(self, user_id: str) -> User | None:
        """The user of each request, with what makes them an assister or a contact, in one query."""
        user = WITH_RELATIONS.find(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
