from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bilingual import InLanguage


class NewsItemQuerySet(models.QuerySet["NewsItem"]):
    def current(self, at: datetime | None = None) -> NewsItemQuerySet:
        at = at or timezone.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)


class NewsItem(models.Model):
    """Something that assisters should know, on their home page from one moment to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    text_en = models.TextField(_("text in English"), max_length=2000)
    text_es = models.TextField(_("text in Spanish"), max_length=2000)
    since = models.DateTimeField(_("shown from"), default=timezone.now)
    until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Without one, for good.")
    )

    title = InLanguage()
    text = InLanguage()
    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="newsitem_ends_after_it_begins",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") & ~Q(title_es="") & ~Q(text_en="") & ~Q(text_es=""),
                name="newsitem_words_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"News {self.pk}"
