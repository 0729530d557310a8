from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import uploads
from support.models.report import ProblemReport


class ScreenshotQuerySet(models.QuerySet["Screenshot"]):
    def servable(self) -> ScreenshotQuerySet:
        """Those that may be handed out."""
        return self.filter(state=Screenshot.State.CLEAN)

    def unscanned(self) -> ScreenshotQuerySet:
        return self.filter(state=Screenshot.State.WAITING)

    def overdue(self) -> ScreenshotQuerySet:
        """Those whose scan was not done when it was asked for."""
        return self.unscanned().filter(added_at__lt=timezone.now() - timedelta(seconds=30))


class Screenshot(models.Model):
    """The picture that came with a report, encoded anew; its file has the name of this row's id."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked for viruses")
        CLEAN = "clean", _("Clean")
        INFECTED = "infected", _("Refused by the virus scanner, and deleted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(
        ProblemReport, on_delete=models.PROTECT, related_name="screenshot"
    )
    kind = models.CharField(_("kind"), max_length=10)
    size = models.PositiveIntegerField(_("size"))
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    checked_at = models.DateTimeField(_("checked"), null=True)

    objects = ScreenshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("screenshot")
        verbose_name_plural = _("screenshots")
        default_permissions = []
        indexes = [
            models.Index(
                fields=["added_at"], condition=Q(state="waiting"), name="screenshot_unscanned"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "clean", "infected"]),
                name="screenshot_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["PNG", "JPEG"]), name="screenshot_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", checked_at__isnull=True)
                | Q(~Q(state="waiting"), checked_at__isnull=False),
                name="screenshot_checked_and_state_agree",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, width__gt=0, height__gt=0),
                name="screenshot_shows_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Screenshot {self.pk} ({self.state})"

    @classmethod
    def needs_file(cls, key: uuid.UUID) -> bool:
        return cls.objects.filter(pk=key).exclude(state=cls.State.INFECTED).exists()

    @property
    def is_clean(self) -> bool:
        return self.state == self.State.CLEAN

    @property
    def ending(self) -> str:
        return self.kind.lower()

    @property
    def mime(self) -> str:
        return uploads.MIME[self.kind]
