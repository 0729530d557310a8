"""The life of a delegation: signed, accepted or declined, withdrawn or ended.

Locks are taken in the order entity, assister, case (delegation.holding). What ends it by itself is in
``endings`` and ``standings``.
"""

from calendar import isleap
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Assister, User
from audit import trail
from cases.models import Case
from delegation import holding, letters, receipts
from delegation.closing import Reason, Side, State, close, close_for_consumer
from delegation.errors import (
    CannotChooseYourself,
    NotOpen,
    NotWaiting,
    OthersChanged,
    SignedAlready,
    TakesNobodyNew,
    TextChanged,
)
from delegation.models import Consent, Delegation, LegalText
from delegation.models.delegations import DelegationQuerySet
from portal.db import refusing

FORM_KEY = "delegation_delegation_form_key_key"


@trail.workflow("delegation.sign")
def sign(
    *,
    case: UUID,
    assister: UUID,
    key: UUID,
    version: int,
    name: str,
    language: str,
    by: User,
    named: Collection[UUID] | None = None,
) -> Delegation:
    """The consumer lets this assister work on their case, for a year from today.

    Whoever did before is replaced. Active at once, unless the assister answers each request: then it waits.
    ``key`` is the form's: sent twice, it is one. ``version`` is that of the text that was read,
    ``named`` are the delegations of which the page said that they would end; None: whichever there are.
    Raises CannotChooseYourself, AssisterNotReady, TakesNobodyNew, TextChanged, OthersChanged,
    SignedAlready, Case.DoesNotExist.
    """
    chosen = holding.assister(assister)
    own = holding.case(case, among=Case.objects.of(by))
    if done := _sent_before(own, chosen, key):
        return done
    text = _current(LegalText.Kind.DELEGATION, version, language)
    if named is not None:
        _refuse_unnamed(own, chosen, named)
    now = timezone.now()
    consent = Consent(user=by, text=text, sha256=text.sha256, signed_name=name)
    consent.opened_at = consent.agreed_at = now
    row = _begin(own, chosen, consent, key=key, side=Side.CONSUMER, by=by)
    trail.record("delegation.sign", by=by, about=row, case=own, entity=row.entity, reason=row.state)
    return row


@trail.workflow("delegation.sign_on_phone")
def sign_on_phone(
    *, case: UUID, assister: UUID, key: UUID, version: int, name: str, language: str, by: User
) -> Delegation:
    """The same by a representative, who has checked who is on the line and read the script to them.

    Raises CannotChooseYourself, AssisterNotReady, TakesNobodyNew, TextChanged, SignedAlready.
    """
    chosen = holding.assister(assister)
    theirs = holding.case(case)
    if done := _sent_before(theirs, chosen, key):
        return done
    text = _current(LegalText.Kind.DELEGATION_SCRIPT, version, language)
    now = timezone.now()
    consent = Consent(
        channel=Consent.Channel.ORAL,
        representative=by,
        text=text,
        sha256=text.sha256,
        signed_name=name,
    )
    consent.opened_at = consent.agreed_at = now
    row = _begin(theirs, chosen, consent, key=key, side=Side.REPRESENTATIVE, by=by)
    trail.record(
        "delegation.sign_on_phone",
        by=by,
        about=row,
        case=theirs,
        entity=row.entity,
        reason=row.state,
    )
    return row


def _sent_before(case: Case, chosen: Assister, key: UUID) -> Delegation | None:
    """What this very form made already, while it stands. Raises SignedAlready once it is over."""
    done = case.delegations.filter(form_key=key).first()
    if done and not (done.is_open and done.assister_id == chosen.pk):
        raise _sent_already()
    return done


def _sent_already() -> SignedAlready:
    return SignedAlready(_("This form was sent already. See below what became of it."))


def _current(kind: LegalText.Kind, version: int, language: str) -> LegalText:
    text = LegalText.objects.current(kind, language)
    if text.version != version:
        raise TextChanged(_("The text has changed since you opened this page. Read the new one."))
    return text


def _refuse_unnamed(case: Case, chosen: Assister, named: Collection[UUID]) -> None:
    """Who is replaced is said before: signed in another tab meanwhile, it was not."""
    renewed = {"state": State.ACTIVE, "assister": chosen, "entity": chosen.entity}
    others = case.delegations.open().exclude(**renewed)
    if set(others.values_list("pk", flat=True)) - set(named):
        raise OthersChanged(
            _(
                "Whom you chose has changed since you opened this page. Read again what happens when "
                "you sign."
            )
        )


def _begin(
    case: Case, chosen: Assister, consent: Consent, *, key: UUID, side: Delegation.Side, by: User
) -> Delegation:
    at = consent.agreed_at
    _refuse_unfit(case, chosen, at)
    before = case.delegations.active().with_people().first()
    is_renewal = before is not None and (before.assister_id, before.entity_id) == (
        chosen.pk,
        chosen.entity_id,
    )
    if not is_renewal and not chosen.takes_new_consumers:
        raise TakesNobodyNew(_("This person takes no new consumers now. Choose somebody else."))
    waits = not is_renewal and chosen.reviews_requests
    for other in case.delegations.pending().with_people():
        close(other, State.WITHDRAWN, Reason.REPLACED, side=side, by=by, at=at)
    if before and not waits:
        why = Reason.RENEWED if is_renewal else Reason.REPLACED
        close(before, State.ENDED, why, side=side, by=by, at=at)
    consent.save(force_insert=True)
    row = _row(case, chosen, consent, key=key, waits=waits)
    row.assister_news_at = None if is_renewal else at
    with refusing(FORM_KEY, _sent_already()):
        row.save(force_insert=True)
    letters.to_consumer(
        "delegation_requested" if waits else "delegation_begun", row, with_receipt=True
    )
    return row


