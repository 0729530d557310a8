from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accesscodes.models.call import HelpLineCall
from cases.models import Case


class Fact(models.TextChoices):
    """What a consumer may be asked to show that they are the primary contact."""

    NAME = "name", _("Name")
    BORN_ON = "born_on", _("Date of birth")
    SSN = "ssn", _("Last four digits of the SSN")
    ADDRESS = "address", _("Address")
    CONTACT = "contact", _("Phone or e-mail on file")
    NUMBER = "number", _("Case number")
    MEMBER = "member", _("Date of birth of a household member")


# Both of these, and so many of the others.
NEEDED = (Fact.NAME, Fact.BORN_ON)
OTHERS = 2


class IdentityCheckQuerySet(models.QuerySet["IdentityCheck"]):
    def passed(self) -> IdentityCheckQuerySet:
        return self.filter(outcome=IdentityCheck.Outcome.PASSED)

    def holding(self, at: datetime | None = None) -> IdentityCheckQuerySet:
        """Those because of which a case is held now."""
        return self.filter(holds_until__gt=at or timezone.now(), overridden_at__isnull=True)


class IdentityCheck(models.Model):
    """That a consumer's identity was checked in a call: which facts matched, never what was said.

    Its id is the key of the form that was filled in, so the same form sent twice is one check.
    """

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(HelpLineCall, on_delete=models.PROTECT, related_name="checks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=6, choices=Outcome)
    matched = ArrayField(models.CharField(max_length=8, choices=Fact), default=list, blank=True)
    missed = ArrayField(models.CharField(max_length=8, choices=Fact), default=list, blank=True)
    # The consumer has no SSN, or does not want to say it.
    without_ssn = models.BooleanField(default=False)

    # Of the failure that was one too many: until when nobody checks identity for this case.
    holds_until = models.DateTimeField(_("held until"), null=True)
    overridden_at = models.DateTimeField(_("override"), null=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    override_reason = models.CharField(max_length=200, blank=True)

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ["-checked_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["case", "-checked_at"], name="identitycheck_of_case"),
            models.Index(
                fields=["-holds_until"],
                condition=Q(holds_until__isnull=False),
                name="identitycheck_holding",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="failed")
                | Q(
                    outcome="passed",
                    matched__contains=["name", "born_on"],
                    matched__len__gte=len(NEEDED) + OTHERS,
                ),
                name="identitycheck_passed_with_enough_facts",
            ),
            models.CheckConstraint(
                condition=Q(holds_until__isnull=True)
                | Q(outcome="failed", holds_until__gt=F("checked_at")),
                name="identitycheck_only_a_failure_holds",
            ),
            models.CheckConstraint(
                condition=Q(overridden_at__isnull=True, overridden_by__isnull=True)
                & Q(override_reason="")
                | Q(overridden_at__isnull=False, overridden_by__isnull=False)
                & ~Q(override_reason="")
                & Q(holds_until__isnull=False),
                name="identitycheck_override_of_a_hold_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Identity check {self.pk} ({self.outcome})"

    def is_holding(self, at: datetime | None = None) -> bool:
        """As ``holding`` asks the database."""
        until = self.holds_until
        return until is not None and until > (at or timezone.now()) and not self.overridden_at

    @property
    def is_passed(self) -> bool:
        return self.outcome == self.Outcome.PASSED

    @property
    def matched_labels(self) -> list[str]:
        return [str(Fact(fact).label) for fact in self.matched]

    @property
    def missed_labels(self) -> list[str]:
        return [str(Fact(fact).label) for fact in self.missed]
