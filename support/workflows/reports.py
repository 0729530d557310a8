"""The life of a problem report: sent, taken, answered, closed; and what the reporter adds.

Whoever answers or closes a report has it: one that is nobody's becomes theirs by that.
"""

from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from limiter import limits
from limiter.errors import TooManyAttempts
from notifications import outbox
from portal import uploads
from portal.one_time import key_of
from support.errors import NotTaken, ReportClosed, SomeoneElsesReport
from support.limits import (
    RECEIPTS_MAILBOX,
    REPORTS_ACCOUNT,
    REPORTS_ADDRESS,
    WORDS_ADDRESS,
    WORDS_REPORT,
)
from support.models import ProblemReport, ReportAnswer
from support.workflows import screenshots

State = ProblemReport.State


@trail.workflow("problem_report.send")
def send(
    *,
    facts: dict[str, str],
    key: UUID,
    language: str,
    by: User | None,
    screenshot: IO[bytes] | None = None,
    screenshot_name: str = "",
) -> ProblemReport:
    """Put a report into the queue and mail its link, where there is an address to mail to.

    ``facts`` are the report's own fields, ``key`` is the form's: the same once more in the same form
    is the same report. Counted before the picture is opened, which costs most.
    Raises TooManyAttempts, BadUpload.
    """
    own = [(REPORTS_ACCOUNT, by.pk)] if by else []
    if by:
        facts = {**facts, "email": ""}
    report, is_new = ProblemReport.objects.get_or_create(
        form_key=key_of(key, facts, screenshot_name),
        defaults={**facts, "language": language, "reporter": by},
    )
    if not is_new:
        return report
    limits.charge((REPORTS_ADDRESS, limits.client_network()), *own)
    image = uploads.read_image(screenshot, screenshot_name) if screenshot is not None else None
    report.refresh_from_db(fields=["number"])
    if image:
        screenshots.add(report=report, image=image)
    trail.record("problem_report.send", by=by, about=report)
    if _may_write_to(report):
        _tell("report_received", report)
    return report


def _may_write_to(report: ProblemReport) -> bool:
    """To an account always; to an address that anybody may have named, a few times a day."""
    if report.reporter or not report.email:
        return True
    try:
        limits.charge((RECEIPTS_MAILBOX, report.email.lower()))
    except TooManyAttempts:
        return False
    return True


def _tell(kind: str, report: ProblemReport) -> None:
    if report.address:
        outbox.post(kind, to=report.address, language=report.mail_language, about=report)


@trail.workflow("problem_report.add_words")
def add_words(*, report: UUID, text: str, by: User | None) -> ReportAnswer:
    """The reporter says more; an answered report is the help desk's again.

    The same words once more are the same act. Raises TooManyAttempts, ReportClosed.
    """
    limits.charge((WORDS_ADDRESS, limits.client_network()), (WORDS_REPORT, report))
    found = _locked(report)
    if found.is_closed:
        raise ReportClosed(_("This report is closed. If it happens again, send a new one."))
    if again := _said_last(found, text=text, by=by, is_from_help_desk=False):
        return again
    added = found.answers.create(text=text, by=by, is_from_help_desk=False)
    if found.state == State.ANSWERED:
        found.state = State.OPEN
        found.save(update_fields=["state"])
    trail.record("problem_report.add_words", by=by, about=found)
    return added


@trail.workflow("problem_report.read")
def read(*, report: ProblemReport, by: User | None) -> None:
    """Put on record that somebody looked at it: of the help desk, or whoever has the link."""
    trail.record("problem_report.read", by=by, about=report)


@trail.workflow("problem_report.take")
def take(*, report: UUID, by: User) -> ProblemReport:
    """From now on this is theirs. Raises ReportClosed, SomeoneElsesReport."""
    found = _to_work_on(report, by=by)
    trail.record("problem_report.take", by=by, about=found)
    return found


