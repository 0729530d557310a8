"""Who it was, as the consumer may know them: assisters by name, staff by first name and desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Entity, User
from audit.models import AuditEvent
from cases.models import Case
from casework.activity import words
from delegation.models.delegations import DelegationQuerySet


@dataclass(frozen=True)
class Person:
    """``of``: the entity they acted for, or the desk. ``is_other``: not the consumer: one can object."""

    name: str
    of: str = ""
    is_you: bool = False
    is_other: bool = True


class People:
    """Of all events of a page, by one question for the people and one for their entities."""

    def __init__(self, events: Iterable[AuditEvent], you: User) -> None:
        self.you = you
        events = list(events)
        wanted = {event.actor_id for event in events if event.actor_id}
        users = User.objects.filter(pk__in=wanted).select_related("assister", "case")
        self.users: dict[UUID, User] = users.in_bulk()
        theirs = {event.entity_id for event in events if event.entity_id}
        entities = Entity.objects.filter(pk__in=theirs)
        self.entities = {row.pk: row.legal_name for row in entities.only("legal_name")}

    def of(self, event: AuditEvent) -> Person:
        if event.actor_id == self.you.pk:
            return Person(_("You"), is_you=True, is_other=False)
        if event.actor_id is None:
            return _nobody(event)
        if desk := _desk(event):
            first_name = self._first_name(event.actor_id)
            return Person(first_name, of=desk) if first_name else Person(desk)
        entity = self.entities.get(event.entity_id, "") if event.entity_id else ""
        return Person(self._name(event.actor_id, event.case_id), of=entity)

    def _first_name(self, actor: UUID) -> str:
        """As they give it on the phone: enough to ask for them, and no more of a colleague than that."""
        user = self.users.get(actor)
        return user.first_name if user else ""

    def _name(self, actor: UUID, case: UUID | None) -> str:
        """To whoever helps, the consumer is the consumer; to them, a stranger has no name."""
        user = self.users.get(actor)
        if user is None:
            return _("Somebody whose account is gone")
        if hasattr(user, "case") and user.case.pk == case:
            return _("The consumer")
        if user.is_assister:
            return user.assister.full_name
        return str(words.STAFF) if user.is_staff else _("Somebody with another account")


def access_of(case: Case, event: AuditEvent) -> DelegationQuerySet:
    """What lets whoever did it do more on this case: at most one that is active, one that is asked for."""
    open_ones = case.delegations.open()
    return open_ones.filter(assister__user=event.actor_id) if event.actor_id else open_ones.none()


def _nobody(event: AuditEvent) -> Person:
    """What came from a browser was somebody, signed in or not."""
    if event.address and not event.reason.startswith(words.SYSTEM):
        return Person(_("Somebody who was not signed in"))
    return Person(_("The portal"), is_other=False)


def _desk(event: AuditEvent) -> str:
    if event.reason.startswith("representative:"):
        return str(words.HELP_LINE)
    return str(words.of(event.verb).desk)
