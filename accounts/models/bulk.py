from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.entity import Entity


class BulkJobQuerySet(models.QuerySet["BulkJob"]):
    def working(self) -> BulkJobQuerySet:
        """Those that a worker has something to do for."""
        return self.filter(state__in=BulkJob.WORKING)

    def over_since(self, at: datetime) -> BulkJobQuerySet:
        return self.filter(ended_at__lte=at)


class BulkJob(models.Model):
    """Work on many rows that somebody asked for: looked through first, done once they confirm it.

    The worker advances it chunk by chunk; ``checked`` and ``settled`` say how far it is. ``kind`` is one of
    accounts.bulk.kinds, which upper floors add to.
    """

    class State(models.TextChoices):
        READING = "reading", _("Reading the file")
        CHECKING = "checking", _("Looking through the rows")
        WAITING = "waiting", _("Waiting for you to confirm")
        RUNNING = "running", _("At work")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Stopped by an error of ours")

    WORKING = ["reading", "checking", "running"]
    OVER = ["done", "refused", "cancelled", "failed"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=20)
    state = models.CharField(_("state"), max_length=9, choices=State)
    entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        related_name="bulk_jobs",
        verbose_name=_("entity"),
        null=True,
        blank=True,
    )
    # How the file's name ended, until it is read.
    ending = models.CharField(max_length=5, blank=True)
    # Why the whole was refused, or stopped, in words for who sent it.
    problem = models.CharField(max_length=500, blank=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    checked = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="bulk_jobs",
        verbose_name=_("by"),
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk job")
        verbose_name_plural = _("bulk jobs")
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(
                "begun_at",
                condition=Q(state__in=["reading", "checking", "running"]),
                name="bulkjob_working",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "reading",
                        "checking",
                        "waiting",
                        "running",
                        "done",
                        "refused",
                        "cancelled",
                        "failed",
                    ]
                ),
                name="bulkjob_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["done", "refused", "cancelled", "failed"], ended_at__isnull=False
                )
                | Q(~Q(state__in=["done", "refused", "cancelled", "failed"]), ended_at=None),
                name="bulkjob_over_and_ended_at_agree",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "done"]) | Q(confirmed_at__isnull=False),
                name="bulkjob_runs_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["refused", "failed"]) | Q(problem=""),
                name="bulkjob_problem_means_refused_or_failed",
            ),
            models.CheckConstraint(
                condition=Q(checked__lte=F("total"), settled__lte=F("total")),
                name="bulkjob_counts_within_total",
            ),
        ]

    def __str__(self) -> str:
        return f"Bulk job {self.pk} ({self.state})"

    @classmethod
    def needs_file(cls, key: uuid.UUID) -> bool:
        """Until it is read, or cancelled before that."""
        return cls.objects.filter(pk=key, state=cls.State.READING).exists()

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def may_go_on(self) -> bool:
        """What was read is there; a file whose reading failed is not, and is sent once more."""
        return self.state == self.State.FAILED and self.total > 0

    @property
    def progress(self) -> int:
        """How many rows the present step has behind it."""
        return self.settled if self.confirmed_at else self.checked


class BulkRowQuerySet(models.QuerySet["BulkRow"]):
    def unchecked(self) -> BulkRowQuerySet:
        return self.filter(plan="")

    def to_do(self) -> BulkRowQuerySet:
        return self.filter(plan__in=BulkRow.TO_DO, is_settled=False)

    def rejected(self) -> BulkRowQuerySet:
        return self.filter(plan=BulkRow.Plan.REJECTED)


class BulkRow(models.Model):
    """One row of a job: what the file says or whom it concerns, and what is to be done, or was.

    Has personal data; deleted with the job some time after its end (BULK_JOB_KEEP).
    """

    class Plan(models.TextChoices):
        NEW = "new", _("New")
        CHANGE = "change", _("Changed")
        SAME = "same", _("As it is on record")
        REJECTED = "rejected", _("Rejected")

    TO_DO = ["new", "change"]

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="rows")
    # As a spreadsheet counts them: the headings are row 1.
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=dict, blank=True)
    assister = models.ForeignKey(
        "accounts.Assister", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    plan = models.CharField(_("what"), max_length=8, choices=Plan, blank=True)
    # Pairs of column and words, in the language of who sent it.
    problems = models.JSONField(default=list, blank=True)
    is_settled = models.BooleanField(default=False)

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint("job", "number", name="bulkrow_number_once"),
            models.CheckConstraint(
                condition=Q(plan__in=["", "new", "change", "same", "rejected"]),
                name="bulkrow_plan_known",
            ),
            models.CheckConstraint(
                condition=(Q(plan="rejected") & ~Q(problems=[]))
                | (~Q(plan="rejected") & Q(problems=[])),
                name="bulkrow_rejected_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.number} of bulk job {self.job_id}"

    def reject(self, column: str, words: str) -> None:
        """One more reason not to take it; not saved."""
        self.plan, self.problems = self.Plan.REJECTED, [*self.problems, [column, words]]

    @property
    def words(self) -> str:
        """Every problem, for a cell of a file."""
        return " ".join(
            f"{column}: {words}" if column else words for column, words in self.problems
        )
