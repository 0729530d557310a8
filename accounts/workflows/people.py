"""People who are invited by mail and set their own password: staff, and contacts of entities.

Nobody else ever sees or sets a password. The link works until the password is set, for three days.
"""

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts import decisions, sessions
from accounts.decisions import What
from accounts.errors import AddressTaken, AlreadyContact, OwnAccount, UsernameTaken
from accounts.models import Entity, EntityContact, User
from accounts.models.user import USERNAME_UNIQUE
from audit import trail
from notifications import outbox
from portal.db import refusing


@trail.workflow("person.invite_staff")
def invite_staff(
    *, username: str, email: str, groups: list[Group], by: User, language: str = "en"
) -> User:
    """Make a staff account without a password and mail its owner the link to set one.

    Raises UsernameTaken, AddressTaken.
    """
    user = _create(username=username, email=email, is_staff=True, language=language)
    user.groups.set(groups)
    trail.record("person.invite_staff", by=by, about=user)
    _mail_link(user)
    return user


@trail.workflow("person.invite_contact")
def invite_contact(*, entity: Entity, username: str, email: str, by: User) -> EntityContact:
    """Let a person speak for an entity: one who has an account is told, a new one sets a password.

    Raises UsernameTaken, AlreadyContact.
    """
    user = User.objects.with_email(email).first()
    is_new = user is None
    if user is None:
        user = _create(username=username, email=email, is_staff=False, language="en")
    taken = AlreadyContact(_("This person speaks for an entity already."))
    with refusing("accounts_entitycontact_user_id_key", taken):
        contact = EntityContact.objects.create(entity=entity, user=user)
    trail.record("person.invite_contact", by=by, about=contact, entity=entity)
    if is_new:
        _mail_link(user)
    else:
        outbox.post("entity_contact", to=user.email, language=user.language, about=contact)
    return contact


@trail.workflow("person.invite_again")
def invite_again(*, user: User, by: User) -> None:
    """Mail a new link; the one before no longer works once a password is set."""
    trail.record("person.invite_again", by=by, about=user)
    _mail_link(user)


@trail.workflow("person.disable")
def disable(*, user: User, by: User) -> None:
    """Switch an account off: no sign-in, and every session ends at once. Raises OwnAccount."""
    if user == by:
        raise OwnAccount(_("You cannot switch off your own account. Ask another administrator."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    trail.record("person.disable", by=by, about=user)
    if user.is_assister:
        decisions.announce([user.assister], What.SWITCHED_OFF, by=by)


@trail.workflow("person.enable")
def enable(*, user: User, by: User) -> None:
    """Switch an account on again; its password and second factor are as before."""
    user.is_active, user.enabled_at = True, timezone.now()
    user.save(update_fields=["is_active", "enabled_at"])
    trail.record("person.enable", by=by, about=user)
    if user.is_assister:
        decisions.announce([user.assister], What.SWITCHED_ON, by=by)


def _create(*, username: str, email: str, is_staff: bool, language: str) -> User:
    """In lower case, as allauth looks addresses up."""
    user = User(username=username, email=email.lower(), is_staff=is_staff, language=language)
    user.set_unusable_password()
    address = AddressTaken(_("This e-mail address has an account already."))
    name = UsernameTaken(_("This username is taken. Choose another one."))
    with refusing("user_email_unique", address), refusing(USERNAME_UNIQUE, name):
        user.save(force_insert=True)
    return user


def _mail_link(user: User) -> None:
    outbox.post(
        "welcome",
        to=user.email,
        language=user.language,
        about=user,
        secrets={"path": welcome_path(user)},
    )


def welcome_path(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("accounts:welcome", args=[uid, token])


@trail.workflow("person.choose_language")
def choose_language(*, user: User, language: str) -> None:
    """Pages and mails are in this language from now on; ``user`` chooses for themselves."""
    chosen = User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
    if chosen:
        trail.record("person.choose_language", by=user, about=user, reason=language)
