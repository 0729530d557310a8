from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DocumentTypeQuerySet(models.QuerySet["DocumentType"]):
    def offered(self) -> DocumentTypeQuerySet:
        return self.filter(is_offered=True)


class DocumentType(models.Model):
    """What a document is to show, and what whoever sends it should look out for. The case desk's to word."""

    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    is_offered = models.BooleanField(_("offered"), default=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_es = models.CharField(_("name in Spanish"), max_length=80)
    coach_en = models.TextField(_("advice in English"), help_text=_("A line for each point."))
    coach_es = models.TextField(_("advice in Spanish"), help_text=_("A line for each point."))

    objects = DocumentTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("type of document")
        verbose_name_plural = _("types of documents")
        ordering = ["order", "code"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") & ~Q(name_es="") & ~Q(coach_en="") & ~Q(coach_es=""),
                name="documenttype_said_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_es if _is_spanish() else self.name_en

    @property
    def coach(self) -> list[str]:
        """One point after the other."""
        return (self.coach_es if _is_spanish() else self.coach_en).splitlines()


def _is_spanish() -> bool:
    return (get_language() or "").startswith("es")
