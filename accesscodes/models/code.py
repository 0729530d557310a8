from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accesscodes import code_text
from accesscodes.models.call import HelpLineCall
from accesscodes.models.check import IdentityCheck
from accounts.models import User
from cases.models import Case

WRONG_BIRTH_DATES = 5


class AccessCodeQuerySet(models.QuerySet["AccessCode"]):
    def unspent(self) -> AccessCodeQuerySet:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)

    def live(self, at: datetime | None = None) -> AccessCodeQuerySet:
        return self.unspent().filter(expires_at__gt=at or timezone.now())

    def issued_to_be_watched_by(self, user: User) -> AccessCodeQuerySet:
        """One's own; a supervisor's are all."""
        if user.has_perm("accesscodes.see_all_calls"):
            return self
        return self.filter(issued_by=user)

    def reading(self, typed: str) -> AccessCodeQuerySet:
        """The code that a person means by what they typed."""
        return self.filter(digest__in=code_text.digests(typed))


class AccessCode(models.Model):
    """What a representative read out to a primary contact; links one account to the case, once.

    Only a keyed digest and the last two characters are kept; the digest is erased some time after
    the code has ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="access_codes")
    call = models.ForeignKey(HelpLineCall, on_delete=models.PROTECT, related_name="codes")
    identity_check = models.ForeignKey(
        IdentityCheck, on_delete=models.PROTECT, related_name="codes"
    )
    # Of the form by which it was issued: one form issues one code.
    form_key = models.UUIDField(unique=True, editable=False)
    digest = models.CharField(max_length=80, null=True, unique=True, editable=False)  # noqa: DJ001
    ending = models.CharField(max_length=2)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(_("expires"))
    read_back_at = models.DateTimeField(_("read back"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    # The right code with a wrong date of birth: after so many it is revoked.
    wrong_birth_dates = models.PositiveSmallIntegerField(default=0)

    objects = AccessCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("access code")
        verbose_name_plural = _("access codes")
        ordering = ["-issued_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["issued_by", "-issued_at"], name="accesscode_of_representative"),
            models.Index(
                fields=["-expires_at", "-id"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="accesscode_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "case",
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="accesscode_one_unspent_per_case",
            ),
            models.CheckConstraint(
                condition=Q(ending__regex=rf"^[{code_text.ALPHABET}]{{2}}$"),
                name="accesscode_ending_two_characters",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="accesscode_expires_after_issued"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="accesscode_not_used_and_revoked",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lt=F("expires_at")),
                name="accesscode_used_before_expiry",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="accesscode_used_at_and_by_agree",
            ),
            models.CheckConstraint(
                condition=Q(wrong_birth_dates__lt=WRONG_BIRTH_DATES)
                | Q(revoked_at__isnull=False)
                | Q(used_at__isnull=False),
                name="accesscode_revoked_by_wrong_birth_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"Access code {self.pk}"

    def is_live(self, at: datetime | None = None) -> bool:
        spent = self.used_at is not None or self.revoked_at is not None
        return not spent and self.expires_at > (at or timezone.now())

    @property
    def is_revoked(self) -> bool:
        """Ended before its time; one that was replaced after its time had expired."""
        return self.revoked_at is not None and self.revoked_at < self.expires_at
