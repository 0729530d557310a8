"""The end of an activation: the account is made, or the role attached to one, in one transaction."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Assister, Site, User
from accounts.models.user import USERNAME_UNIQUE
from audit import trail
from delegation.errors import (
    DelegationError,
    NotYourInvitation,
    StepMissing,
    TermsChanged,
    UsernameTaken,
)
from delegation.models import ActivationDraft, Consent, DelegationCode, LegalText
from delegation.workflows.activation_entries import why_ended
from delegation.workflows.activation_steps import (
    account_exists,
    already_an_assister,
    locked_draft,
    refuse_unattachable,
)
from notifications import outbox
from portal.db import refusing


@trail.workflow("activation.confirm")
def confirm(*, draft: UUID, by: User | None, language: str) -> User:
    """Make the account, or attach the role to the account of ``by``, once and for all.

    ``language`` is the one the wizard was read in: the new account's.
    Raises DraftGone, AlreadyActivated, StepMissing, TermsChanged, UsernameTaken, AccountExists,
    NotYourInvitation, and what ``why_ended`` says of the code. However many confirm at once, one succeeds.
    """
    Assister.objects.select_for_update(of=("self",)).filter(activation_draft=draft).first()
    row = locked_draft(draft)
    now = timezone.now()
    consent = _consent(row)
    _refuse_incomplete(row)
    if not DelegationCode.objects.live(now).filter(pk=row.code_id).update(used_at=now):
        raise why_ended(row.code, now) or step_missing()
    user = _attached(row, by) if row.attach_to_id else _created(row, language)
    _activate(row, user, now)
    consent.user = user
    consent.save()
    trail.record("activation.confirm", by=user, about=row.assister, entity=row.assister.entity)
    outbox.post("account_active", to=user.email, language=user.language, about=row.assister)
    _empty(row, now)
    return user


def _consent(draft: ActivationDraft) -> Consent:
    """What the person agreed to, if those are the current terms still; theirs once they have an account."""
    if draft.terms is None or draft.terms_opened_at is None or draft.terms_agreed_at is None:
        raise step_missing()
    current = LegalText.objects.current(LegalText.Kind.TERMS_OF_USE, draft.terms.language)
    if current.version != draft.terms.version:
        raise TermsChanged(_("The terms have changed since you agreed. Read the new ones."))
    return Consent(
        text=draft.terms,
        sha256=draft.terms.sha256,
        opened_at=draft.terms_opened_at,
        agreed_at=draft.terms_agreed_at,
    )


def _refuse_incomplete(draft: ActivationDraft) -> None:
    if not (draft.last_name and (draft.username or draft.attach_to_id)):
        raise step_missing()


def step_missing() -> DelegationError:
    return StepMissing(_("A step is not finished yet. Complete it, then confirm."))


def _created(draft: ActivationDraft, language: str) -> User:
    user = User(
        username=draft.username,
        email=draft.code.sent_to.lower(),  # as allauth looks it up
        password=draft.password,
        first_name=draft.first_name,
        last_name=draft.last_name,
        language=language,
    )
    taken = UsernameTaken(_("This username has been taken meanwhile. Choose another one."))
    with refusing("user_email_unique", account_exists()), refusing(USERNAME_UNIQUE, taken):
        user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def _attached(draft: ActivationDraft, by: User | None) -> User:
    if by is None or by.pk != draft.attach_to_id:
        raise NotYourInvitation(
            _("Sign in with the account of the address the invitation went to, then confirm.")
        )
    refuse_unattachable(draft, by)
    return by


def _activate(draft: ActivationDraft, user: User, at: datetime) -> None:
    assister = draft.assister
    assister.site, _created = Site.objects.get_or_create(
        entity=assister.entity,
        street__lower=Lower(Value(draft.street)),  # letter case as the constraint has it
        city__lower=Lower(Value(draft.city)),
        zip_code=draft.zip_code,
        defaults={"street": draft.street, "city": draft.city},
    )
    for name in ("first_name", "last_name", "phone", "spoken_languages"):
        setattr(assister, name, getattr(draft, name))
    assister.user, assister.activated_at, assister.email = user, at, user.email
    with refusing("accounts_assister_user_id_key", already_an_assister()):
        assister.save()


def _empty(draft: ActivationDraft, at: datetime) -> None:
    """Nothing personal stays behind; the row itself tells other tabs that the account exists."""
    for name in ("first_name", "last_name", "phone", "street", "city", "zip_code"):
        setattr(draft, name, "")
    draft.username = draft.password = ""
    draft.spoken_languages = []
    draft.completed_at = draft.edited_at = at
    draft.save()
