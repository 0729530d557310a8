from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TrainingFile(models.Model):
    """A picture or a video: one that comes with the portal, or one that staff uploaded."""

    class Kind(models.TextChoices):
        PNG = "PNG", "PNG"
        JPEG = "JPEG", "JPEG"
        SVG = "SVG", "SVG"
        MP4 = "MP4", "MP4"
        WEBM = "WEBM", "WebM"

    MIME = {
        "PNG": "image/png",
        "JPEG": "image/jpeg",
        "SVG": "image/svg+xml",
        "MP4": "video/mp4",
        "WEBM": "video/webm",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    # Below static/, for what comes with the portal; what is uploaded lies under this row's id.
    shipped_as = models.CharField(_("comes with the portal as"), max_length=120, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("uploaded by"),
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("picture or video")
        verbose_name_plural = _("pictures and videos")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["PNG", "JPEG", "SVG", "MP4", "WEBM"]),
                name="trainingfile_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["shipped_as"],
                condition=~Q(shipped_as=""),
                name="trainingfile_shipped_as_unique",
            ),
            models.CheckConstraint(
                condition=Q(~Q(shipped_as=""), added_by__isnull=True)
                | Q(shipped_as="", added_by__isnull=False),
                name="trainingfile_is_shipped_or_uploaded",
            ),
            # Nobody uploads what could hold a script.
            models.CheckConstraint(
                condition=~Q(kind="SVG") | ~Q(shipped_as=""), name="trainingfile_svg_is_shipped"
            ),
        ]

    def __str__(self) -> str:
        return self.shipped_as or f"{self.kind} {self.pk}"

    @property
    def url(self) -> str:
        """Empty for a picture that came with an earlier release and is gone: no page breaks for it."""
        if not self.shipped_as:
            return reverse("training:file", args=[self.pk])
        try:
            return static(self.shipped_as)
        except ValueError:
            return ""

    @property
    def mime(self) -> str:
        return self.MIME[self.kind]

    @property
    def is_video(self) -> bool:
        return self.kind in {self.Kind.MP4, self.Kind.WEBM}
