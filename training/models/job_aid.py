from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import bilingual
from portal.bilingual import InLanguage
from training.models.file import TrainingFile

# PostgreSQL's words for its dictionaries: they know stems, and the Spanish one drops accents.
DICTIONARIES = {"en": "english", "es": "spanish"}


class JobAid(models.Model):
    """Step-by-step help for one task. Its words are in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    # Beside those that apps name for it in the code (portal.guides).
    pages = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("further pages that link to it"),
        default=list,
        blank=True,
    )
    order = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    is_listed = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("job aid")
        verbose_name_plural = _("job aids")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return f"Job aid {self.slug}"

    def get_absolute_url(self) -> str:
        return reverse("training:job_aid", args=[self.slug])


class JobAidVersionQuerySet(models.QuerySet["JobAidVersion"]):
    def published(self) -> JobAidVersionQuerySet:
        return self.filter(published_at__isnull=False, aid__is_listed=True)

    def current(self) -> JobAidVersionQuerySet:
        """The newest published version of each job aid that is shown."""
        newer = JobAidVersion.objects.filter(
            aid=OuterRef("aid"), number__gt=OuterRef("number"), published_at__isnull=False
        )
        return self.published().filter(~Exists(newer)).select_related("aid")

    def about(self, words: str) -> JobAidVersionQuerySet:
        """Those whose title, summary or steps speak of the words, in the language being read."""
        language = bilingual.language()
        config = DICTIONARIES[language]
        vector = SearchVector(f"words_{language}", config=config)
        asked = SearchQuery(words, config=config, search_type="websearch")
        return self.annotate(found_by=vector).filter(found_by=asked)


class JobAidVersion(models.Model):
    """What a job aid says. Once published it never changes, nor do its steps: the database sees to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    aid = models.ForeignKey(
        JobAid, on_delete=models.PROTECT, related_name="versions", verbose_name=_("job aid")
    )
    number = models.PositiveSmallIntegerField(_("version"), validators=[MinValueValidator(1)])
    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    summary_en = models.TextField(_("what it is for, in English"), max_length=600)
    summary_es = models.TextField(_("what it is for, in Spanish"), max_length=600)
    # Everything it says, to be searched; written when it is published.
    words_en = models.TextField(blank=True, editable=False)
    words_es = models.TextField(blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("published by"),
    )

    title = InLanguage()
    summary = InLanguage()
    objects = JobAidVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a job aid")
        verbose_name_plural = _("versions of job aids")
        ordering = ["aid__order", "aid__slug", "-number"]
        default_permissions = ["view", "change"]
        permissions = [("publish_jobaidversion", "Can publish job aids")]
        constraints = [
            models.UniqueConstraint(fields=["aid", "number"], name="jobaidversion_number_unique"),
            models.UniqueConstraint(
                fields=["aid"],
                condition=Q(published_at__isnull=True),
                name="jobaidversion_one_draft_at_most",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="jobaidversion_number_begins_at_one"
            ),
            # What comes with the portal was published by nobody.
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="jobaidversion_published_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(words_en="") & ~Q(words_es="")),
                name="jobaidversion_published_can_be_found",
            ),
        ]

    def __str__(self) -> str:
        return f"Job aid {self.aid_id} version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("training:job_aid_version", args=[self.aid.slug, self.number])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def all_words(self, language: str) -> str:
        """Title, summary and steps, for the search."""
        steps = [getattr(step, f"text_{language}") for step in self.steps.all()]
        own = [getattr(self, f"{name}_{language}") for name in ("title", "summary")]
        return "\n".join([*own, *steps])

    def publish(self, *, by: object = None) -> None:
        """Within the caller's transaction: from now on it stays as it is."""
        self.words_en, self.words_es = self.all_words("en"), self.all_words("es")
        self.published_at, self.published_by = timezone.now(), by  # type: ignore[assignment]
        self.save()


class JobAidStep(models.Model):
    """One step: what to do, and what it looks like."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(
        JobAidVersion, on_delete=models.CASCADE, related_name="steps", verbose_name=_("version")
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    text_en = models.TextField(_("what to do, in English"), max_length=1000)
    text_es = models.TextField(_("what to do, in Spanish"), max_length=1000)
    picture_en = models.ForeignKey(
        TrainingFile,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("picture of the English page"),
    )
    picture_es = models.ForeignKey(
        TrainingFile,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("picture of the Spanish page"),
    )
    shows_en = models.CharField(_("what the picture shows, in English"), max_length=300, blank=True)
    shows_es = models.CharField(_("what the picture shows, in Spanish"), max_length=300, blank=True)

    text = InLanguage()
    picture = InLanguage()
    shows = InLanguage()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["version", "number"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="jobaidstep_number_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_es=""), name="jobaidstep_words_in_both_languages"
            ),
            models.CheckConstraint(
                condition=Q(
                    picture_en__isnull=True, picture_es__isnull=True, shows_en="", shows_es=""
                )
                | Q(
                    ~Q(shows_en=""),
                    ~Q(shows_es=""),
                    picture_en__isnull=False,
                    picture_es__isnull=False,
                ),
                name="jobaidstep_picture_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.pk} ({self.number})"
