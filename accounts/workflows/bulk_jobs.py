"""Work on many rows: begun, looked through, confirmed, done. Each chunk is one transaction.

A worker that is killed loses the chunk in hand and no more; whoever comes next goes on where it was. Only
one works at a job at a time: the others find its row locked and leave.
"""

import logging
from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.bulk import kinds, reading
from accounts.bulk.reading import Read
from accounts.errors import BadFile, JobMovedOn, TooManyRows
from accounts.models import BulkJob, BulkRow, Entity, User
from audit import trail
from audit.models import AuditEvent
from portal import context, uploads

logger = logging.getLogger(__name__)

State, Plan = BulkJob.State, BulkRow.Plan
CHUNK = 250
# The database went away, or two waited for each other: the sweep comes again.
PASSING = (OperationalError, InterfaceError)


@trail.workflow("bulk_job.send")
def begin_with_file(*, kind: str, entity: Entity, content: bytes, ending: str, by: User) -> BulkJob:
    """Keep the file where no address leads, for a worker to read. Nothing of it is on record yet."""
    job = BulkJob.objects.create(
        kind=kind, entity=entity, ending=ending, state=State.READING, by=by
    )
    uploads.store(job.pk, content)
    trail.record("bulk_job.send", by=by, about=job, entity=entity)
    return job


@trail.workflow("bulk_job.choose")
def begin_with_assisters(*, kind: str, assisters: Iterable[UUID], by: User) -> BulkJob:
    """A job about people who are on record. Raises TooManyRows."""
    chosen = list(assisters)
    if len(chosen) > settings.BULK_MAX_ROWS:
        raise TooManyRows(
            _("Choose at most {} at once: filter the list and do it in parts.").format(
                settings.BULK_MAX_ROWS
            )
        )
    job = BulkJob.objects.create(kind=kind, state=State.CHECKING, total=len(chosen), by=by)
    rows = (
        BulkRow(job=job, number=number, assister_id=pk) for number, pk in enumerate(chosen, start=1)
    )
    BulkRow.objects.bulk_create(rows, batch_size=1000)
    trail.record("bulk_job.choose", by=by, about=job)
    return job


@trail.workflow("bulk_job.confirm")
def confirm(*, job: BulkJob, by: User) -> None:
    """Let the worker do what the preview showed, once. Raises JobMovedOn."""
    job = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state != State.WAITING:
        raise JobMovedOn(_("This was confirmed or cancelled already. See below how it stands."))
    job.state, job.confirmed_at = State.RUNNING, timezone.now()
    # What is rejected or needs nothing is behind us.
    job.settled = job.rows.exclude(plan__in=BulkRow.TO_DO).update(is_settled=True)
    job.save(update_fields=["state", "confirmed_at", "settled"])
    trail.record("bulk_job.confirm", by=by, about=job, entity=job.entity)


@trail.workflow("bulk_job.cancel")
def cancel(*, job: BulkJob, by: User) -> None:
    """Drop it, whatever it waits for, before anything was written. Raises JobMovedOn."""
    job = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state not in {State.READING, State.CHECKING, State.WAITING}:
        raise JobMovedOn(_("This was confirmed or cancelled already. See below how it stands."))
    _end(job, State.CANCELLED)
    transaction.on_commit(lambda: uploads.delete(job.pk))
    trail.record("bulk_job.cancel", by=by, about=job, entity=job.entity)


@trail.workflow("bulk_job.go_on")
def go_on(*, job: BulkJob, by: User) -> None:
    """Take up a job that failed where it was: what was done is not done again. Raises JobMovedOn."""
    job = BulkJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not job.may_go_on:
        raise JobMovedOn(_("There is nothing to go on with. See below how it stands."))
    job.state = State.RUNNING if job.confirmed_at else State.CHECKING
    job.problem, job.ended_at = "", None
    job.save(update_fields=["state", "problem", "ended_at"])
    trail.record("bulk_job.go_on", by=by, about=job, entity=job.entity)


def advance(pk: UUID) -> bool:
    """Do the next chunk; says whether more is to do at once. Safe to call at any time, by anybody.

    What nobody foresaw undoes the chunk and ends the job as failed: somebody looks at it before it goes on.
    """
    try:
        return _advance(pk)
    except PASSING:
        raise
    except Exception as error:
        with context.within(context.RequestContext(request_id=context.new_id())):
            logger.exception("Bulk job %s failed.", pk)
            _fail(pk, error)
        return False


