from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import MD5, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

SEQUENCE = "support_problemreport_number"
LINK_SALT = "support.report"


def facts_of_link(token: str) -> dict[str, Any] | None:
    """By what to look for a status link's report; None for anything that we did not sign."""
    try:
        key, _separator, number = Signer(salt=LINK_SALT).unsign(token).partition(".")
        return {"pk": uuid.UUID(key), "link_number": int(number)}
    except (BadSignature, ValueError):
        return None


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def of_link(self, token: str) -> ProblemReportQuerySet:
        """The one that this link opens, unless the link was withdrawn."""
        facts = facts_of_link(token)
        return self.filter(**facts) if facts else self.none()

    def closed_before(self, at: datetime) -> ProblemReportQuerySet:
        return self.filter(state=ProblemReport.State.CLOSED, closed_at__lt=at)

    def unfinished(self) -> ProblemReportQuerySet:
        return self.exclude(state=ProblemReport.State.CLOSED)

    def waiting(self) -> ProblemReportQuerySet:
        """Those in which the help desk has the next word."""
        return self.filter(state__in=[ProblemReport.State.NEW, ProblemReport.State.OPEN])

    def with_same_problem(self) -> ProblemReportQuerySet:
        """``same_problem``: how many tell of the same step and message, each itself included."""
        others = (
            ProblemReport.objects.filter(problem=models.OuterRef("problem"))
            .order_by()
            .values("problem")
            .annotate(count=models.Count("*"))
            .values("count")
        )
        return self.annotate(same_problem=Coalesce(models.Subquery(others), Value(0)))


class ProblemReport(models.Model):
    """Something that went wrong for somebody, as they and the portal tell it to the EAS help desk."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("In work")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    class Cause(models.TextChoices):
        MENDED = "mended", _("It is mended")
        EXPLAINED = "explained", _("It works as it should, and was explained")
        KNOWN = "known", _("It is known and will be mended")
        SAME = "same", _("It is the same as another report")
        SILENT = "silent", _("We asked and had no answer")

    class Role(models.TextChoices):
        CEC = "cec", _("Certified Enrollment Counselor")
        PBE = "pbe", _("Plan-Based Enroller")
        CONTACT = "contact", _("Entity contact")
        CONSUMER = "consumer", _("Consumer")
        STAFF = "staff", _("Staff of the portal")
        OTHER = "other", _("Somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        _("number"),
        unique=True,
        editable=False,
        db_default=Func(Value(SEQUENCE), function="nextval"),
    )
    # Of the form that it was sent in, so that sent twice it is one (portal/one_time.py).
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="problem_reports",
        null=True,
        verbose_name=_("reporter"),
    )
    # Of visitors only; whoever has an account is written to where the account says.
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    role = models.CharField(_("role"), max_length=10, choices=Role)

    step = models.CharField(_("step"), max_length=200, blank=True)
    message = models.CharField(_("message shown"), max_length=1000, blank=True)
    words = models.TextField(_("in the reporter’s words"), blank=True)
    page = models.CharField(_("page"), max_length=200, blank=True)
    browser = models.CharField(_("browser"), max_length=400, blank=True)
    request_id = models.CharField(_("request id"), max_length=40, blank=True)
    # The same for reports of the same step and message.
    problem = models.GeneratedField(
        expression=MD5(Concat("step", Value("\n"), "message")),
        output_field=models.CharField(max_length=32),
        db_persist=True,
    )

    # Part of the secret link: one more, and the links of before open nothing.
    link_number = models.PositiveIntegerField(default=1, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reports_taken",
        null=True,
        verbose_name=_("owner"),
    )
    taken_at = models.DateTimeField(_("taken"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem report")
        verbose_name_plural = _("problem reports")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ["view"]
        permissions = [("handle_problemreport", "Can take, answer and close problem reports")]
        indexes = [
            models.Index(fields=["problem"], name="problemreport_same_problem"),
            models.Index(fields=["-sent_at", "-id"], name="problemreport_by_time"),
            models.Index(
                fields=["closed_at"],
                condition=Q(state="closed"),
                name="problemreport_by_end",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "open", "answered", "closed"]),
                name="problemreport_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["cec", "pbe", "contact", "consumer", "staff", "other"]),
                name="problemreport_role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["", "mended", "explained", "known", "same", "silent"]),
                name="problemreport_cause_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(message="", words=""), name="problemreport_says_something"
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(email=""),
                name="problemreport_email_of_visitors_only",
            ),
            models.CheckConstraint(
                condition=Q(state="new", owner__isnull=True, taken_at__isnull=True)
                | Q(~Q(state="new"), owner__isnull=False, taken_at__isnull=False),
                name="problemreport_new_until_taken",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(cause="")
                | Q(~Q(state="closed"), closed_by__isnull=True, closed_at__isnull=True, cause=""),
                name="problemreport_closed_by_at_and_cause_agree",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(taken_at__gte=F("sent_at")),
                name="problemreport_taken_after_sent",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("taken_at")),
                name="problemreport_closed_after_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The secret link: a signed reference to this row, of which the database holds nothing."""
        token = Signer(salt=LINK_SALT).sign(f"{self.pk.hex}.{self.link_number}")
        return reverse("support:report_status", args=[token])

    @property
    def name(self) -> str:
        """The number as people say it."""
        return f"EAS-{self.number}"

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def address(self) -> str:
        """Where its mails go; nowhere, if a visitor left no address."""
        return self.reporter.email if self.reporter else self.email

    @property
    def mail_language(self) -> str:
        return self.reporter.language if self.reporter else self.language


def role_of(user: User | None) -> ProblemReport.Role:
    """The first that fits of a person's parts."""
    if user is None:
        return ProblemReport.Role.OTHER
    if user.is_staff:
        return ProblemReport.Role.STAFF
    if user.is_assister:
        return ProblemReport.Role(user.assister.role_abbreviation.lower())
    if user.is_contact:
        return ProblemReport.Role.CONTACT
    return ProblemReport.Role.CONSUMER
