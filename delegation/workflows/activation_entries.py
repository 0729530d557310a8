"""The ways into an activation: the three facts, and a mailed code in another browser.

Locks are taken in one order everywhere: assister, draft, code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit import trail
from delegation import cleaning, limits
from delegation.errors import (
    AlreadyActivated,
    CodeExpired,
    CodeRevoked,
    CodeUsed,
    DelegationError,
    NumberTriedTooOften,
    WrongFacts,
    WrongTakeUpCode,
)
from delegation.models import ActivationDraft, DelegationCode
from delegation.workflows.activation_steps import locked_draft
from limiter.errors import TooManyAttempts
from limiter.limits import Pair, charge, refund
from notifications import outbox
from portal import codes

TAKE_UP_PURPOSE = "activation-take-up"
TAKE_UP_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """What the right facts open: a draft, at once or after a code mailed to the address on file."""

    draft: ActivationDraft
    code: DelegationCode
    must_confirm: bool


@trail.workflow("activation.begin")
def begin(
    *,
    facts: cleaning.Facts,
    address: str,
    invited_code: UUID | None = None,
    held_draft: UUID | None = None,
) -> Entry:
    """Find the invitation the three facts name and open its draft.

    ``address`` is the client's; ``invited_code`` the code whose mailed link was followed;
    ``held_draft`` the draft this browser has open. A draft is open in one browser at a time: one with
    personal data that this browser does not hold has to be taken up with a mailed code (the facts
    identify, they do not authenticate), any other is handed over at once.
    Raises TooManyAttempts, NumberTriedTooOften, WrongFacts (whatever was wrong) and, once all facts match,
    CodeUsed, CodeExpired, CodeRevoked or AlreadyActivated.
    """
    charges = _charge_facts(facts, address, invited_code)
    code = _matching_code(facts)
    if code is None:
        raise _wrong_facts()
    refund(*charges)
    code = _with_locked_assister(code)
    if ended := why_ended(code):
        raise ended
    DelegationCode.objects.filter(pk=code.pk, opened_at=None).update(opened_at=timezone.now())
    draft = _open_draft(code)
    must_confirm = draft.holds_personal_data and draft.pk != held_draft
    if draft.pk == held_draft:
        _continue_with(draft, code)
    elif not must_confirm:
        draft = _handed_over(draft, code)
    trail.record("activation.begin", by=None, about=draft, entity=code.assister.entity)
    return Entry(draft=draft, code=code, must_confirm=must_confirm)


def _wrong_facts() -> DelegationError:
    return WrongFacts(
        _(
            "These three facts do not belong together. Compare each one with your e-mail; "
            "capital letters and spaces make no difference. "
            "If they are the same, call the Help Line at %(number)s."
        )
        % {"number": settings.HELP_LINE_NUMBER}
    )


def _charge_facts(facts: cleaning.Facts, address: str, invited_code: UUID | None) -> list[Pair]:
    """Count this try before looking: whoever is right gets it back."""
    charges: list[Pair] = [
        (limits.FACTS_NUMBER_AND_ADDRESS, (facts.number, address)),
        (limits.FACTS_ADDRESS, address),
    ]
    charge(*charges)
    if invited_code and _belongs_to(invited_code, facts.number):
        return charges
    by_number = (limits.FACTS_NUMBER, facts.number)
    try:
        charge(by_number)
    except TooManyAttempts as full:
        raise NumberTriedTooOften(
            _(
                "This certification number has been tried too often today. Nothing is locked: "
                "open the link in the e-mail with your delegation code and enter the facts there."
            )
        ) from full
    return [*charges, by_number]


def _belongs_to(code_pk: UUID, number: str) -> bool:
    return DelegationCode.objects.filter(pk=code_pk, assister__certification_number=number).exists()


def _matching_code(facts: cleaning.Facts) -> DelegationCode | None:
    """The code all three facts name. The same work is done whichever is wrong."""
    code = (
        DelegationCode.objects.reading(facts.code)
        .filter(assister__certification_number=facts.number)
        .select_related("assister__entity")
        .first()
    )
    name = code.assister.entity.legal_name if code else ""
    same_name = cleaning.name_key(name) == cleaning.name_key(facts.legal_name)
    return code if same_name else None


def why_ended(code: DelegationCode, at: datetime | None = None) -> DelegationError | None:
    """Exactly why this code no longer works, for someone who has shown all three facts; None if it does."""
    helpline = {"number": settings.HELP_LINE_NUMBER}
    if code.used_at:
        return CodeUsed(
            _("This delegation code was used on %(date)s: your account is active. Log in.")
            % {"date": _day(code.used_at)}
        )
    if code.assister.is_activated:
        return AlreadyActivated(_("Your account is active already. Log in."))
    if code.revoked_at:
        return CodeRevoked(
            _(
                "This delegation code was replaced on %(date)s. Use the one in the newest e-mail; "
                "if you have none, call the Help Line at %(number)s."
            )
            % {"date": _day(code.revoked_at), **helpline}
        )
    if not code.is_live(at):
        return CodeExpired(
            _(
                "This delegation code expired on %(date)s. Call the Help Line at %(number)s "
                "and ask for a new one."
            )
            % {"date": _day(code.expires_at), **helpline}
        )
    return None


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _with_locked_assister(code: DelegationCode) -> DelegationCode:
    """The code as it is now; until this transaction ends, nothing happens to its assister."""
    return (
        DelegationCode.objects.select_for_update(of=("assister",))
        .select_related("assister__entity")
        .get(pk=code.pk)
    )


def _open_draft(code: DelegationCode) -> ActivationDraft:
    """The assister's draft; a fresh one where there is none, or one too old or of another address."""
    drafts = ActivationDraft.objects.filter(assister=code.assister)
    draft = drafts.current().filter(code__sent_to__iexact=code.sent_to).first()
    if draft is not None:
        return draft
    drafts.delete()
    return ActivationDraft.objects.create(assister=code.assister, code=code)


