"""A word to the owner of an account that somebody seems to attack, of each kind once a day."""

from django.db import transaction

from accounts import limits
from accounts.models import User
from limiter.errors import TooManyAttempts
from limiter.limits import charge
from notifications import outbox


def tell_owner(owner: User, kind: str) -> None:
    try:
        charge((limits.ALARM_MAILS, (kind, owner.pk)))
    except TooManyAttempts:
        return
    with transaction.atomic():
        outbox.post(kind, to=owner.email, language=owner.language, about=owner)
