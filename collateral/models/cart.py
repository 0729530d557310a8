from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister, Site
from collateral.models.material import Edition


class Cart(models.Model):
    """What an assister is about to order, on whichever device.

    ``key`` is of the order that will come of it: however often that is confirmed, it is one order.
    ``version`` grows with each change, so that nobody confirms what they have not seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assister = models.OneToOneField(
        Assister, on_delete=models.CASCADE, related_name="materials_cart"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0)
    site = models.ForeignKey(
        Site,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("work site"),
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = []

    def __str__(self) -> str:
        return f"Cart {self.pk}"


class CartLine(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    packs = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition__material__name", "edition__language__name", "pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint("cart", "edition", name="cartline_edition_once"),
            models.CheckConstraint(condition=Q(packs__gt=0), name="cartline_packs_positive"),
        ]

    def __str__(self) -> str:
        return f"Cart line {self.pk}"