@trail.workflow("problem_report.put_back")
def put_back(*, report: UUID, by: User) -> ProblemReport:
    """It is nobody's again, whoever had it: they may be away. Raises ReportClosed, NotTaken."""
    found = _locked(report)
    _must_be_open(found)
    if found.owner_id is None:
        raise NotTaken(_("Nobody has this report: there is nothing to put back."))
    found.state, found.owner, found.taken_at = State.NEW, None, None
    found.save(update_fields=["state", "owner", "taken_at"])
    trail.record("problem_report.put_back", by=by, about=found)
    return found


@trail.workflow("problem_report.answer")
def answer(*, report: UUID, text: str, by: User) -> ReportAnswer:
    """Tell the reporter something; the same words once more are the same act, and no second mail.

    Raises ReportClosed, SomeoneElsesReport.
    """
    found = _to_work_on(report, by=by)
    again = _said_last(found, text=text, by=by, is_from_help_desk=True)
    if again and found.state == State.ANSWERED:
        return again
    said = found.answers.create(text=text, by=by, is_from_help_desk=True)
    found.state = State.ANSWERED
    found.save(update_fields=["state"])
    trail.record("problem_report.answer", by=by, about=found)
    _tell("report_answered", found)
    return said


@trail.workflow("problem_report.close")
def close(*, report: UUID, cause: str, by: User, text: str = "") -> ProblemReport:
    """The end, with its cause and, if wanted, a last word. Raises ReportClosed, SomeoneElsesReport."""
    found = _to_work_on(report, by=by)
    if text:
        found.answers.create(text=text, by=by, is_from_help_desk=True)
    found.state, found.cause = State.CLOSED, cause
    found.closed_by, found.closed_at = by, timezone.now()
    found.save(update_fields=["state", "cause", "closed_by", "closed_at"])
    trail.record("problem_report.close", by=by, about=found)
    _tell("report_closed", found)
    return found


@trail.workflow("problem_report.renew_link")
def renew_link(*, report: UUID, shown: int, by: User) -> ProblemReport:
    """Every link to the report's page so far opens nothing; a new one is mailed to the reporter.

    For a link that got into wrong hands. A visitor who left no address has no link then. ``shown``
    is the number of the link that is to go: pressed twice, it goes once.
    """
    found = _locked(report)
    if found.link_number != shown:
        return found
    found.link_number += 1
    found.save(update_fields=["link_number"])
    trail.record("problem_report.renew_link", by=by, about=found)
    _tell("report_link", found)
    return found


@trail.workflow("problem_report.delete")
def delete_old(*, report: UUID, closed_before: datetime) -> bool:
    """Delete a report with all that was said and its picture, if it was closed before then."""
    found = (
        ProblemReport.objects.closed_before(closed_before)
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=report)
        .first()
    )
    if found is None:
        return False
    trail.record("problem_report.delete", by=None, about=found)
    screenshots.delete_of(found)
    found.answers.all().delete()
    found.delete()
    return True


def _locked(report: UUID) -> ProblemReport:
    """Without joins: after a wait, PostgreSQL reads this row anew, but the joined ones as they were."""
    return ProblemReport.objects.select_for_update(of=("self",)).get(pk=report)


def _said_last(report: ProblemReport, **facts: Any) -> ReportAnswer | None:
    """The same words as the newest, from the same person: a button that was pressed twice."""
    newest = report.answers.order_by("-at", "-pk")[:1]
    return report.answers.filter(pk__in=newest.values("pk"), **facts).first()


def _must_be_open(report: ProblemReport) -> None:
    if report.is_closed:
        raise ReportClosed(_("This report is closed already."))


def _to_work_on(report: UUID, *, by: User) -> ProblemReport:
    """The report, locked, and theirs from now on if it was nobody's."""
    found = _locked(report)
    _must_be_open(found)
    if found.owner_id not in {None, by.pk}:
        raise SomeoneElsesReport(
            _(
                "Somebody else has taken this report. Put it back first if you want to go on with it."
            )
        )
    if found.owner_id is None:
        found.state, found.owner, found.taken_at = State.OPEN, by, timezone.now()
        found.save(update_fields=["state", "owner", "taken_at"])
    return found
