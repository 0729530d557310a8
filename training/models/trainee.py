from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister
from training.models.course import Course
from training.models.progress import ChapterPass, Progress


class TraineeQuerySet(models.QuerySet["Trainee"]):
    def in_course(self, course: Course | None) -> TraineeQuerySet:
        """``begun_at``, ``completed_at`` and ``passed``, the number of chapters, of each."""
        own = Progress.objects.filter(course=course, user=OuterRef("user"))
        passes = (
            ChapterPass.objects.filter(progress__course=course, progress__user=OuterRef("user"))
            .order_by()
            .values("progress__user")
            .annotate(count=Count("*"))
            .values("count")
        )
        return self.annotate(
            begun_at=Subquery(own.values("begun_at")[:1]),
            completed_at=Subquery(own.values("completed_at")[:1]),
            passed=Coalesce(Subquery(passes), 0),
        )

    def overdue(self, course: Course, *, since: datetime) -> TraineeQuerySet:
        """Active since before then, neither through nor busy with it since, nor reminded yet."""
        has_account = self.filter(user__is_active=True, activated_at__lt=since)
        own = Progress.objects.filter(course=course, user=OuterRef("user"))
        done = own.filter(Q(completed_at__isnull=False) | Q(moved_at__gte=since))
        reminded = course.reminders.filter(user=OuterRef("user"))
        return has_account.filter(~models.Exists(done), ~models.Exists(reminded))


class Trainee(Assister):
    """An assister as somebody who learns: what staff see of their training."""

    objects = TraineeQuerySet.as_manager()  # type: ignore[misc,assignment]

    class Meta:
        proxy = True
        verbose_name = _("training of an assister")
        verbose_name_plural = _("training of assisters")
        default_permissions = ["view"]
        permissions = [("export_trainee", "Can download the training of assisters")]
        ordering = ["entity__legal_name", "certification_number"]
