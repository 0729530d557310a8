import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support.models.report import ProblemReport


class ReportAnswer(models.Model):
    """Something said about a report after it was sent, by the help desk or by the reporter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(ProblemReport, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    # Null for whoever has the secret link and is not signed in.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("by"),
    )
    is_from_help_desk = models.BooleanField(_("from the help desk"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at", "pk"]
        default_permissions = []
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reportanswer_text_given"),
            models.CheckConstraint(
                condition=Q(is_from_help_desk=False) | Q(by__isnull=False),
                name="reportanswer_help_desk_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"
