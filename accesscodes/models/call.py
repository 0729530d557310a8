from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister, User
from cases.models import Case


class HelpLineCallQuerySet(models.QuerySet["HelpLineCall"]):
    def of(self, user: User) -> HelpLineCallQuerySet:
        return self.filter(by=user)

    def visible_to(self, user: User) -> HelpLineCallQuerySet:
        """One's own; a supervisor's are all."""
        return self if user.has_perm("accesscodes.see_all_calls") else self.of(user)

    def open(self) -> HelpLineCallQuerySet:
        return self.filter(ended_at__isnull=True)

    def begun_on(self, day: date) -> HelpLineCallQuerySet:
        midnight = timezone.make_aware(datetime.combine(day, time.min))
        next_one = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return self.filter(started_at__gte=midnight, started_at__lt=next_one)

    def with_outcome(self, at: datetime | None = None) -> HelpLineCallQuerySet:
        """``outcome``: what became of the last code that was given in the call; and of it what lists show."""
        from accesscodes.models.code import AccessCode

        newest = AccessCode.objects.filter(call=OuterRef("pk")).order_by("-issued_at", "-pk")
        facts = ["used_at", "revoked_at", "expires_at", "wrong_birth_dates"]
        told = {f"code_{name}": Subquery(newest.values(name)[:1]) for name in facts}
        is_ = HelpLineCall.Outcome
        return self.annotate(**told).annotate(
            outcome=Choice(
                When(code_expires_at__isnull=True, then=Value(is_.NO_CODE)),
                When(code_used_at__isnull=False, then=Value(is_.LINKED)),
                When(code_revoked_at__lt=F("code_expires_at"), then=Value(is_.REVOKED)),
                When(code_expires_at__lte=at or timezone.now(), then=Value(is_.EXPIRED)),
                default=Value(is_.OPEN),
            )
        )

    def having(self, outcome: str) -> HelpLineCallQuerySet:
        return self.with_outcome().filter(Q(outcome=outcome))


class HelpLineCall(models.Model):
    """One call that a representative takes: who calls, about which case, and where the consumer is."""

    class Caller(models.TextChoices):
        CEC = "cec", _("Certified Enrollment Counselor (CEC)")
        PBE = "pbe", _("Plan-Based Enroller (PBE)")
        CONSUMER = "consumer", _("The consumer")

    class Consumer(models.TextChoices):
        """Where the consumer is; without them nobody is given a code."""

        ON_THE_LINE = "line", _("On the line")
        WITH_ASSISTER = "assister", _("With the assister")

    class Outcome(models.TextChoices):
        NO_CODE = "none", _("No code")
        OPEN = "open", _("Code not used yet")
        LINKED = "linked", _("Case linked")
        EXPIRED = "expired", _("Code expired")
        REVOKED = "revoked", _("Code revoked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="help_line_calls",
        verbose_name=_("representative"),
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    caller = models.CharField(_("caller"), max_length=8, choices=Caller, blank=True)
    assister = models.ForeignKey(Assister, on_delete=models.PROTECT, related_name="+", null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", null=True)
    consumer_is = models.CharField(max_length=8, choices=Consumer, blank=True)

    objects = HelpLineCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("help-line call")
        verbose_name_plural = _("help-line calls")
        ordering = ["-started_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("take_calls", "Can take calls and issue access codes"),
            ("see_all_calls", "Can see the calls of all representatives"),
            ("override_hold", "Can let identity be checked again on a held case"),
        ]
        indexes = [
            models.Index(
                fields=["by", "-started_at", "-id"], name="helplinecall_of_representative"
            ),
            models.Index(fields=["-started_at", "-id"], name="helplinecall_of_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                "by", condition=Q(ended_at__isnull=True), name="helplinecall_one_open_each"
            ),
            models.CheckConstraint(
                condition=Q(caller__in=["", "consumer"], assister__isnull=True)
                | Q(caller__in=["cec", "pbe"], assister__isnull=False),
                name="helplinecall_assister_given_if_one_calls",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | ~Q(caller=""),
                name="helplinecall_case_after_caller",
            ),
            models.CheckConstraint(
                condition=Q(consumer_is__in=["", "line", "assister"]),
                name="helplinecall_consumer_somewhere_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="helplinecall_ends_after_it_started",
            ),
        ]

    def __str__(self) -> str:
        return f"Help-line call {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("accesscodes:call_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def outcome_label(self) -> str:
        """Of a call that was read ``with_outcome``."""
        return str(self.Outcome(getattr(self, "outcome", self.Outcome.NO_CODE)).label)
