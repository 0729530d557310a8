from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister, Site
from collateral.addresses import PO_BOX
from collateral.models.material import Edition

SEQUENCE = "collateral_order_number"
# The window of a material's limit `most_per_30_days`.
WINDOW = timedelta(days=30)
MOST_DIGITS = 15


def _by(verb: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=verb,
    )


def _set(*steps: str) -> Q:
    """These steps have been taken."""
    return Q(**{f"{step}_at__isnull": False for step in steps})


def _unset(*steps: str) -> Q:
    return Q(**{f"{step}_at__isnull": True for step in steps})


def _agree(step: str) -> models.CheckConstraint:
    both = Q(**{f"{step}_at__isnull": False, f"{step}_by__isnull": False})
    none = Q(**{f"{step}_at__isnull": True, f"{step}_by__isnull": True})
    return models.CheckConstraint(condition=both | none, name=f"order_{step}_at_and_by_agree")


class OrderQuerySet(models.QuerySet["Order"]):
    def of(self, assister: Assister) -> OrderQuerySet:
        """Those that an assister may know about: their own."""
        return self.filter(assister=assister)

    def unfinished(self) -> OrderQuerySet:
        """Those in which the desk has something to do."""
        state = Order.State
        return self.filter(state__in=[state.PLACED, state.APPROVED, state.PACKED])

    def counted(self, at: datetime | None = None) -> OrderQuerySet:
        """Those that count towards the limit of 30 days: a cancelled one gives its part back."""
        since = (at or timezone.now()) - WINDOW
        return self.exclude(state=Order.State.CANCELLED).filter(placed_at__gt=since)

    def with_packs(self) -> OrderQuerySet:
        return self.annotate(packs=Coalesce(Sum("lines__packs"), Value(0)))

    def about(self, words: str) -> OrderQuerySet:
        """By number, as people write it, or by every word of a material's name."""
        digits = "".join(letter for letter in words if letter in "0123456789")
        if digits and words.upper().strip().removeprefix("M").strip(" -") == digits:
            return self.filter(number=int(digits)) if len(digits) <= MOST_DIGITS else self.none()
        found = self
        for word in words.split():
            lines = OrderLine.objects.filter(order=OuterRef("pk")).filter(
                Q(edition__material__name__icontains=word)
                | Q(edition__material__name_es__icontains=word)
            )
            found = found.filter(Exists(lines))
        return found