def _refuse_unfit(case: Case, chosen: Assister, at: datetime) -> None:
    if chosen.user_id is not None and chosen.user_id == case.user_id:
        raise CannotChooseYourself(_("You cannot choose yourself. Choose somebody else."))
    if not Assister.objects.ready(at).filter(pk=chosen.pk).exists():
        raise holding.not_ready()


def _row(case: Case, chosen: Assister, consent: Consent, *, key: UUID, waits: bool) -> Delegation:
    pk, at = uuid4(), consent.agreed_at
    return Delegation(
        pk=pk,
        form_key=key,
        case=case,
        assister=chosen,
        entity=chosen.entity,
        consent=consent,
        state=State.PENDING if waits else State.ACTIVE,
        asked_at=at,
        accepted_at=None if waits else at,
        from_on=timezone.localdate(at),
        until_on=_a_year_after(timezone.localdate(at)),
        receipt_digest=receipts.digest_for(pk),
    )


def _a_year_after(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    if is_leap_day and not isleap(day.year + 1):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


@trail.workflow("delegation.accept")
def accept(*, delegation: UUID, by: User) -> Delegation:
    """The assister takes the consumer on: from now on the case is open to them, and to nobody before them.

    Raises NotWaiting, AssisterNotReady, Delegation.DoesNotExist.
    """
    row = _to_answer(delegation, by)
    at = timezone.now()
    if row.expires_at <= at:
        raise NotWaiting(_("This request is over: it was not answered in time."), about=row)
    if not Assister.objects.ready(at).filter(pk=row.assister_id).exists():
        raise holding.not_ready(about=row)
    for before in row.case.delegations.active().with_people():
        close(before, State.ENDED, Reason.REPLACED, side=Side.CONSUMER, by=row.case.user, at=at)
    row.state, row.accepted_at = State.ACTIVE, at
    row.save(update_fields=["state", "accepted_at"])
    trail.record("delegation.accept", by=by, about=row, case=row.case, entity=row.entity)
    letters.to_consumer("delegation_begun", row, with_receipt=True)
    return row


@trail.workflow("delegation.decline")
def decline(*, delegation: UUID, reason: str, by: User) -> Delegation:
    """The assister cannot take the consumer on, who is told why.

    Raises NotWaiting, Delegation.DoesNotExist.
    """
    row = _to_answer(delegation, by)
    close(row, State.DECLINED, Reason(reason), side=Side.ASSISTER, by=by, at=timezone.now())
    return row


def _to_answer(delegation: UUID, by: User) -> Delegation:
    """A request to this very assister, with everything held still that an answer depends on."""
    asked = Delegation.objects.filter(assister__user=by).get(pk=delegation)
    holding.assister(asked.assister_id)
    holding.case(asked.case_id)
    row = Delegation.objects.with_people().get(pk=delegation)
    if not row.is_pending:
        raise NotWaiting(
            _("This request does not wait for an answer any more: %(state)s.")
            % {"state": row.get_state_display().lower()},
            about=row,
        )
    return row


@trail.workflow("delegation.end")
def end(*, delegation: UUID, by: User) -> Delegation:
    """The consumer ends it, or withdraws the request, at once and without a reason.

    Raises NotOpen, Delegation.DoesNotExist.
    """
    over = _("This has ended already: this person has no access to your case.")
    row = _open_row(Delegation.objects.filter(case__user=by), delegation, over)
    close_for_consumer(row, side=Side.CONSUMER, by=by)
    return row


@trail.workflow("delegation.resign")
def resign(*, delegation: UUID, reason: str, by: User) -> Delegation:
    """The assister cannot go on helping; the consumer is told why, and chooses somebody else.

    Raises NotOpen, Delegation.DoesNotExist.
    """
    row = _open_row(Delegation.objects.filter(assister__user=by), delegation)
    if not row.is_active:
        raise NotOpen(_("This request waits for your answer. Decline it instead."), about=row)
    close(row, State.ENDED, Reason(reason), side=Side.ASSISTER, by=by, at=timezone.now())
    return row


@trail.workflow("delegation.end_on_phone")
def end_on_phone(*, delegation: UUID, case: UUID, by: User) -> Delegation:
    """A representative ends it for a consumer whose identity they have checked. Raises NotOpen."""
    row = _open_row(Delegation.objects.filter(case=case), delegation)
    close_for_consumer(row, side=Side.REPRESENTATIVE, by=by)
    return row


def _open_row(among: DelegationQuerySet, delegation: UUID, over: str = "") -> Delegation:
    """``over`` is said to a consumer of what is not open; to others, when it ended."""
    holding.case(among.get(pk=delegation).case_id)
    row = Delegation.objects.with_people().get(pk=delegation)
    if not row.is_open:
        day = date_format(timezone.localdate(row.closed_at))
        raise NotOpen(over or _("The delegation ended on %(day)s") % {"day": day}, about=row)
    return row
