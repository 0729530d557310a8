from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from shop.policies import Policy
from shop.rules import Rule

SAID_BY_THE_FORM = {"overlap", "order"}
NO_OVERLAP = "shoppolicy_periods_do_not_overlap"


def _is_a_day(name: str) -> Q:
    """Month and day that every year has."""
    month, day = f"{name}_month", f"{name}_day"
    long, short = [1, 3, 5, 7, 8, 10, 12], [4, 6, 9, 11]
    return (
        Q(**{f"{month}__in": long, f"{day}__range": (1, 31)})
        | Q(**{f"{month}__in": short, f"{day}__range": (1, 30)})
        | Q(**{month: 2, f"{day}__range": (1, 28)})
    )


class ShopPolicyQuerySet(models.QuerySet["ShopPolicy"]):
    def overlapping(self, begins: date, ends: date | None) -> ShopPolicyQuerySet:
        """Those that hold on one of these days, both inclusive."""
        found = self.filter(Q(valid_to=None) | Q(valid_to__gte=begins))
        return found.filter(valid_from__lte=ends) if ends else found

    def without_end_before(self, day: date) -> ShopPolicyQuerySet:
        """The one, if any, that began before and has no end: it makes way for one of this day."""
        return self.filter(valid_to=None, valid_from__lt=day)

    def as_rules(self) -> list[Policy]:
        return [row.as_rules() for row in self.order_by("valid_from")]


class ShopPolicy(models.Model):
    """The thresholds, dates and sources of SHOP for a stretch of time; both its days inclusive.

    Size, participation and contribution are judged by the policy of the day on which coverage
    starts; windows and start dates follow that of the day on which one applies.
    """

    class Base(models.TextChoices):
        LOWEST = "lowest", _("the lowest-cost plan available, for the employee only")
        CHOSEN = "chosen", _("the plan that the employer chose, for the employee only")

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The last day. Empty: until further notice."),
    )

    max_fte = models.PositiveIntegerField(_("full-time equivalents, at most"))
    participation_percent = models.PositiveSmallIntegerField(_("participation, in per cent"))
    contribution_percent = models.PositiveSmallIntegerField(_("contribution, in per cent"))
    contribution_base = models.CharField(
        _("contribution is measured by the premium of"), max_length=10, choices=Base
    )

    window_opens_month = models.PositiveSmallIntegerField(_("window opens: month"))
    window_opens_day = models.PositiveSmallIntegerField(_("window opens: day"))
    window_closes_month = models.PositiveSmallIntegerField(_("window closes: month"))
    window_closes_day = models.PositiveSmallIntegerField(_("window closes: day"))
    window_coverage_month = models.PositiveSmallIntegerField(_("its coverage starts: month"))
    window_coverage_day = models.PositiveSmallIntegerField(_("its coverage starts: day"))
    cutoff_day = models.PositiveSmallIntegerField(
        _("applied for by this day of the month"),
        help_text=_("Then coverage starts on the first of the next month, else a month later."),
    )
    full_time_week = models.PositiveSmallIntegerField(_("a full-time job, in hours a week"))
    full_time_month = models.PositiveSmallIntegerField(_("a full-time job, in hours a month"))

    size_source = models.CharField(_("source of the size"), max_length=200)
    employer_source = models.CharField(_("source of the rules for the employer"), max_length=200)
    participation_source = models.CharField(_("source of the participation"), max_length=200)
    contribution_source = models.CharField(_("source of the contribution"), max_length=200)
    window_source = models.CharField(_("source of the window"), max_length=200)

    objects = ShopPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("SHOP policy")
        verbose_name_plural = _("SHOP policies")
        ordering = ["-valid_from"]
        default_permissions = ["view", "add", "change"]
        constraints = [
            ExclusionConstraint(
                name=NO_OVERLAP,
                expressions=[
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_code="overlap",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="shoppolicy_ends_after_it_begins",
                violation_error_code="order",
            ),
            models.CheckConstraint(
                condition=Q(
                    participation_percent__range=(1, 100), contribution_percent__range=(1, 100)
                ),
                name="shoppolicy_percents_are_percents",
                violation_error_message=_(
                    "Participation and contribution are from 1 to 100 per cent."
                ),
            ),
            models.CheckConstraint(
                condition=Q(contribution_base__in=["lowest", "chosen"]),
                name="shoppolicy_contribution_base_is_known",
            ),
            models.CheckConstraint(
                condition=Q(max_fte__gte=1), name="shoppolicy_max_fte_is_somebody"
            ),
            models.CheckConstraint(
                condition=_is_a_day("window_opens")
                & _is_a_day("window_closes")
                & _is_a_day("window_coverage"),
                name="shoppolicy_days_are_in_every_year",
                violation_error_message=_(
                    "Each day of the window must be a day that every year has."
                ),
            ),
            models.CheckConstraint(
                condition=Q(window_opens_month__lt=F("window_closes_month"))
                | Q(
                    window_opens_month=F("window_closes_month"),
                    window_opens_day__lte=F("window_closes_day"),
                ),
                name="shoppolicy_window_opens_before_it_closes",
                violation_error_message=_(
                    "The window must open before it closes, in the same year."
                ),
            ),
            models.CheckConstraint(
                condition=Q(cutoff_day__range=(1, 31)),
                name="shoppolicy_cutoff_is_a_day",
                violation_error_message=_("The day to apply by is from 1 to 31."),
            ),
            models.CheckConstraint(
                condition=Q(full_time_week__range=(1, 168), full_time_month__range=(1, 744)),
                name="shoppolicy_full_time_hours_are_possible",
                violation_error_message=_("A week has 168 hours, a month at most 744."),
            ),
        ]

    def __str__(self) -> str:
        return f"SHOP policy {self.valid_from} – {self.valid_to or '…'}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Without those of which the form has spoken: it knows that a policy without an end makes way."""
        try:
            super().validate_constraints(exclude)
        except ValidationError as refused:
            errors = refused.error_dict[NON_FIELD_ERRORS]
            if left := [error for error in errors if error.code not in SAID_BY_THE_FORM]:
                raise ValidationError({NON_FIELD_ERRORS: left}) from refused

    def as_rules(self) -> Policy:
        """What the rules know of it: plain values."""
        return Policy(
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            max_fte=self.max_fte,
            participation_percent=self.participation_percent,
            contribution_percent=self.contribution_percent,
            window_opens=(self.window_opens_month, self.window_opens_day),
            window_closes=(self.window_closes_month, self.window_closes_day),
            window_coverage=(self.window_coverage_month, self.window_coverage_day),
            cutoff_day=self.cutoff_day,
            full_time_week=self.full_time_week,
            full_time_month=self.full_time_month,
            contribution_base=self.contribution_base,
            sources={
                Rule.SIZE: self.size_source,
                Rule.W2: self.employer_source,
                Rule.ADDRESS: self.employer_source,
                Rule.OFFER: self.employer_source,
                Rule.PARTICIPATION: self.participation_source,
                Rule.CONTRIBUTION: self.contribution_source,
                "window": self.window_source,
            },
        )
