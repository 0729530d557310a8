"""A certification’s life: pending, certified, renewed each year, suspended, reinstated, revoked, expired.

Every function locks the assister, and is the only place that changes a certification's status. Days are
California's. Who has an account gets a mail; what was decided, and why, is behind their sign-in.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import decisions
from accounts.decisions import Reason, What
from accounts.errors import TooEarly, WrongStatus
from accounts.models import Assister, Certification, User
from accounts.workflows.assisters import locked_assister, void_badge
from audit import trail
from portal.db import refusing

Status = Certification.Status


@trail.workflow("certification.certify")
def certify(
    *,
    assister: Assister,
    by: User | None,
    reason: str = Reason.ROUTINE,
    note: str = "",
    on: date | None = None,
) -> Certification:
    """Certify from today, or from an earlier day ``on``, until a year later, and the time of grace after it.

    One who was revoked, or whose certification expired, can be certified anew. Raises WrongStatus, TooEarly.
    """
    assister = locked_assister(assister)
    today = timezone.localdate()
    row = _open_row(assister)
    if row is not None and row.status != Status.PENDING:
        raise WrongStatus(_("This assister is certified already. Renew or reinstate instead."))
    if on is not None and on > today:
        raise TooEarly(_("A certification begins today or earlier. Choose another day."))
    row = row or Certification(assister=assister)
    _date(row, since=on or today, due=(on or today) + settings.CERTIFICATION_LIFETIME)
    overlap = WrongStatus(_("On that day another certification held. Choose a later day."))
    with refusing("certification_periods_never_overlap", overlap):
        row.save()
    _decided(What.CERTIFIED, row, assister, by=by, reason=reason, note=note)
    trail.record(
        "certification.certify", by=by, about=row, entity=assister.entity, reason=str(reason)
    )
    return row


@trail.workflow("certification.renew")
def renew(
    *, assister: Assister, by: User | None, reason: str = Reason.ROUTINE, note: str = ""
) -> Certification:
    """Certify for another year: from the due date if it is in time or in grace, else from today.

    So nobody loses days by being early, or wins some by being late. Raises WrongStatus, TooEarly.
    """
    assister = locked_assister(assister)
    today = timezone.localdate()
    old = _open_row(assister) or assister.certifications.order_by("-ended_on", "-pk").first()
    due = _due_after(old, today)
    if old is not None and old.ended_on is None:
        _close(old, today)
    row = Certification(assister=assister)
    _date(row, since=today, due=due)
    row.save()
    _decided(What.RENEWED, row, assister, by=by, reason=reason, note=note)
    trail.record(
        "certification.renew", by=by, about=row, entity=assister.entity, reason=str(reason)
    )
    return row


def _due_after(old: Certification | None, today: date) -> date:
    if old is None or old.status in {Status.PENDING, Status.REVOKED}:
        raise WrongStatus(_("There is no certification to renew. Certify instead."))
    if old.status == Status.SUSPENDED:
        raise WrongStatus(_("This certification is suspended. Reinstate it first."))
    assert old.due_on is not None
    if old.ended_on is not None or today > old.last_day:
        return today + settings.CERTIFICATION_LIFETIME
    if not old.may_be_renewed(today):
        raise TooEarly(
            _("It is too early to renew. Renewal opens {days} days before the due date.").format(
                days=settings.RENEWAL_OPENS.days
            )
        )
    return old.due_on + settings.CERTIFICATION_LIFETIME


@trail.workflow("certification.suspend")
def suspend(*, assister: Assister, by: User | None, reason: str, note: str = "") -> Certification:
    """Pause it, at once everywhere: sessions end, access and listings stop. They may sign in and read why.

    Raises WrongStatus.
    """
    assister = locked_assister(assister)
    row = _open_row(assister)
    if row is None or row.status != Status.CERTIFIED:
        raise WrongStatus(_("Only who is certified can be suspended."))
    row.status = Status.SUSPENDED
    row.save(update_fields=["status"])
    _decided(What.SUSPENDED, row, assister, by=by, reason=reason, note=note)
    trail.record(
        "certification.suspend", by=by, about=row, entity=assister.entity, reason=str(reason)
    )
    return row


@trail.workflow("certification.reinstate")
def reinstate(*, assister: Assister, by: User | None, reason: str, note: str = "") -> Certification:
    """Give back what was suspended, with the days it had. One whose days ran out meanwhile has expired.

    Raises WrongStatus.
    """
    assister = locked_assister(assister)
    row = _open_row(assister)
    if row is None or row.status != Status.SUSPENDED:
        raise WrongStatus(_("Only who is suspended can be reinstated."))
    row.status = Status.CERTIFIED
    if timezone.localdate() > row.last_day:
        _close(row, timezone.localdate())
    row.save()
    _decided(What.REINSTATED, row, assister, by=by, reason=reason, note=note)
    trail.record(
        "certification.reinstate", by=by, about=row, entity=assister.entity, reason=str(reason)
    )
    return row


@trail.workflow("certification.revoke")
def revoke(*, assister: Assister, by: User | None, reason: str, note: str = "") -> Certification:
    """End it for good, and the badge with it: reinstating does not bring it back. Raises WrongStatus."""
    assister = locked_assister(assister)
    row = _open_row(assister)
    if row is None or row.status == Status.PENDING:
        raise WrongStatus(_("There is no certification to revoke."))
    row.status, row.ended_on = Status.REVOKED, timezone.localdate()
    row.save(update_fields=["status", "ended_on"])
    void_badge(assister)
    _decided(What.REVOKED, row, assister, by=by, reason=reason, note=note)
    trail.record(
        "certification.revoke", by=by, about=row, entity=assister.entity, reason=str(reason)
    )
    return row


@trail.workflow("certification.expire")
def expire(*, assister: Assister, by: User | None = None) -> bool:
    """Mark that the last day of grace has passed; says whether it had. Access had ended by itself."""
    assister = locked_assister(assister)
    row = _open_row(assister)
    today = timezone.localdate()
    if row is None or row.status != Status.CERTIFIED or today <= row.last_day:
        return False
    _close(row, today)
    row.save(update_fields=["status", "ended_on"])
    _decided(What.LAPSED, row, assister, by=by)
    trail.record("certification.expire", by=by, about=row, entity=assister.entity)
    return True


def _open_row(assister: Assister) -> Certification | None:
    return assister.certifications.open().first()


def _date(row: Certification, *, since: date, due: date) -> None:
    row.status = Status.CERTIFIED
    row.certified_on, row.due_on = since, due
    row.grace_until = due + settings.CERTIFICATION_GRACE


def _close(row: Certification, today: date) -> None:
    """Expired if its last day has passed, else followed by another from today."""
    if today > row.last_day:
        row.status, row.ended_on = Status.EXPIRED, row.last_day + timedelta(days=1)
    else:
        row.ended_on = today
    row.save(update_fields=["status", "ended_on"])


def _decided(
    what: What,
    row: Certification,
    assister: Assister,
    *,
    by: User | None,
    reason: str = "",
    note: str = "",
) -> None:
    change = decisions.put_down(what, about=assister, by=by, reason=reason, note=note)
    decisions.announce([assister], what, by=by)
    decisions.write_to(assister, change)
