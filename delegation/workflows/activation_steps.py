"""What an assister fills in between the three facts and the confirmation.

Each step may be done again until the account exists; each keeps the draft alive for another while.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Assister, User
from accounts.passwords import normalise
from audit import trail
from delegation import limits
from delegation.errors import (
    AccountExists,
    AlreadyActivated,
    DelegationError,
    DraftGone,
    NotYourInvitation,
    StepMissing,
    TermsChanged,
    TermsNotOpened,
    UsernameTaken,
)
from delegation.models import ActivationDraft, LegalText
from limiter.limits import charge, refund


def locked_draft(draft: UUID) -> ActivationDraft:
    """The draft, locked for this transaction; for every step. Raises DraftGone, AlreadyActivated."""
    row = (
        ActivationDraft.objects.current()
        .select_for_update(of=("self",))
        .select_related("assister__entity", "code", "terms", "attach_to")
        .filter(pk=draft)
        .first()
    )
    if row is None:
        raise DraftGone(_("What you had filled in is no longer here. Enter the three facts again."))
    if row.completed_at:
        raise AlreadyActivated(_("Your account is active already. Log in."))
    return row


@trail.workflow("activation.open_terms")
def open_terms(*, draft: UUID, text: LegalText) -> None:
    """Record that these words were opened; whoever agreed to another version agrees again."""
    row = locked_draft(draft)
    now = timezone.now()
    if row.terms is None or row.terms.version != text.version:
        row.terms_agreed_at = None
    elif row.terms_agreed_at:  # read once more after agreeing: what was agreed to stands
        return
    row.terms, row.terms_opened_at = text, now
    _save(row, "terms", "terms_opened_at", "terms_agreed_at")
    trail.record("activation.open_terms", by=None, about=row)


@trail.workflow("activation.agree")
def agree(*, draft: UUID, version: int) -> None:
    """Record the agreement to the version the form showed. Raises TermsNotOpened, TermsChanged."""
    row = locked_draft(draft)
    current = LegalText.objects.current(LegalText.Kind.TERMS_OF_USE, "en").version
    if version != current:
        raise TermsChanged(
            _("The terms have changed since this page was shown. Read the new ones.")
        )
    if row.terms is None or row.terms.version != current:
        raise TermsNotOpened(_("View the Terms and Conditions of Use first, then check the box."))
    if row.terms_agreed_at is None:
        row.terms_agreed_at = timezone.now()
    _save(row, "terms_agreed_at")
    trail.record("activation.agree", by=None, about=row)


@trail.workflow("activation.save_user_information")
def save_user_information(*, draft: UUID, **information: Any) -> None:
    """Keep names, phone, languages and work site, as the form cleaned them."""
    row = locked_draft(draft)
    for name, value in information.items():
        setattr(row, name, value)
    _save(row, *information)
    trail.record("activation.save_user_information", by=None, about=row)


@trail.workflow("activation.choose_sign_in")
def choose_sign_in(*, draft: UUID, username: str, password: str, address: str) -> None:
    """Keep the username and the hash of the password; an empty password keeps the one chosen before.

    Raises AccountExists when the address on file has an account, UsernameTaken (a kindness: the
    confirmation learns it from the constraint), TooManyAttempts after too many taken names: then
    a free one is not told from a taken one. StepMissing if there is no password to keep.
    """
    row = locked_draft(draft)
    if existing_account(row):
        raise account_exists()
    if not (password or row.password):
        raise StepMissing(_("Choose a password."))
    charge((limits.USERNAMES_TAKEN, address))
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(_("This username is taken. Choose another one."))
    refund((limits.USERNAMES_TAKEN, address))
    row.username, row.attach_to = username, None
    if password:
        row.password = make_password(normalise(password))
    _save(row, "username", "password", "attach_to")
    trail.record("activation.choose_sign_in", by=None, about=row)


@trail.workflow("activation.attach")
def attach(*, draft: UUID, by: User) -> None:
    """Let the confirmation add the role to the account that ``by`` has signed in to.

    Raises NotYourInvitation unless it is the account of the address the invitation went to.
    """
    row = locked_draft(draft)
    refuse_unattachable(row, by)
    row.username = row.password = ""
    row.attach_to = by
    _save(row, "username", "password", "attach_to")
    trail.record("activation.attach", by=by, about=row)


def existing_account(draft: ActivationDraft) -> User | None:
    """The account that the address on file has already, if it has one."""
    return User.objects.with_email(draft.code.sent_to).first()


def account_exists() -> DelegationError:
    return AccountExists(
        _("Your e-mail address has an account already. Sign in with it to add this role.")
    )


def refuse_unattachable(draft: ActivationDraft, user: User) -> None:
    """Raise NotYourInvitation unless this account may take the role on."""
    if user.email.casefold() != draft.code.sent_to.casefold():
        raise NotYourInvitation(
            _("You are signed in with another account than the one the invitation went to.")
        )
    if Assister.objects.filter(user=user).exists():
        raise already_an_assister()


def already_an_assister() -> DelegationError:
    return NotYourInvitation(
        _(
            "This account is an assister’s already, and an account holds one certification. "
            "Call the Help Line at %(number)s."
        )
        % {"number": settings.HELP_LINE_NUMBER}
    )


def _save(draft: ActivationDraft, *fields: str) -> None:
    draft.edited_at = timezone.now()
    draft.save(update_fields=[*fields, "edited_at"])
