from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from casework.models.statement import Statement, StatementQuerySet


class Renewal(Statement):
    """A household's answers for keeping its coverage another year; one for each year."""

    year = models.PositiveSmallIntegerField(_("coverage year"))

    objects = StatementQuerySet.as_manager()

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        ordering = ["-year", "pk"]
        default_permissions = ("view",)
        permissions = [("handle_renewal", "Can take in or return renewals")]
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="renewal_queue"),
            models.Index(
                fields=["case", "year"], condition=Q(state="returned"), name="renewal_returned"
            ),
        ]
        constraints = [
            *Statement.Meta.constraints,
            models.UniqueConstraint(fields=["case", "year"], name="renewal_one_per_case_and_year"),
            models.CheckConstraint(
                condition=Q(year__range=(2015, 2101)), name="renewal_year_plausible"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn"), name="renewal_is_never_withdrawn"
            ),
        ]


class CoverageReminder(models.Model):
    """That the people of a case were reminded of a renewal, so many days before it is due."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="coverage_reminders")
    year = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a renewal")
        verbose_name_plural = _("reminders of renewals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "year", "days"], name="coveragereminder_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"Coverage reminder {self.pk}"
