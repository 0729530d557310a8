"""What ends a delegation without the two: its receipt, the calendar, the standing of the assister.

Each row in a transaction of its own where the calendar is the reason, so nobody is held up by another.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Assister, StandingChange, User
from accounts.standing import ENDING, PAUSING
from audit import trail
from delegation import holding, letters, limits, receipts
from delegation.closing import Reason, Side, State, close, close_for_consumer
from delegation.errors import NotOpen, WrongReceipt
from delegation.models import Delegation
from limiter.limits import charge, client_network, refund

What = StandingChange.What
REASONS = {
    What.REVOKED: Reason.REVOKED,
    What.AFFILIATION_ENDED: Reason.AFFILIATION_ENDED,
    What.ENTITY_ENDED: Reason.ENTITY_ENDED,
}


@trail.workflow("delegation.end_by_receipt")
def end_by_receipt(
    *, link: UUID | None, typed: str, born_on: date, by: User | None = None
) -> Delegation:
    """End what the receipt is of, for who holds it and knows the date of birth of the primary contact.

    ``link``: the receipt's QR code was followed; else the code was ``typed``. Whatever is wrong, it is said
    in the same words after the same work. Only wrong tries count.
    Raises WrongReceipt, NotOpen, TooManyAttempts.
    """
    meant = str(link or _meant(typed))
    tries = [
        (limits.RECEIPT, meant),
        (limits.RECEIPT_DAY, meant),
        (limits.RECEIPT_ADDRESS, client_network()),
    ]
    charge(*tries)
    rows = Delegation.objects.filter(case__born_on=born_on)
    found = (
        rows.filter(pk=link) if link else rows.filter(receipt_digest__in=receipts.digests(typed))
    ).first()
    if found is None:
        raise WrongReceipt(
            _(
                "This receipt and this date of birth do not belong together. Compare both; the date of "
                "birth is that of the case’s primary contact. If they are right, call the Help Line."
            )
        )
    refund(*tries)
    holding.case(found.case_id)
    row = Delegation.objects.with_people().get(pk=found.pk)
    if not row.is_open:
        over = _("This has ended already: this person has no access to your case.")
        raise NotOpen(over, about=row)
    close_for_consumer(row, side=Side.CONSUMER, by=by)
    return row


def _meant(typed: str) -> UUID | str:
    """Under what its tries are counted: with those by its link, where there is such a receipt."""
    digests = receipts.digests(typed)
    rows = Delegation.objects.filter(receipt_digest__in=digests)
    return rows.values_list("pk", flat=True).first() or digests[-1]


def follow_standing(
    assisters: Sequence[Assister], what: StandingChange.What, by: User | None
) -> None:
    """Told by accounts.standing: what ends with the assister's standing, and who is to hear of a pause.

    The caller has locked the assisters.
    """
    if what in REASONS and what in ENDING:
        _end_all_of(assisters, REASONS[what])
        return
    concerned = Delegation.objects.active().filter(assister__in=assisters)
    if what not in PAUSING:
        concerned = concerned.filter(pause_told_at__isnull=False)
    concerned.update(consumer_news_at=timezone.now())


def _end_all_of(assisters: Sequence[Assister], reason: Delegation.Reason) -> None:
    theirs = Delegation.objects.open().filter(assister__in=assisters)
    holding.cases(sorted(theirs.values_list("case", flat=True)))
    now = timezone.now()
    for row in theirs.with_people().order_by("pk"):
        state = State.WITHDRAWN if row.is_pending else State.ENDED
        close(row, state, reason, side=Side.SYSTEM, by=None, at=now, later=True)


@trail.workflow("delegation.expire")
def expire(*, delegation: UUID, by: None = None) -> bool:
    """A request that nobody answered in time is over; says whether it still was one."""
    now = timezone.now()
    row = _fresh(delegation)
    if not row.is_pending or row.expires_at > now:
        return False
    close(row, State.EXPIRED, Reason.NO_ANSWER, side=Side.SYSTEM, by=by, at=now)
    return True


@trail.workflow("delegation.warn")
def warn(*, delegation: UUID, by: None = None) -> bool:
    """Write once to the assister who has not answered, some days before the request is over."""
    now = timezone.now()
    row = _fresh(delegation)
    due = row.expires_at - settings.DELEGATION_REQUEST_WARNING <= now < row.expires_at
    if not row.is_pending or row.warned_at or not due:
        return False
    # One mail for all that are due at the same time.
    others = Delegation.objects.pending().filter(assister=row.assister_id, warned_at__isnull=True)
    same = others.filter(asked_at__lte=now - warning_after())
    if same.update(warned_at=now):
        letters.to_assister("delegation_expiring", row)
    trail.record("delegation.warn", by=by, about=row, case=row.case, entity=row.entity)
    return True


def warning_after() -> timedelta:
    """How long after it was made a request is warned of."""
    after: timedelta = settings.DELEGATION_REQUEST_LIFETIME - settings.DELEGATION_REQUEST_WARNING
    return after


@trail.workflow("delegation.remind")
def remind(*, delegation: UUID, by: None = None) -> bool:
    """Ask the consumer, once, whether they want to sign for another year."""
    row = _fresh(delegation)
    opens_on = row.until_on - settings.DELEGATION_RENEWAL_OPENS
    if not row.is_active or row.reminded_at or timezone.localdate() < opens_on:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    letters.to_consumer("delegation_renewal", row)
    trail.record("delegation.remind", by=by, about=row, case=row.case, entity=row.entity)
    return True


@trail.workflow("delegation.run_out")
def run_out(*, delegation: UUID, by: None = None) -> bool:
    """The year is over, and nobody signed again."""
    row = _fresh(delegation)
    if not row.is_active or row.until_on >= timezone.localdate():
        return False
    close(row, State.ENDED, Reason.YEAR_OVER, side=Side.SYSTEM, by=by, at=timezone.now())
    return True


def _fresh(delegation: UUID) -> Delegation:
    holding.case(Delegation.objects.get(pk=delegation).case_id)
    return Delegation.objects.with_people().get(pk=delegation)
