from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.languages import SpokenLanguage
from accounts.models import User
from portal import codes

SSN_PURPOSE = "case-ssn-last-four"
# From here on a name is taken for another spelling of the one searched for: a second surname more,
# or two letters wrong, still lies above.
LIKE = 0.3


class Fold(Func):
    """As portal.folding.fold, in the database: a migration makes the function."""

    function = "cases_fold"
    output_field = models.TextField()


class Similarity(Func):
    """How many groups of three letters two texts share, from 0 to 1 (pg_trgm)."""

    function = "similarity"
    output_field = models.FloatField()


class CaseQuerySet(models.QuerySet["Case"]):
    def of(self, user: User) -> CaseQuerySet:
        """The case whose primary contact has this account."""
        return self.filter(user=user)

    def linked(self) -> CaseQuerySet:
        return self.filter(user__isnull=False)

    def unlinked(self) -> CaseQuerySet:
        return self.filter(user__isnull=True)

    def resembling(self, *, name: str, born_on: date) -> CaseQuerySet:
        """Those born on that day whose name is spelt alike, in any order; the most alike first."""
        alike = Similarity("search_name", Fold(Value(name)))
        return (
            self.filter(born_on=born_on)
            .annotate(alike=alike)
            .filter(alike__gte=LIKE)
            .order_by("-alike", "number")
        )


class Case(models.Model):
    """The coverage record of a household, as the system of record has it, and its primary contact.

    Written by imports, and by the case desk's taking in of a change that is beyond doubt (casework.records);
    ``user`` is the account that the primary contact linked to it.
    """

    class Program(models.TextChoices):
        MEDI_CAL = "medi-cal", _("Medi-Cal")
        PREMIUM_HELP = "premium-help", _("Health plan with premium help")
        FULL_PRICE = "full-price", _("Health plan without premium help")

    class Status(models.TextChoices):
        PENDING = "pending", _("Application under review")
        ACTIVE = "active", _("Covered")
        ENDED = "ended", _("Coverage ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("case number"), max_length=10, unique=True)

    # The primary contact.
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    search_name = models.GeneratedField(
        expression=Fold(Concat("first_name", Value(" "), "last_name")),
        output_field=models.TextField(),
        db_persist=True,
    )
    born_on = models.DateField(_("date of birth"), db_index=True)
    ssn_digest = models.CharField(max_length=80, blank=True, editable=False)
    street = models.CharField(_("street address"), max_length=120)
    city = models.CharField(_("city"), max_length=60)
    zip_code = models.CharField(_("ZIP code"), max_length=5)
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=3, choices=SpokenLanguage)

    # The coverage.
    program = models.CharField(_("program"), max_length=12, choices=Program)
    status = models.CharField(_("status"), max_length=8, choices=Status)
    income_cents = models.BigIntegerField(_("yearly household income"), null=True, blank=True)
    plan_name = models.CharField(_("plan"), max_length=120, blank=True)
    premium_cents = models.BigIntegerField(_("monthly premium"), null=True, blank=True)
    coverage_year = models.PositiveSmallIntegerField(_("coverage year"))
    renewal_due_on = models.DateField(_("renewal due"), null=True, blank=True)
    consent_until = models.DateField(_("consent to verify income until"), null=True, blank=True)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="case",
        verbose_name=_("account of the primary contact"),
        null=True,
        blank=True,
    )
    linked_at = models.DateTimeField(_("linked"), null=True, blank=True)
    imported_at = models.DateTimeField(_("last change by an import"), default=timezone.now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["number"]
        default_permissions = ()
        indexes = [models.Index(fields=["renewal_due_on"], name="case_renewal_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^\d{10}$"), name="case_number_ten_digits"
            ),
            models.CheckConstraint(condition=~Q(last_name=""), name="case_last_name_given"),
            models.CheckConstraint(
                condition=Q(ssn_digest__regex=r"^(\w{1,15}:[0-9a-f]{64})?$"),
                name="case_ssn_only_as_digest",
            ),
            models.CheckConstraint(
                condition=Q(zip_code__regex=r"^\d{5}$"), name="case_zip_code_five_digits"
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^(\d{10})?$"), name="case_phone_ten_digits"
            ),
            models.CheckConstraint(
                condition=Q(language__in=SpokenLanguage.values), name="case_language_known"
            ),
            models.CheckConstraint(
                condition=Q(program__in=["medi-cal", "premium-help", "full-price"]),
                name="case_program_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "active", "ended"]), name="case_status_known"
            ),
            models.CheckConstraint(
                condition=Q(coverage_year__range=(2014, 2100)), name="case_coverage_year_plausible"
            ),
            models.CheckConstraint(
                condition=(Q(income_cents__isnull=True) | Q(income_cents__gte=0))
                & (Q(premium_cents__isnull=True) | Q(premium_cents__gte=0)),
                name="case_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True, linked_at__isnull=True)
                | Q(user__isnull=False, linked_at__isnull=False),
                name="case_user_and_linked_at_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk} ({self.status})"

    @property
    def contact_name(self) -> str:
        """The primary contact's."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def number_ending(self) -> str:
        """As much of the number as a search may show."""
        return self.number[-3:]

    @property
    def is_linked(self) -> bool:
        return self.user_id is not None

    @property
    def mail_language(self) -> str:
        """In which of the portal's languages to write to the address on file."""
        return self.language if self.language in dict(settings.LANGUAGES) else "en"

    def has_ssn(self, last_four: str) -> bool:
        """Whether these are the last four digits of the SSN on file; False where there is none."""
        told = codes.digests(f"{self.number}:{last_four}", purpose=SSN_PURPOSE)
        return bool(self.ssn_digest) and self.ssn_digest in told


def ssn_digest(number: str, last_four: str) -> str:
    """How a case keeps the last four digits; the number makes that equal digits do not look equal."""
    return codes.digest(f"{number}:{last_four}", purpose=SSN_PURPOSE) if last_four else ""


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    def current(self) -> HouseholdMemberQuerySet:
        return self.filter(left_on__isnull=True)


class HouseholdMember(models.Model):
    """Somebody of the household besides the primary contact.

    A row stays when they leave: other records may speak of them.
    """

    class Relation(models.TextChoices):
        """To the primary contact."""

        SPOUSE = "spouse", _("Spouse or partner")
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")
        OTHER = "other", _("Other relative")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    born_on = models.DateField(_("date of birth"))
    relation = models.CharField(_("relation"), max_length=6, choices=Relation)
    left_on = models.DateField(_("left the household"), null=True, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        ordering = ["case", "born_on", "first_name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case", "first_name", "last_name", "born_on"],
                name="householdmember_once_per_case",
            ),
            models.CheckConstraint(
                condition=~Q(last_name=""), name="householdmember_last_name_given"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=["spouse", "child", "parent", "other"]),
                name="householdmember_relation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Household member {self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
