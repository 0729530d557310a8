from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.assister import Assister

BADGE_SEQUENCE = "accounts_badge_number"


def between(first: str, end: str) -> Func:
    """The days from one column's up to the day before another's; open when that is empty."""
    return Func(F(first), F(end), function="DATERANGE", output_field=DateRangeField())


class CertificationQuerySet(models.QuerySet["Certification"]):
    def open(self) -> CertificationQuerySet:
        """The one row of each assister that has not been followed, revoked or left to expire."""
        return self.filter(ended_on=None)

    def holding(self, day: date) -> CertificationQuerySet:
        """Good on this day, those in their time of grace too."""
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=day),
            status=Certification.Status.CERTIFIED,
            certified_on__lte=day,
            grace_until__gte=day,
        )


class Certification(models.Model):
    """That an assister may do the work, from one day until it is renewed, revoked or expires.

    A renewal ends the row and begins the next, so that the rows tell the whole history. A suspended
    row keeps its days: reinstating brings back what is left of them.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        CERTIFIED = "certified", _("Certified")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        EXPIRED = "expired", _("Expired")

    assister = models.ForeignKey(
        "accounts.Assister",
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name=_("assister"),
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.PENDING, editable=False
    )
    certified_on = models.DateField(_("certified"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    grace_until = models.DateField(_("last day of grace"), null=True, blank=True)
    # The first day on which it no longer counts.
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                "due_on", condition=Q(status="certified", ended_on=None), name="certification_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "certified", "suspended", "revoked", "expired"]),
                name="certification_status_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="pending",
                    certified_on=None,
                    due_on=None,
                    grace_until=None,
                    ended_on=None,
                )
                | Q(
                    ~Q(status="pending"),
                    certified_on__isnull=False,
                    due_on__isnull=False,
                    grace_until__isnull=False,
                ),
                name="certification_pending_or_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="pending")
                | Q(due_on__gt=F("certified_on"), grace_until__gte=F("due_on")),
                name="certification_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("certified_on")),
                name="certification_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["revoked", "expired"], ended_on__isnull=False)
                | Q(status="suspended", ended_on=None)
                | ~Q(status__in=["revoked", "expired", "suspended"]),
                name="certification_ended_when_over",
            ),
            models.UniqueConstraint(
                "assister", condition=Q(ended_on=None), name="certification_one_open"
            ),
            ExclusionConstraint(
                name="certification_periods_never_overlap",
                expressions=[
                    ("assister", RangeOperators.EQUAL),
                    (between("certified_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(certified_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Certification {self.pk} ({self.status})"

    def began_by(self, day: date) -> bool:
        return self.certified_on is None or self.certified_on <= day

    def covers(self, day: date) -> bool:
        """Whether the day lies in the row's own time, whatever its status."""
        return self.began_by(day) and (self.ended_on is None or self.ended_on > day)

    def may_be_renewed(self, day: date) -> bool:
        """Whether renewal has opened."""
        return self.due_on is not None and day >= self.due_on - settings.RENEWAL_OPENS

    @property
    def last_day(self) -> date:
        """Of a row that is not pending."""
        assert self.grace_until is not None
        return self.grace_until


class RenewalReminder(models.Model):
    """That one reminder of one certification was posted: once each, however often one looks.

    ``days`` before the due date; 0 when the time of grace had begun.
    """

    certification = models.ForeignKey(
        Certification, on_delete=models.CASCADE, related_name="reminders"
    )
    days = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("certification", "days", name="renewalreminder_once_each")
        ]

    def __str__(self) -> str:
        return f"Reminder {self.days} of certification {self.certification_id}"


class BadgeQuerySet(models.QuerySet["Badge"]):
    def live(self, day: date) -> BadgeQuerySet:
        return self.filter(Q(returned_on=None) | Q(returned_on__gt=day), issued_on__lte=day)


class Badge(models.Model):
    """Shows that an assister may enroll people. Its id stands in the QR code printed on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        _("number"),
        unique=True,
        editable=False,
        db_default=Func(Value(BADGE_SEQUENCE), function="nextval"),
    )
    assister: models.ForeignKey[Assister, Assister] = models.ForeignKey(
        "accounts.Assister",
        on_delete=models.PROTECT,
        related_name="badges",
        verbose_name=_("assister"),
    )
    issued_on = models.DateField(_("issued"))
    # Handed in, or void because what it showed has ended.
    returned_on = models.DateField(_("returned or void"), null=True, blank=True)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("issued_on")),
                name="badge_returned_after_issue",
            ),
            models.UniqueConstraint(
                "assister", condition=Q(returned_on=None), name="badge_one_live"
            ),
        ]

    def __str__(self) -> str:
        return f"Badge {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:badge_check", kwargs={"pk": self.pk})

    def is_live(self, day: date) -> bool:
        return self.issued_on <= day and (self.returned_on is None or self.returned_on > day)
