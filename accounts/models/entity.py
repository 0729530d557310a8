from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entity(models.Model):
    """The organisation an assister works for: a CEE or a PBEE."""

    class Kind(models.TextChoices):
        CEE = "cee", _("Certified Enrollment Entity (CEE)")
        PBEE = "pbee", _("Plan-Based Enrollment Entity (PBEE)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    legal_name = models.CharField(_("legal name"), max_length=200)

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        ordering = ["legal_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["cee", "pbee"]), name="entity_kind_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(legal_name=""), name="entity_legal_name_given"
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name
