"""Whether the person on the line is the primary contact: checked, held after three failures, let again."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accesscodes import matching
from accesscodes.errors import CaseHeld, NotHeld, NotVerified
from accesscodes.models import HelpLineCall, IdentityCheck
from accesscodes.models.check import NEEDED, OTHERS
from accesscodes.workflows.calls import locked_call
from accounts.models import User
from audit import trail
from cases.models import Case
from portal.db import refusing

FORM_KEY = "accesscodes_identitycheck_pkey"
Outcome = IdentityCheck.Outcome


class SentTwice(Exception):
    """This form was sent before."""


def check(
    *, call: UUID, key: UUID, said: matching.Said, consumer_is: str, by: User
) -> IdentityCheck:
    """Compare what was said with the case and note which facts matched; the words are kept nowhere.

    Passed: name, date of birth and two of the others. The third failure within IDENTITY_HOLD, none passed
    between, holds the case. ``key`` is the form's: sent twice, it is one check.
    Raises CaseHeld, NotVerified (no case chosen), CallEnded.
    """
    try:
        return _check(call=call, key=key, said=said, consumer_is=consumer_is, by=by)
    except SentTwice:
        before = IdentityCheck.objects.filter(pk=key, call=call).first()
        if before is None:
            raise NotVerified(
                _("Check the consumer’s identity first: no code without it.")
            ) from None
        return before


@trail.workflow("identity_check.check")
def _check(
    *, call: UUID, key: UUID, said: matching.Said, consumer_is: str, by: User
) -> IdentityCheck:
    found = locked_call(call, by=by)
    if found.case_id is None:
        raise NotVerified(_("Choose the case first."), about=found)
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=found.case_id)
    _note_where(found, consumer_is)
    if IdentityCheck.objects.filter(pk=key).exists():
        raise SentTwice
    now = timezone.now()
    refuse_held(case, at=now)
    done = _judged(found, case, said, at=now, by=by)
    done.pk = key
    with refusing(FORM_KEY, SentTwice()):
        done.save(force_insert=True)
    trail.record(
        "identity_check.check", by=by, about=done, case=case, reason=f"outcome:{done.outcome}"
    )
    return done


def _note_where(call: HelpLineCall, consumer_is: str) -> None:
    call.consumer_is = consumer_is
    call.save(update_fields=["consumer_is"])


def _judged(
    call: HelpLineCall, case: Case, said: matching.Said, *, at: datetime, by: User
) -> IdentityCheck:
    matched = matching.matched(case, said)
    others = [fact for fact in matched if fact not in NEEDED]
    is_passed = set(NEEDED) <= set(matched) and len(others) >= OTHERS
    done = IdentityCheck(
        call=call,
        case=case,
        by=by,
        checked_at=at,
        outcome=Outcome.PASSED if is_passed else Outcome.FAILED,
        matched=matched,
        missed=[fact for fact in said.facts() if fact not in matched],
        without_ssn=said.without_ssn,
    )
    if not is_passed and failures(case, at=at) + 1 >= settings.IDENTITY_FAILURES:
        done.holds_until = at + settings.IDENTITY_HOLD
    return done


def failures(case: Case, *, at: datetime) -> int:
    """How many checks failed lately, one after the other: since one passed, or a hold was lifted."""
    lately = IdentityCheck.objects.filter(case=case, checked_at__gt=at - settings.IDENTITY_HOLD)
    count = 0
    for before in lately:
        if before.is_passed or before.overridden_at:
            break
        count += 1
    return count


def refuse_held(case: Case, *, at: datetime) -> None:
    """Raises CaseHeld while the case is held."""
    holding = IdentityCheck.objects.filter(case=case).holding(at).first()
    if holding is not None and holding.holds_until is not None:
        until = date_format(timezone.localtime(holding.holds_until), "DATETIME_FORMAT")
        raise CaseHeld(
            _(
                "Identity was checked three times in vain, so this case is held until %(until)s. "
                "A supervisor can let you check again."
            )
            % {"until": until},
            about=case,
        )


@trail.workflow("identity_check.override")
def override(*, check: UUID, reason: str, by: User) -> IdentityCheck:
    """A supervisor lets identity be checked again on a held case; nobody's identity is shown by that.

    Raises NotHeld.
    """
    held = IdentityCheck.objects.select_for_update(of=("self",)).get(pk=check)
    now = timezone.now()
    if not held.is_holding(now):
        raise NotHeld(_("This case is not held any more."), about=held)
    held.overridden_at, held.overridden_by, held.override_reason = now, by, reason
    held.save(update_fields=["overridden_at", "overridden_by", "override_reason"])
    trail.record("identity_check.override", by=by, about=held, case=held.case)
    return held
