"""Accounts that nobody uses: their owner is warned, and a week later they are switched off."""

from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts import decisions, sessions
from accounts.decisions import What
from accounts.models import User
from audit import trail
from notifications import outbox


def to_warn() -> QuerySet[User]:
    """Once for each stretch without use, a week before its end."""
    not_yet = Q(warned_unused_at=None) | Q(warned_unused_at__lt=F("used_at"))
    return User.objects.unused(in_=settings.UNUSED_WARNING).filter(not_yet)


def to_switch_off() -> QuerySet[User]:
    """Never without a week to do something about it."""
    warned = Q(
        warned_unused_at__gte=F("used_at"),
        warned_unused_at__lte=timezone.now() - settings.UNUSED_WARNING,
    )
    return User.objects.unused().filter(warned)


@trail.workflow("person.warn_unused")
def warn(*, user: UUID) -> None:
    """Mail the day on which the account ends; nothing, if somebody signed in meanwhile."""
    person = to_warn().select_for_update(of=("self",)).filter(pk=user).first()
    if person is None:
        return
    person.warned_unused_at = timezone.now()
    person.save(update_fields=["warned_unused_at"])
    trail.record("person.warn_unused", by=None, about=person)
    outbox.post("account_unused", to=person.email, language=person.language, about=person)


@trail.workflow("person.switch_off_unused")
def switch_off(*, user: UUID) -> None:
    """Switch the account off until staff switch it on; nothing, if somebody signed in meanwhile."""
    person = to_switch_off().select_for_update(of=("self",)).filter(pk=user).first()
    if person is None:
        return
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions.end_all(person)
    trail.record("person.switch_off_unused", by=None, about=person)
    if person.is_assister:
        decisions.announce([person.assister], What.SWITCHED_OFF, by=None)