def _advance(pk: UUID) -> bool:
    with transaction.atomic():
        job = (
            BulkJob.objects.working()
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("by", "entity")
            .filter(pk=pk)
            .first()
        )
        if job is None:
            return False
        with translation.override(job.by.language):
            {State.READING: _read, State.CHECKING: _check, State.RUNNING: _run}[State(job.state)](
                job
            )
    if job.state != State.READING:
        uploads.delete(job.pk)
    return job.is_working


def plans(job: BulkJob) -> dict[str, int]:
    """How many rows have each plan."""
    counted = job.rows.order_by().values_list("plan").annotate(count=Count("pk"))
    return dict.fromkeys(Plan.values, 0) | dict(counted)


def delete_old() -> int:
    """Rows have personal data, and who asked has seen the result; says how many jobs went."""
    old = BulkJob.objects.over_since(timezone.now() - settings.BULK_JOB_KEEP)
    return old.delete()[1].get("accounts.BulkJob", 0)


def _read(job: BulkJob) -> None:
    try:
        with transaction.atomic():
            job.total = _store(job)
    except FileNotFoundError:
        _refuse(job, _("The file is gone. Send it once more."))
    except BadFile as bad:
        _refuse(job, str(bad))
    else:
        job.state = State.CHECKING
        job.save(update_fields=["total", "state"])


def _store(job: BulkJob) -> int:
    """In batches as they are read: a file of any length takes the same memory."""
    found = reading.read(uploads.path_of(job.pk), job.ending, kinds.of(job).columns)
    stored = 0
    while batch := list(islice(found, 1000)):
        stored += len(BulkRow.objects.bulk_create(_row(job, one) for one in batch))
    return stored


def _row(job: BulkJob, read: Read) -> BulkRow:
    return BulkRow(
        job=job,
        number=read.number,
        cells=read.cells,
        problems=read.problems,
        plan=Plan.REJECTED if read.problems else "",
    )


def _check(job: BulkJob) -> None:
    rows = list(job.rows.unchecked().select_related("assister")[:CHUNK])
    kinds.of(job).check(job, rows)
    BulkRow.objects.bulk_update(rows, ["plan", "problems"])
    left = job.rows.unchecked().count() if rows else 0
    job.checked = job.total - left
    if not left:
        job.state = State.WAITING
    job.save(update_fields=["checked", "state"])


def _run(job: BulkJob) -> None:
    rows = list(job.rows.to_do().select_related("assister")[:CHUNK])
    kinds.of(job).apply(job, rows)
    for row in rows:
        row.is_settled = True
    BulkRow.objects.bulk_update(rows, ["plan", "problems", "is_settled"])
    job.settled += len(rows)
    if len(rows) < CHUNK:
        _end(job, State.DONE)
    job.save(update_fields=["settled"])


@transaction.atomic
def _fail(pk: UUID, error: Exception) -> None:
    working = BulkJob.objects.working().select_for_update(of=("self",))
    job = working.select_related("by", "entity").filter(pk=pk).first()
    if job is None:
        return
    with translation.override(job.by.language):
        job.problem = _words_of_failure(job)
    if job.state == State.READING:
        transaction.on_commit(lambda: uploads.delete(pk))
    _end(job, State.FAILED)
    failed, reason = AuditEvent.Outcome.FAILED, type(error).__name__
    trail.record("bulk_job.advance", by=None, about=job, outcome=failed, reason=reason)


def _words_of_failure(job: BulkJob) -> str:
    number = context.current().request_id
    if job.state == State.READING:
        return _(
            "Something went wrong on our side while we read the file. Send it once more. If it happens "
            "again, report the problem with this number: {number}"
        ).format(number=number)
    rows = job.rows.to_do() if job.confirmed_at else job.rows.unchecked()
    row = rows.order_by("number").values_list("number", flat=True).first()
    return _(
        "Something went wrong on our side in row {row} or soon after. What was done before it stays, and "
        "nothing is half done. Go on. If it happens again, report the problem with this number: {number}"
    ).format(row=row, number=number)


def _refuse(job: BulkJob, words: str) -> None:
    job.problem = words
    _end(job, State.REFUSED)


def _end(job: BulkJob, state: BulkJob.State) -> None:
    job.state, job.ended_at = state, timezone.now()
    job.save(update_fields=["state", "ended_at", "problem"])
