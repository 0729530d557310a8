"""A consumer links their account to their case by the code that was read out to them."""

from datetime import date, datetime

from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accesscodes import limits
from accesscodes.errors import AccessCodeError, CodeExpired, CodeRevoked, CodeUsed, WrongFacts
from accesscodes.models import AccessCode
from accesscodes.models.code import WRONG_BIRTH_DATES
from accounts.models import User
from audit import trail
from audit.models import AuditEvent
from cases.models import Case
from cases.workflows import links
from limiter.limits import charge, client_network, refund
from notifications import outbox


def redeem(*, typed: str, born_on: date, by: User) -> Case:
    """Link the account to the case that the code was issued for, once.

    Whatever is wrong, it is said in the same words, after the same work, until both facts match; then why the
    code is no longer good. Only wrong tries count. Raises TooManyAttempts, WrongFacts, CodeUsed, CodeExpired,
    CodeRevoked, CaseTaken, HasCaseAlready.
    """
    try:
        return _redeem(typed=typed, born_on=born_on, by=by)
    except WrongFacts:
        # In a transaction of its own: the refusal has rolled the other one back.
        _count_wrong_try(typed=typed, born_on=born_on, by=by)
        raise


@trail.workflow("access_code.redeem")
def _redeem(*, typed: str, born_on: date, by: User) -> Case:
    tries = [
        (limits.LINK_ACCOUNT, by.pk),
        (limits.LINK_ACCOUNT_DAY, by.pk),
        (limits.LINK_ADDRESS, client_network()),
    ]
    charge(*tries)
    code = AccessCode.objects.reading(typed).filter(case__born_on=born_on).first()
    if code is None:
        raise WrongFacts(
            _(
                "This code and this date of birth do not belong together. Compare both; the date of birth "
                "is that of the case’s primary contact. If they are right, call the Help Line for a new "
                "code."
            )
        )
    refund(*tries)
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=code.case_id)
    now = timezone.now()
    # This decides: of many at the same moment, one row is updated for one of them.
    if not AccessCode.objects.filter(pk=code.pk).live(now).update(used_at=now, used_by=by):
        code.refresh_from_db()
        raise _why_ended(code, at=now)
    links.link(case=case, by=by)
    trail.record("access_code.redeem", by=by, about=code, case=case)
    if case.email:
        outbox.post("case_linked", to=case.email, language=case.mail_language, about=case)
    return case


def _why_ended(code: AccessCode, *, at: datetime) -> AccessCodeError:
    if code.used_at:
        return CodeUsed(
            _(
                "This code was used on %(day)s. If it was you, sign in with the account that you made "
                "then, or choose “Forgot your password?” there. If it was not you, call the Help Line "
                "at once."
            )
            % {"day": _day(code.used_at)},
            about=code,
        )
    if code.revoked_at and code.is_revoked:
        return CodeRevoked(
            _(
                "This code was ended on %(day)s, because a newer one was issued or because it was entered "
                "wrongly too often. Use the newest one, or call the Help Line for another."
            )
            % {"day": _day(code.revoked_at)},
            about=code,
        )
    return CodeExpired(
        _("This code expired on %(day)s. Call the Help Line for a new one.")
        % {"day": _day(code.expires_at)},
        about=code,
    )


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


@trail.workflow("access_code.count_wrong_try")
def _count_wrong_try(*, typed: str, born_on: date, by: User) -> None:
    """A right code with a wrong date of birth counts; after WRONG_BIRTH_DATES of them the code is revoked.

    For a code that nobody issued the same statements run, and an event is written as well: both take the
    same time.
    """
    now = timezone.now()
    meant = AccessCode.objects.reading(typed)
    # No join: its conditions would not be judged anew after waiting for somebody who uses the code.
    same_day = Case.objects.filter(pk=OuterRef("case_id"), born_on=born_on)
    meant.unspent().filter(~Exists(same_day)).update(
        wrong_birth_dates=F("wrong_birth_dates") + 1,
        revoked_at=Choice(When(wrong_birth_dates__gte=WRONG_BIRTH_DATES - 1, then=Value(now))),
    )
    # Ids only: to make objects of the rows would take longer for a code that is known.
    pk, case_id, revoked_at = meant.values_list("pk", "case_id", "revoked_at").first() or [None] * 3
    code = AccessCode(pk=pk) if pk else None
    case = Case(pk=case_id) if case_id else None
    if revoked_at == now:
        why = "system:wrong_birth_dates"
        trail.record("access_code.revoke", by=None, about=code, case=case, reason=why)
    trail.record(
        "access_code.count_wrong_try",
        by=by,
        about=code,
        case=case,
        outcome=AuditEvent.Outcome.REFUSED,
        reason="WrongFacts",
    )
