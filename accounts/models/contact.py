from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.entity import Entity


class EntityContact(models.Model):
    """A person who speaks for an entity: sees its assisters, asks for changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("entity")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="entity_contact",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("entity contact")
        verbose_name_plural = _("entity contacts")
        ordering = ["entity", "pk"]

    def __str__(self) -> str:
        return f"Entity contact {self.pk}"
