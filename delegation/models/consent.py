from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LegalTextQuerySet(models.QuerySet["LegalText"]):
    def current(self, kind: str, language: str, at: datetime | None = None) -> LegalText:
        """The newest version in force, in this language or else in English."""
        in_force = self.filter(kind=kind, valid_from__lte=at or timezone.now())
        newest = in_force.order_by("-version").values("version")[:1]
        in_either = in_force.filter(version=newest, language__in={language, "en"})
        texts = {text.language: text for text in in_either}
        return texts.get(language) or texts["en"]


class LegalText(models.Model):
    """Words that people agree to. Never changed: a new wording is a new version."""

    class Kind(models.TextChoices):
        TERMS_OF_USE = "terms_of_use", _("Terms and Conditions of Use")
        DELEGATION = "delegation", _("Consent to a delegation")
        # What a representative reads out to who consents on the phone.
        DELEGATION_SCRIPT = "delegation_script", _("Consent to a delegation, read out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateTimeField()

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version", "language"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint("kind", "version", "language", name="legaltext_version_unique"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="legaltext_sha256_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} ({self.language})"

    @staticmethod
    def hash_of(body: str) -> str:
        return hashlib.sha256(body.encode()).hexdigest()

    def blocks(self) -> list[tuple[str, str]]:
        """Paragraphs and headings in order: ("heading" or "paragraph", text)."""
        pieces = (" ".join(piece.split()) for piece in self.body.split("\n\n"))
        return [
            ("heading", piece.lstrip("# ")) if piece.startswith("#") else ("paragraph", piece)
            for piece in pieces
            if piece
        ]


class Consent(models.Model):
    """That a person read these very words, or had them read out, and agreed to them.

    Never changed, never deleted. On the phone a representative puts it down, for somebody who need not have
    an account.
    """

    class Channel(models.TextChoices):
        ONLINE = "online", _("Signed online")
        ORAL = "oral", _("Given on the phone to the Help Line")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents", null=True
    )
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.ONLINE)
    representative = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    # As it was typed, or said, in place of a signature.
    signed_name = models.CharField(max_length=161, blank=True)
    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, related_name="consents")
    sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    agreed_at = models.DateTimeField()

    class Meta:
        ordering = ["-agreed_at", "-pk"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_at__gte=models.F("opened_at")),
                name="consent_opened_before_agreed",
            ),
            models.CheckConstraint(
                condition=models.Q(channel="online", user__isnull=False, representative=None)
                | models.Q(channel="oral", representative__isnull=False)
                & ~models.Q(signed_name=""),
                name="consent_by_a_user_or_put_down_by_a_representative",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"
