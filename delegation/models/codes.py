from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister
from delegation import cleaning
from portal import codes

PURPOSE = "delegation-code"
LINK_SALT = "delegation.invitation"


def code_of_link(token: str) -> uuid.UUID | None:
    """Which code the followed link came with; None for anything we did not sign."""
    try:
        return uuid.UUID(signing.loads(token, salt=LINK_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


class DelegationCodeQuerySet(models.QuerySet["DelegationCode"]):
    def live(self, at: datetime | None = None) -> DelegationCodeQuerySet:
        return self.filter(
            used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at or timezone.now()
        )

    def reading(self, code: str) -> DelegationCodeQuerySet:
        """The codes a person may mean by what they typed."""
        return self.filter(digest__in=codes.digests(cleaning.code_key(code), purpose=PURPOSE))


class DelegationCode(models.Model):
    """The invitation of one assister to activate their account; good once, for thirty days.

    Only a keyed digest of the code is kept; it is erased some time after the code has ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assister = models.ForeignKey(
        Assister, on_delete=models.PROTECT, related_name="delegation_codes"
    )
    # Null once it is erased, some time after the code has ended.
    digest = models.CharField(max_length=80, null=True, unique=True, editable=False)  # noqa: DJ001
    sent_to = models.EmailField(_("sent to"))
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,  # the demo's, issued by nobody
        verbose_name=_("issued by"),
    )
    expires_at = models.DateTimeField(_("expires"))
    # The three facts were entered: the first time that its e-mail was of use. The link alone may be
    # followed by a program that checks mail.
    opened_at = models.DateTimeField(_("opened"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = DelegationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation code")
        verbose_name_plural = _("delegation codes")
        ordering = ["-issued_at", "-pk"]
        default_permissions = ["view"]
        permissions = [("issue_delegationcode", "Can issue delegation codes")]
        constraints = [
            models.UniqueConstraint(
                "assister",
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="delegationcode_one_unspent_per_assister",
            ),
            models.CheckConstraint(condition=~Q(sent_to=""), name="delegationcode_sent_to_given"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("issued_at")),
                name="delegationcode_expires_after_issued",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="delegationcode_not_used_and_revoked",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lt=models.F("expires_at")),
                name="delegationcode_used_before_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"Delegation code {self.pk}"

    def get_absolute_url(self) -> str:
        """The mailed link: a signed reference to this row, never the code itself."""
        token = signing.dumps(self.pk.hex, salt=LINK_SALT)
        return f"{reverse('delegation:activation_start')}?invitation={token}"

    def is_live(self, at: datetime | None = None) -> bool:
        spent = self.used_at is not None or self.revoked_at is not None
        return not spent and self.expires_at > (at or timezone.now())
