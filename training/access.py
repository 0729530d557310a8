"""Who may do more than read: what is taught is public, how far somebody is in it is theirs."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


def may_train(user: User | AnonymousUser) -> TypeGuard[User]:
    """Assisters whose account is active, with or without a badge, and staff."""
    return isinstance(user, User) and (user.is_staff or user.is_assister)
