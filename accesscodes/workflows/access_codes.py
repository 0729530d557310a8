"""The life of an access code up to its use: issued, read back, issued anew, revoked.

Locks are taken in the order call, case, code, here and where a code is redeemed.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accesscodes import code_text, limits
from accesscodes.errors import (
    AlreadyIssued,
    CaseLinked,
    NoCode,
    OwnCase,
    WrongReadBack,
)
from accesscodes.models import AccessCode, HelpLineCall, IdentityCheck
from accesscodes.verified import passed_check
from accesscodes.workflows.calls import locked_call
from accesscodes.workflows.identity_checks import refuse_held
from accounts import roles
from accounts.models import User
from audit import trail
from cases.models import Case
from limiter.errors import CannotCount, TooManyAttempts
from limiter.limits import charge
from notifications import outbox
from portal.db import refusing

logger = logging.getLogger(__name__)

DIGEST_CONSTRAINT = "accesscodes_accesscode_digest_key"
FORM_KEY = "accesscodes_accesscode_form_key_key"


def issue(*, call: UUID, key: UUID, by: User) -> tuple[AccessCode, str]:
    """Mint a code for the case of the call and revoke the one before it. Returns its text, once.

    ``key`` is the form's: sent twice, it issues one. The case's identity check must have been passed in this
    very call. More than ACCESS_CODES_PER_HOUR by one representative: refused, and the supervisors are told.
    Raises NotVerified, CaseHeld, CaseLinked, OwnCase, AlreadyIssued, CallEnded, TooManyAttempts.
    """
    try:
        return _issue(call=call, key=key, by=by)
    except CannotCount:
        raise
    except TooManyAttempts:
        _alert(by=by)
        raise


@trail.workflow("access_code.issue")
def _issue(*, call: UUID, key: UUID, by: User) -> tuple[AccessCode, str]:
    found = locked_call(call, by=by)
    if AccessCode.objects.filter(form_key=key).exists():
        raise _already_issued()
    check = passed_check(found)
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=check.case_id)
    now = timezone.now()
    _refuse_unfit(case, at=now, by=by)
    charge((limits.ISSUES, by.pk))
    _revoke_unspent(case, at=now, by=by)
    issued, text = _store(found, check, key=key, at=now, by=by)
    trail.record("access_code.issue", by=by, about=issued, case=case)
    return issued, text


def _already_issued() -> AlreadyIssued:
    return AlreadyIssued(
        _(
            "The code was shown once and cannot be shown again. If nobody wrote it down, issue a new one."
        )
    )


def _refuse_unfit(case: Case, *, at: datetime, by: User) -> None:
    refuse_held(case, at=at)
    if case.user_id == by.pk:
        raise OwnCase(_("This is your own case. Ask a colleague to take the call."))
    if case.is_linked:
        raise CaseLinked(_("This case has an account: no code is needed, and none is issued."))


def _revoke_unspent(case: Case, *, at: datetime, by: User | None) -> bool:
    """By one UPDATE: a code that is redeemed at this moment is one thing or the other."""
    ended = False
    for code in AccessCode.objects.filter(case=case).unspent():
        if AccessCode.objects.filter(pk=code.pk).unspent().update(revoked_at=at):
            trail.record("access_code.revoke", by=by, about=code, case=case)
            ended = True
    return ended


def _store(
    call: HelpLineCall, check: IdentityCheck, *, key: UUID, at: datetime, by: User
) -> tuple[AccessCode, str]:
    """A row with a code that no other row has; 32 to the 10th leaves room, so a second try is rare."""
    while True:
        text = code_text.mint()
        issued = AccessCode(
            case_id=check.case_id,
            call=call,
            identity_check=check,
            form_key=key,
            digest=code_text.digest(text),
            ending=text[-2:],
            issued_at=at,
            issued_by=by,
            expires_at=at + settings.ACCESS_CODE_LIFETIME,
        )
        try:
            with refusing(FORM_KEY, _already_issued()), transaction.atomic():
                issued.save(force_insert=True)
        except IntegrityError as taken:
            diag = getattr(taken.__cause__, "diag", None)
            if diag is None or diag.constraint_name != DIGEST_CONSTRAINT:
                raise
        else:
            return issued, text


@trail.workflow("access_code.revoke")
def revoke(*, call: UUID, by: User) -> None:
    """End the code that was issued in this call, whoever of the help line presses it. Raises NoCode."""
    found = HelpLineCall.objects.visible_to(by).select_for_update(of=("self",)).get(pk=call)
    if found.case_id is None:
        raise NoCode(_("There is no code that could be revoked."))
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=found.case_id)
    of_this_call = AccessCode.objects.filter(call=found).unspent().exists()
    if not of_this_call or not _revoke_unspent(case, at=timezone.now(), by=by):
        raise NoCode(_("There is no code that could be revoked."))


@trail.workflow("access_code.read_back")
def read_back(*, call: UUID, typed: str, by: User) -> AccessCode:
    """The consumer repeats the code; noted when it is the live one of this call.

    Raises WrongReadBack, NoCode, CallEnded, TooManyAttempts.
    """
    charge((limits.READ_BACKS, str(call)))
    found = locked_call(call, by=by)
    live = AccessCode.objects.filter(call=found).live()
    code = live.select_for_update(of=("self",)).first()
    if code is None:
        raise NoCode(_("There is no live code. Issue a new one."))
    if not live.reading(typed).exists():
        raise WrongReadBack(_("This is not the code. Read it out once more, letter by letter."))
    code.read_back_at = timezone.now()
    code.save(update_fields=["read_back_at"])
    trail.record("access_code.read_back", by=by, about=code, case=found.case)
    return code


@trail.workflow("access_code.alert")
def _alert(*, by: User) -> None:
    """Tell every supervisor, once an hour, that somebody wants to issue more codes than anybody should."""
    logger.warning("Representative %s reached the limit of access codes", by.pk)
    try:
        charge((limits.ALERTS, by.pk))
    except TooManyAttempts:
        return
    supervisors = User.objects.filter(is_active=True, is_staff=True, groups__name=roles.SUPERVISORS)
    for supervisor in supervisors:
        outbox.post("many_codes", to=supervisor.email, language=supervisor.language, about=by)
    trail.record("access_code.alert", by=by, about=by)
