from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.facts import Facts
from shop.policies import pacific_day

# In the order of the facts; a check holds each under the same name.
FACTS = [
    "fte",
    "eligible",
    "waived",
    "enrolled",
    "contrib",
    "premium",
    "w2",
    "ca",
    "offers_ft",
    "requested_effective",
]


class ShopCheckQuerySet(models.QuerySet["ShopCheck"]):
    def made_by_user(self, user: User) -> ShopCheckQuerySet:
        return self.filter(made_by=user)

    def nobody_asked_about(self) -> ShopCheckQuerySet:
        """Those without a request for a quote."""
        return self.filter(quote_requests__isnull=True)


class ShopCheck(models.Model):
    """The facts of one business, as somebody gave them at a moment: numbers only, no names.

    What the rules say of them is worked out whenever it is shown. Only facts that can be judged
    are kept; money is cents for one employee and month.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shop_checks", null=True
    )
    at = models.DateTimeField(_("checked"), default=timezone.now)

    fte = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField()
    waived = models.PositiveIntegerField()
    enrolled = models.PositiveIntegerField()
    contrib = models.PositiveBigIntegerField()
    premium = models.PositiveBigIntegerField()
    contributions = ArrayField(models.PositiveBigIntegerField(), default=list, blank=True)
    w2 = models.BooleanField()
    ca = models.BooleanField()
    offers_ft = models.BooleanField()
    requested_effective = models.DateField(null=True, blank=True)

    objects = ShopCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("SHOP check")
        verbose_name_plural = _("SHOP checks")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["made_by", "-at"], name="shopcheck_last_of_user"),
            models.Index(fields=["at"], name="shopcheck_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(eligible__gte=1, waived__lte=F("eligible"))
                & Q(enrolled__lte=F("eligible") - F("waived")),
                name="shopcheck_counts_are_possible",
            ),
            models.CheckConstraint(condition=Q(premium__gte=1), name="shopcheck_premium_is_there"),
        ]

    def __str__(self) -> str:
        return f"SHOP check {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("shop:result", args=[self.pk])

    @property
    def facts(self) -> Facts:
        told = {name: getattr(self, name) for name in FACTS}
        return Facts(**told, contributions=tuple(self.contributions))

    @property
    def day(self) -> date:
        """The day in California on which it was made."""
        return pacific_day(self.at)
