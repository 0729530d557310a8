from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.languages import SpokenLanguage
from accounts.models.entity import TEN_DIGITS, Entity
from accounts.models.zip_code import ZipCode

# street__lower=…: what a constraint compares with Lower() is looked up so; iexact compares capitals.
models.CharField.register_lookup(Lower)


class SiteQuerySet(models.QuerySet["Site"]):
    def open_at(self, at: datetime | None = None) -> SiteQuerySet:
        """Those whose doors are open at this moment, by the clock of California."""
        return self.filter(Exists(OpeningHours.objects.at(at).filter(site=OuterRef("pk"))))


class Site(models.Model):
    """A place where assisters of an entity work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="sites", verbose_name=_("entity")
    )
    street = models.CharField(_("street address"), max_length=120)
    city = models.CharField(_("city"), max_length=60)
    zip_code = models.CharField(
        _("ZIP code"), max_length=5, validators=[RegexValidator(r"^\d{5}\Z")]
    )
    # Where it lies. Not held by the database: a ZIP code may be newer than the list of them.
    zip = models.ForeignObject(
        ZipCode,
        from_fields=["zip_code"],
        to_fields=["zip_code"],
        on_delete=models.DO_NOTHING,
        related_name="sites",
        null=True,
        editable=False,
    )
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    languages = ArrayField(
        models.CharField(max_length=3, choices=SpokenLanguage),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    # Unknown until somebody says so.
    is_wheelchair_accessible = models.BooleanField(_("wheelchair access"), null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("work site")
        verbose_name_plural = _("work sites")
        ordering = ["zip_code", "street", "pk"]
        indexes = [models.Index(fields=["zip_code"], name="site_zip_code")]
        constraints = [
            models.UniqueConstraint(
                "entity", Lower("street"), Lower("city"), "zip_code", name="site_address_unique"
            ),
            models.CheckConstraint(
                condition=Q(zip_code__regex=r"^\d{5}$"), name="site_zip_code_five_digits"
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=TEN_DIGITS), name="site_phone_ten_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street}, {self.city}, CA {self.zip_code}"

    def is_open(self, at: datetime | None = None) -> bool:
        return any(hours.hold(at) for hours in self.opening_hours.all())


class OpeningHoursQuerySet(models.QuerySet["OpeningHours"]):
    def at(self, at: datetime | None = None) -> OpeningHoursQuerySet:
        local = timezone.localtime(at)
        return self.filter(
            weekday=local.weekday(), opens_at__lte=local.time(), closes_at__gt=local.time()
        )


class TimeRange(Func):
    """PostgreSQL has no ranges of times, so they are put on a day, no matter which."""

    template = "TSRANGE(DATE '2001-01-01' + %(expressions)s)"
    arg_joiner = ", DATE '2001-01-01' + "
    output_field = DateTimeRangeField()


class OpeningHours(models.Model):
    """Between two times on one weekday a site is open, in California's time. Several make a lunch break."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="opening_hours", verbose_name=_("work site")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="openinghours_weekday_known"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="openinghours_close_after_opening",
                violation_error_message=_("Closing is later than opening, on the same day."),
            ),
            ExclusionConstraint(
                name="openinghours_never_overlap",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (TimeRange("opens_at", "closes_at"), RangeOperators.OVERLAPS),
                ],
                # Backwards is another constraint's matter.
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("These hours overlap others of the same day."),
            ),
        ]

    def __str__(self) -> str:
        return f"Opening hours {self.pk}"

    def hold(self, at: datetime | None = None) -> bool:
        """Whether they include this moment."""
        local = timezone.localtime(at)
        return self.weekday == local.weekday() and self.opens_at <= local.time() < self.closes_at
