"""From the sign-up form to a consumer's account: the account is made when the mailed code is given.

What is done and shown until then is the same whether the address has an account or not; its owner
reads in the mail that there is one.
"""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.errors import AddressTaken, SignUpGone, UsernameTaken, WrongSignUpCode
from accounts.models import SignUp, User
from accounts.models.sign_up import CODE_LIFETIME
from accounts.models.user import USERNAME_UNIQUE
from accounts.passwords import normalise
from audit import trail
from limiter.limits import charge, refund
from notifications import outbox
from portal import codes
from portal.db import refusing

PURPOSE = "sign-up"
ADDRESS_UNIQUE = {"user_email_unique", "unique_verified_email"}


@trail.workflow("sign_up.begin")
def begin(*, password: str, email: str, **facts: Any) -> SignUp:
    """Keep what was filled in, the password as its hash, and mail a code that works for 15 minutes.

    ``facts`` are first_name, last_name, username and language. Raises TooManyAttempts.
    """
    limits.charge_mail(email)
    row = SignUp(email=email.lower(), password=make_password(normalise(password)), **facts)
    _mail_code(row)
    row.save(force_insert=True)
    trail.record("sign_up.begin", by=None, about=row)
    return row


@trail.workflow("sign_up.send_code")
def send_code(*, sign_up: UUID) -> None:
    """Mail another code; the one before no longer works. Raises SignUpGone, TooManyAttempts."""
    row = _locked(sign_up)
    limits.charge_mail(row.email)
    _mail_code(row)
    row.save(update_fields=["digest", "code_expires_at"])
    trail.record("sign_up.send_code", by=None, about=row)


@trail.workflow("sign_up.confirm")
def confirm(*, sign_up: UUID, typed: str) -> None:
    """Take the mailed code, which shows that the address is theirs.

    Raises TooManyAttempts, SignUpGone, WrongSignUpCode.
    """
    try_ = (limits.SIGN_UP_CODES, sign_up)
    charge(try_)
    row = _locked(sign_up)
    is_known = row.digest in codes.digests(_cleaned(typed), purpose=PURPOSE)
    if not is_known or row.code_expires_at <= timezone.now():
        raise WrongSignUpCode(_("This is not the code we sent last, or it is too old."))
    refund(try_)
    row.confirmed_at = timezone.now()
    row.save(update_fields=["confirmed_at"])
    trail.record("sign_up.confirm", by=None, about=row)


@trail.workflow("person.sign_up")
def make_account(*, sign_up: UUID, username: str = "") -> User:
    """Make the account of a confirmed sign-up, under another username if one is named; wipe the sign-up.

    Raises SignUpGone, TooManyAttempts, UsernameTaken, AddressTaken.
    """
    charge((limits.SIGN_UP_USERNAMES, sign_up))
    row = _locked(sign_up)
    if row.confirmed_at is None:
        raise SignUpGone
    user = User(
        username=username or row.username,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        language=row.language,
        password=row.password,
    )
    name = UsernameTaken(_("This username is taken. Choose another one."))
    address = AddressTaken(
        _("This e-mail address has an account by now. Sign in with it, or reset its password.")
    )
    with refusing(USERNAME_UNIQUE, name), refusing(ADDRESS_UNIQUE, address):
        user.save(force_insert=True)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    row.delete()
    trail.record("person.sign_up", by=user, about=user)
    return user


@trail.workflow("sign_up.cancel")
def cancel(*, sign_up: UUID) -> None:
    """Wipe what was filled in, if it is there yet."""
    row = SignUp.objects.select_for_update().filter(pk=sign_up).first()
    if row is not None:
        trail.record("sign_up.cancel", by=None, about=row)
        row.delete()


def _locked(sign_up: UUID) -> SignUp:
    row = SignUp.objects.current().select_for_update().filter(pk=sign_up).first()
    if row is None:
        raise SignUpGone
    return row


def _mail_code(row: SignUp) -> None:
    """To an address that has an account, what to do with that one instead."""
    text = codes.mint(8)
    row.digest = codes.digest(text, purpose=PURPOSE)
    row.code_expires_at = timezone.now() + CODE_LIFETIME
    owner = User.objects.with_email(row.email).first()
    if owner is None:
        code = {"code": f"{text[:4]}-{text[4:]}"}
        outbox.post("sign_up_code", to=row.email, language=row.language, secrets=code)
    else:
        outbox.post("sign_up_known", to=owner.email, language=owner.language, about=owner)


def _cleaned(typed: str) -> str:
    """However it was written: small, with dashes, with spaces."""
    return "".join(letter for letter in typed if letter.isalnum()).upper()
