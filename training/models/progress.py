from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from training.models.course import Chapter, Course, Section


class Progress(models.Model):
    """Where a person is in a course, on whichever device they go on, and when they completed it.

    Its id is the number of the certificate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="training",
        verbose_name=_("person"),
    )
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="progress", verbose_name=_("course")
    )
    # Where to go on: a section, or without one the check of the chapter.
    chapter = models.ForeignKey(
        Chapter, on_delete=models.PROTECT, related_name="+", verbose_name=_("chapter")
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("section"),
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    moved_at = models.DateTimeField(_("last step"), default=timezone.now)
    completed_at = models.DateTimeField(_("completed"), null=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["-moved_at", "-pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"], name="progress_one_per_person_and_course"
            ),
            models.CheckConstraint(
                condition=Q(moved_at__gte=F("begun_at")), name="progress_moved_after_begun"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("begun_at")),
                name="progress_completed_after_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"Progress {self.pk}"

    @property
    def is_completed(self) -> bool:
        return self.completed_at is not None

    @property
    def where(self) -> str:
        """The address at which to go on."""
        section = self.section.number if self.section else None
        return place_url(self.course.slug, self.chapter.number, section)

    @property
    def certificate_url(self) -> str:
        """Where anybody who was shown the certificate can see that it is genuine."""
        return reverse("training:certificate_verify", args=[self.pk])

    @property
    def holder(self) -> str:
        """The name on the certificate."""
        return name_of(self.user)


def place_url(course: str, chapter: int, section: int | None) -> str:
    """The address of a section, or without one of the chapter's check."""
    if section is None:
        return reverse("training:chapter_check", args=[course, chapter])
    return reverse("training:section", args=[course, chapter, section])


def name_of(user: User) -> str:
    """As the certification has it; else as the account says it."""
    if user.is_assister:
        return user.assister.full_name
    return user.get_full_name() or user.get_username()


class ChapterPass(models.Model):
    """That a person answered every question of a chapter's check. Passed once, passed for good."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="passes")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="passes")
    passed_at = models.DateTimeField(_("passed"), default=timezone.now)

    class Meta:
        verbose_name = _("chapter passed")
        verbose_name_plural = _("chapters passed")
        ordering = ["progress", "chapter"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["progress", "chapter"], name="chapterpass_once_per_chapter"
            ),
        ]

    def __str__(self) -> str:
        return f"Pass {self.pk}"


class Reminder(models.Model):
    """That somebody was reminded of a course: once, whatever happens afterwards."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_reminders"
    )
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="reminders")
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at", "-pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"], name="reminder_once_per_person_and_course"
            ),
        ]

    def __str__(self) -> str:
        return f"Reminder {self.pk}"
