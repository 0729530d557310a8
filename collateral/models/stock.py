from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collateral.models.material import Edition
from collateral.models.order import Order


class StockEntry(models.Model):
    """One line of the ledger: packs in or out. Never changed, never deleted.

    The sum of an edition's entries is what it has available.
    """

    class Reason(models.TextChoices):
        RECEIVED = "received", _("Received from the printer")
        DAMAGED = "damaged", _("Damaged or lost")
        COUNTED = "counted", _("Counted, and put right")
        ORDERED = "ordered", _("Set aside for an order")
        CANCELLED = "cancelled", _("Back from a cancelled order")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="entries", verbose_name=_("edition")
    )
    packs = models.IntegerField(_("packs"))
    left = models.IntegerField(_("available after"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        related_name="stock_entries",
        null=True,
        blank=True,
        verbose_name=_("order"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock ledger")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        permissions = [("book_stockentry", "Can book stock in and out")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="stockentry_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["received", "cancelled"], packs__gt=0)
                | Q(reason__in=["damaged", "ordered"], packs__lt=0)
                | (Q(reason="counted") & ~Q(packs=0)),
                name="stockentry_packs_fit_the_reason",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["ordered", "cancelled"], order__isnull=False)
                | (~Q(reason__in=["ordered", "cancelled"]) & Q(order__isnull=True)),
                name="stockentry_order_fits_the_reason",
            ),
            models.CheckConstraint(condition=Q(left__gte=0), name="stockentry_left_not_negative"),
            # An order takes its packs once, and gives them back once.
            models.UniqueConstraint("order", "edition", "reason", name="stockentry_once_per_order"),
        ]

    def __str__(self) -> str:
        return f"Stock entry {self.pk} ({self.packs:+})"
