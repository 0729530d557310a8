from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bilingual import InLanguage


class KnownIssueQuerySet(models.QuerySet["KnownIssue"]):
    def begun(self, at: datetime | None = None) -> KnownIssueQuerySet:
        """Those that people may know of, the closed ones too."""
        return self.filter(since__lte=at or timezone.now())

    def shown_from_now_on(self) -> KnownIssueQuerySet:
        """What is, or will be, on its pages."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=timezone.now()), closed_at__isnull=True
        )


class KnownIssue(models.Model):
    """A fault that staff know of: a banner on the pages where one meets it, with the way around it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title_en = models.CharField(_("what does not work, in English"), max_length=120)
    title_es = models.CharField(_("what does not work, in Spanish"), max_length=120)
    workaround_en = models.TextField(_("what to do meanwhile, in English"), max_length=1000)
    workaround_es = models.TextField(_("what to do meanwhile, in Spanish"), max_length=1000)
    pages = ArrayField(models.CharField(max_length=100), verbose_name=_("pages"))
    job_aid = models.SlugField(_("job aid"), max_length=60, blank=True)
    since = models.DateTimeField(_("shown from"), default=timezone.now)
    until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Without one, until it is closed.")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("closed by"),
    )

    title = InLanguage()
    workaround = InLanguage()
    objects = KnownIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("known issue")
        verbose_name_plural = _("known issues")
        ordering = ["-since", "-pk"]
        default_permissions = ["view", "add", "change"]
        permissions = [("close_knownissue", "Can close known issues")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="knownissue_ends_after_it_begins",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(condition=Q(pages__len__gt=0), name="knownissue_names_a_page"),
            models.CheckConstraint(
                condition=~Q(title_en="")
                & ~Q(title_es="")
                & ~Q(workaround_en="")
                & ~Q(workaround_es=""),
                name="knownissue_words_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="knownissue_closed_by_and_at_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"Known issue {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("known_issue", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_over(self) -> bool:
        """Closed, or no longer shown: whoever comes by the link reads so."""
        return self.is_closed or (self.until is not None and self.until <= timezone.now())


class IssueFollower(models.Model):
    """Somebody who wants to know when it is fixed: an account, or an address. Gone once told."""

    issue = models.ForeignKey(KnownIssue, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        verbose_name = _("follower of a known issue")
        verbose_name_plural = _("followers of known issues")
        ordering = ["asked_at", "pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "user"],
                condition=Q(user__isnull=False),
                name="issuefollower_once_per_account",
            ),
            models.UniqueConstraint(
                "issue",
                Lower("email"),
                condition=~Q(email=""),
                name="issuefollower_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) & ~Q(email="") | Q(user__isnull=False, email=""),
                name="issuefollower_account_or_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Follower {self.pk}"

    @property
    def address(self) -> str:
        return self.user.email if self.user else self.email

    @property
    def mail_language(self) -> str:
        return self.user.language if self.user else self.language