def _continue_with(draft: ActivationDraft, code: DelegationCode) -> None:
    draft.code = code
    draft.edited_at = timezone.now()
    draft.save(update_fields=["code", "edited_at"])


@trail.workflow("activation.send_take_up_code")
def send_take_up_code(*, draft: UUID) -> None:
    """Mail six digits, good for 15 minutes, to the address on file. Raises TooManyAttempts, DraftGone."""
    charge((limits.TAKE_UP_MAILS, str(draft)))
    row = locked_draft(draft)
    text = codes.mint_digits(6)
    row.take_up_digest = codes.digest(text, purpose=TAKE_UP_PURPOSE)
    row.take_up_expires_at = timezone.now() + TAKE_UP_LIFETIME
    row.save(update_fields=["take_up_digest", "take_up_expires_at"])
    trail.record("activation.send_take_up_code", by=None, about=row)
    outbox.post(
        "take_up_code",
        to=row.code.sent_to,
        language=row.assister.language,
        about=row,
        secrets={"code": text},
    )


@trail.workflow("activation.take_up")
def take_up(*, draft: UUID, code: UUID, typed: str) -> ActivationDraft:
    """Go on with a draft in this browser, and in no other.

    Raises TooManyAttempts, WrongTakeUpCode, DraftGone, and what ``why_ended`` says of the code.
    """
    try_ = (limits.TAKE_UP_TRIES, str(draft))
    charge(try_)
    row = locked_draft(draft)
    known = row.take_up_digest in codes.digests(
        cleaning.clean_number(typed), purpose=TAKE_UP_PURPOSE
    )
    if not known or row.take_up_expires_at is None or row.take_up_expires_at <= timezone.now():
        raise WrongTakeUpCode(
            _("This is not the code we sent last, or it is older than 15 minutes.")
        )
    refund(try_)
    entered = row.assister.delegation_codes.select_related("assister").get(pk=code)
    if ended := why_ended(entered):
        raise ended
    taken = _handed_over(row, entered)
    trail.record("activation.take_up", by=None, about=row, reason=f"now:{taken.pk}")
    return taken


def _handed_over(draft: ActivationDraft, code: DelegationCode) -> ActivationDraft:
    """The draft under a new id, which no other browser holds.

    The password goes: whoever had the three facts may have set it.
    """
    new_id = uuid4()
    ActivationDraft.objects.filter(pk=draft.pk).update(
        id=new_id,
        code=code,
        edited_at=timezone.now(),
        username="",
        password="",
        take_up_digest="",
        take_up_expires_at=None,
    )
    return ActivationDraft.objects.get(pk=new_id)
