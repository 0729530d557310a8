from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# How long a code works, as its mail says; and how long after that the rest of a sign-up is kept.
CODE_LIFETIME = timedelta(minutes=15)
KEPT = timedelta(minutes=45)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def current(self) -> SignUpQuerySet:
        return self.filter(code_expires_at__gt=timezone.now() - KEPT)


class SignUp(models.Model):
    """What somebody filled in to make an account, until they give the code that was mailed.

    No account yet, and nothing is reserved: whether the address or the username is taken shows when
    the account is made. It looks the same for an address that has an account; only the mail differs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.EmailField()
    username = models.CharField(max_length=30)
    password = models.CharField(max_length=128)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    digest = models.CharField(max_length=80)
    code_expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["code_expires_at"], name="signup_code_expires_at")]
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="signup_email_given"),
            # What is kept is a hash, never the password.
            models.CheckConstraint(
                condition=Q(password__startswith="argon2$"), name="signup_password_is_hashed"
            ),
            # Only a digest: "version:hex" (portal.codes).
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[^:]+:[0-9a-f]{64}$"), name="signup_code_is_a_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"Sign-up {self.pk} ({'confirmed' if self.confirmed_at else 'waiting'})"