class Order(models.Model):
    """Packs of materials on their way to an assister."""

    class State(models.TextChoices):
        PLACED = "placed", _("Placed")
        APPROVED = "approved", _("Approved")
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")

    class Cause(models.TextChoices):
        """Why an order was cancelled."""

        WITHDRAWN = "withdrawn", _("Withdrawn before it was packed")
        ADDRESS = "address", _("It cannot be delivered to this address")
        MISSING = "missing", _("Packs turned out to be missing or damaged")
        DOUBLE = "double", _("It was ordered twice")
        OTHER = "other", _("Another reason: call the Help Line to hear which")

    class Carrier(models.TextChoices):
        USPS = "usps", "USPS"
        UPS = "ups", "UPS"
        FEDEX = "fedex", "FedEx"
        OTHER = "other", _("Another carrier")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        _("number"),
        unique=True,
        editable=False,
        db_default=Func(Value(SEQUENCE), function="nextval"),
    )
    # Of the cart that it came from: confirmed twice, or in two windows, it is one order.
    cart_key = models.UUIDField(editable=False)
    assister = models.ForeignKey(
        Assister,
        on_delete=models.PROTECT,
        related_name="materials_orders",
        verbose_name=_("assister"),
    )
    # Where to, as it was when ordered: what a label said does not change with the site.
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("work site")
    )
    street = models.CharField(_("street address"), max_length=120)
    city = models.CharField(_("city"), max_length=60)
    zip_code = models.CharField(_("ZIP code"), max_length=5)
    needs_street = models.BooleanField(_("cannot be sent to a PO box"))

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED)
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = _by(_("approved by"))
    packed_at = models.DateTimeField(_("packed"), null=True, blank=True)
    packed_by = _by(_("packed by"))
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    shipped_by = _by(_("shipped by"))
    carrier = models.CharField(_("carrier"), max_length=10, choices=Carrier, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=40, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_by = _by(_("delivered, said by"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = _by(_("cancelled by"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of materials")
        verbose_name_plural = _("orders of materials")
        ordering = ["-placed_at", "-pk"]
        default_permissions = ["view"]
        permissions = [
            ("handle_order", "Can approve, pack, ship and cancel orders"),
            ("export_order", "Can download orders and their use"),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_by_time"),
            models.Index(fields=["assister", "placed_at"], name="order_of_assister"),
        ]
        constraints = [
            models.UniqueConstraint("cart_key", name="order_placed_once"),
            # No other state than these; and each with the steps that lead to it.
            models.CheckConstraint(
                condition=Q(Q(state="placed"), _unset("approved", "cancelled"))
                | Q(Q(state="approved"), _set("approved"), _unset("packed", "cancelled"))
                | Q(Q(state="packed"), _set("packed"), _unset("shipped", "cancelled"))
                | Q(Q(state="shipped"), _set("shipped"), _unset("delivered", "cancelled"))
                | Q(Q(state="delivered"), _set("delivered"), _unset("cancelled"))
                | Q(Q(state="cancelled"), _set("cancelled"), _unset("shipped")),
                name="order_state_and_steps_agree",
            ),
            models.CheckConstraint(
                condition=Q(_unset("packed") | _set("approved"))
                & Q(_unset("shipped") | _set("packed"))
                & Q(_unset("delivered") | _set("shipped")),
                name="order_steps_follow_each_other",
            ),
            *(_agree(step) for step in ("approved", "packed", "shipped", "delivered", "cancelled")),
            models.CheckConstraint(
                condition=Q(state="cancelled")
                & Q(cause__in=["withdrawn", "address", "missing", "double", "other"])
                | Q(~Q(state="cancelled"), cause=""),
                name="order_cause_of_cancelled_only",
            ),
            models.CheckConstraint(
                condition=Q(_set("shipped"), carrier__in=["usps", "ups", "fedex", "other"])
                | Q(_unset("shipped"), carrier="", tracking=""),
                name="order_carrier_of_shipped_only",
            ),
            models.CheckConstraint(
                condition=~Q(street="") & Q(zip_code__regex=r"^\d{5}$"),
                name="order_address_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(needs_street=False) | ~Q(street__iregex=PO_BOX),
                name="order_street_is_no_po_box",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("collateral:order_detail", args=[self.pk])

    @property
    def name(self) -> str:
        """The number as people say it."""
        return f"M-{self.number}"

    @property
    def town(self) -> str:
        """The last line of the address."""
        return f"{self.city}, CA {self.zip_code}"

    @property
    def may_be_withdrawn(self) -> bool:
        """By the assister: until it is packed."""
        return self.state in {self.State.PLACED, self.State.APPROVED}

    @property
    def may_be_cancelled(self) -> bool:
        """By the desk: until it is shipped."""
        return self.may_be_withdrawn or self.state == self.State.PACKED

    @property
    def tracking_link(self) -> str:
        """Where the carrier says how far the parcel is; nothing, if it has no such page."""
        page = TRACKING_PAGES.get(self.carrier, "")
        return page.format(quote(self.tracking, safe="")) if page and self.tracking else ""


TRACKING_PAGES: dict[str, str] = {
    Order.Carrier.USPS: "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    Order.Carrier.UPS: "https://www.ups.com/track?tracknum={}",
    Order.Carrier.FEDEX: "https://www.fedex.com/fedextrack/?trknbr={}",
}


class OrderLine(models.Model):
    """So many packs of one edition; never changed after the order was placed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    packs = models.PositiveIntegerField()
    # Of the day of the order: a pack may have another size later.
    pack_size = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition__material__name", "edition__language__name", "pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint("order", "edition", name="orderline_edition_once"),
            models.CheckConstraint(
                condition=Q(packs__gt=0, pack_size__gt=0), name="orderline_packs_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"Order line {self.pk}"

    @property
    def pieces(self) -> int:
        return self.packs * self.pack_size
