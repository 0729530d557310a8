from __future__ import annotations

import uuid

from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.bilingual import InLanguage
from training.models.file import TrainingFile


class CourseQuerySet(models.QuerySet["Course"]):
    def listed(self) -> CourseQuerySet:
        """Those that people may take."""
        return self.filter(is_listed=True)

    def with_outline(self) -> CourseQuerySet:
        """With chapters and the titles of their sections, in two queries more."""
        sections = Section.objects.only("chapter_id", "number", "title_en", "title_es")
        return self.prefetch_related(
            "chapters", models.Prefetch("chapters__sections", queryset=sections)
        )


class Course(models.Model):
    """Something to learn, in chapters whose minutes add up to its own: the database sees to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    summary_en = models.TextField(_("what it is about, in English"), max_length=600)
    summary_es = models.TextField(_("what it is about, in Spanish"), max_length=600)
    minutes = models.PositiveSmallIntegerField(
        _("minutes in all"),
        validators=[MinValueValidator(1)],
        help_text=_("The minutes of the chapters must add up to this."),
    )
    order = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    is_listed = models.BooleanField(_("people may take it"), default=True)

    title = InLanguage()
    summary = InLanguage()
    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="course_takes_some_minutes"),
            models.CheckConstraint(
                condition=~Q(title_en="") & ~Q(title_es="") & ~Q(summary_en="") & ~Q(summary_es=""),
                name="course_words_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"Course {self.slug}"

    def get_absolute_url(self) -> str:
        return reverse("training:course", args=[self.slug])


class Chapter(models.Model):
    """A part of a course: a walkthrough in sections, a transcript, a check, a slot for a video."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="chapters", verbose_name=_("course")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    transcript_en = models.TextField(_("transcript in English"))
    transcript_es = models.TextField(_("transcript in Spanish"))

    video = models.ForeignKey(
        TrainingFile,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("video"),
    )
    captions_en = models.TextField(_("captions in English (WebVTT)"), blank=True)
    captions_es = models.TextField(_("captions in Spanish (WebVTT)"), blank=True)
    video_link = models.CharField(
        _("address of a video elsewhere"),
        max_length=300,
        blank=True,
        validators=[URLValidator(["https"], message=_("Enter an address of https://…"))],
    )
    link_has_captions = models.BooleanField(
        _("The video at this address has captions in English and in Spanish"), default=False
    )

    title = InLanguage()
    transcript = InLanguage()

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["course", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"],
                name="chapter_number_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0, minutes__gt=0), name="chapter_takes_some_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(title_en="")
                & ~Q(title_es="")
                & ~Q(transcript_en="")
                & ~Q(transcript_es=""),
                name="chapter_words_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(video__isnull=True) | Q(video_link=""), name="chapter_one_video_at_most"
            ),
            models.CheckConstraint(
                condition=Q(video__isnull=True, captions_en="", captions_es="")
                | Q(~Q(captions_en=""), ~Q(captions_es=""), video__isnull=False),
                name="chapter_video_has_captions",
            ),
            models.CheckConstraint(
                condition=Q(video_link="", link_has_captions=False)
                | Q(link_has_captions=True, video_link__startswith="https://"),
                name="chapter_linked_video_has_captions",
            ),
        ]

    def __str__(self) -> str:
        return f"Chapter {self.pk} ({self.number})"

    def get_absolute_url(self) -> str:
        """Its first section."""
        return reverse("training:chapter", args=[self.course.slug, self.number])

    @property
    def check_url(self) -> str:
        return reverse("training:chapter_check", args=[self.course.slug, self.number])


class Section(models.Model):
    """One page of a chapter's walkthrough: what somebody reads before they press Continue."""

    id = models.BigAutoField(primary_key=True)
    chapter = models.ForeignKey(
        Chapter, on_delete=models.CASCADE, related_name="sections", verbose_name=_("chapter")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    text_en = models.TextField(_("text in English"))
    text_es = models.TextField(_("text in Spanish"))

    title = InLanguage()
    text = InLanguage()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["chapter", "number"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "number"],
                name="section_number_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="section_number_begins_at_one"),
            models.CheckConstraint(
                condition=~Q(title_en="") & ~Q(title_es="") & ~Q(text_en="") & ~Q(text_es=""),
                name="section_words_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"Section {self.pk} ({self.number})"


class Question(models.Model):
    """One question of a chapter's check: three answers to choose from, and why the right one is right."""

    id = models.BigAutoField(primary_key=True)
    chapter = models.ForeignKey(
        Chapter, on_delete=models.CASCADE, related_name="questions", verbose_name=_("chapter")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    text_en = models.CharField(_("question in English"), max_length=300)
    text_es = models.CharField(_("question in Spanish"), max_length=300)
    choice_1_en = models.CharField(_("answer 1 in English"), max_length=300)
    choice_1_es = models.CharField(_("answer 1 in Spanish"), max_length=300)
    choice_2_en = models.CharField(_("answer 2 in English"), max_length=300)
    choice_2_es = models.CharField(_("answer 2 in Spanish"), max_length=300)
    choice_3_en = models.CharField(_("answer 3 in English"), max_length=300)
    choice_3_es = models.CharField(_("answer 3 in Spanish"), max_length=300)
    right = models.PositiveSmallIntegerField(
        _("the right answer"), choices=[(1, "1"), (2, "2"), (3, "3")]
    )
    why_en = models.CharField(_("why, in English"), max_length=400)
    why_es = models.CharField(_("why, in Spanish"), max_length=400)

    text = InLanguage()
    choice_1 = InLanguage()
    choice_2 = InLanguage()
    choice_3 = InLanguage()
    why = InLanguage()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["chapter", "number"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "number"],
                name="question_number_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(right__in=[1, 2, 3]), name="question_right_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=~Q(choice_1_en=F("choice_2_en"))
                & ~Q(choice_1_en=F("choice_3_en"))
                & ~Q(choice_2_en=F("choice_3_en")),
                name="question_answers_differ",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk} ({self.number})"

    def choices(self) -> list[tuple[int, str]]:
        return [(1, self.choice_1), (2, self.choice_2), (3, self.choice_3)]

    @property
    def answer(self) -> str:
        """The words of the right answer."""
        return dict(self.choices())[self.right]
