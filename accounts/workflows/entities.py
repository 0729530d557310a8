"""Entities: registered, suspended with all who work for them, reinstated, ended.

Suspending and reinstating touch no assister's row: what they lack follows from their entity's status, so
reinstating gives back to each exactly what they had. Ending is for good. Locks: entity, then assisters.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import decisions, sessions
from accounts.decisions import Reason, What
from accounts.errors import EntityEnded, EntityNameTaken, WrongStatus
from accounts.models import Affiliation, Assister, Badge, Entity, StandingChange, User
from accounts.standing import ENDING, PAUSING
from accounts.workflows.assisters import locked_entity
from audit import trail
from notifications import outbox
from portal.db import refusing

Status = Entity.Status


@trail.workflow("entity.register")
def register(
    *,
    kind: str,
    legal_name: str,
    counties: list[str] | None = None,
    phone: str = "",
    email: str = "",
    by: User | None,
) -> Entity:
    """Put an organization on record. Raises EntityNameTaken: rosters and activations go by kind and name."""
    taken = EntityNameTaken(_("There is an entity of this kind and name already."))
    with refusing("entity_one_of_a_name", taken):
        entity = Entity.objects.create(
            kind=kind, legal_name=legal_name, counties=counties or [], phone=phone, email=email
        )
    decisions.put_down(What.ENTITY_REGISTERED, about=entity, by=by, reason=Reason.ROUTINE)
    trail.record("entity.register", by=by, about=entity, entity=entity)
    return entity


@trail.workflow("entity.suspend")
def suspend(*, entity: Entity, by: User | None, reason: str, note: str = "") -> None:
    """Pause the entity and all who work for it, at once. Raises EntityEnded, WrongStatus."""
    entity = _locked(entity)
    if entity.status == Status.SUSPENDED:
        raise WrongStatus(_("This entity is suspended already."))
    change = _changed(
        entity, Status.SUSPENDED, What.ENTITY_SUSPENDED, by=by, reason=reason, note=note
    )
    trail.record("entity.suspend", by=by, about=entity, entity=entity, reason=str(reason))
    _tell(_assisters(entity), change)


@trail.workflow("entity.reinstate")
def reinstate(*, entity: Entity, by: User | None, reason: str, note: str = "") -> None:
    """Give back what the suspension took; who was suspended on their own stays so.

    Raises EntityEnded, WrongStatus.
    """
    entity = _locked(entity)
    if entity.status != Status.SUSPENDED:
        raise WrongStatus(_("Only an entity that is suspended can be reinstated."))
    change = _changed(
        entity, Status.ACTIVE, What.ENTITY_REINSTATED, by=by, reason=reason, note=note
    )
    trail.record("entity.reinstate", by=by, about=entity, entity=entity, reason=str(reason))
    _tell(_assisters(entity), change)


@trail.workflow("entity.end")
def end(*, entity: Entity, by: User | None, reason: str, note: str = "") -> None:
    """The entity takes part no longer: every affiliation and badge ends with it. Raises EntityEnded."""
    entity = _locked(entity)
    assisters = _assisters(entity)
    today = timezone.localdate()
    Affiliation.objects.open().filter(entity=entity).update(ended_on=today)
    Badge.objects.filter(assister__in=assisters, returned_on=None).update(returned_on=today)
    for assister in assisters:
        trail.record("assister.end_affiliation", by=by, about=assister, entity=entity)
    trail.record("entity.end", by=by, about=entity, entity=entity, reason=str(reason))
    change = _changed(entity, Status.ENDED, What.ENTITY_ENDED, by=by, reason=reason, note=note)
    _tell(assisters, change)


def _locked(entity: Entity) -> Entity:
    entity = locked_entity(entity)
    if entity.status == Status.ENDED:
        raise EntityEnded(_("This entity has ended. Register it anew if it takes part again."))
    return entity


def _assisters(entity: Entity) -> list[Assister]:
    """Those who work for it, locked so that nobody decides about them meanwhile."""
    open_here = Affiliation.objects.open().filter(entity=entity)
    keys = open_here.order_by("assister").values_list("assister", flat=True)
    # Locked first, then joined, as by locked_assister; and who left meanwhile is none of theirs.
    locked = Assister.objects.filter(pk__in=list(keys)).order_by("pk").select_for_update()
    locked_keys = [row.pk for row in locked]
    theirs = Assister.objects.filter(pk__in=locked_keys, affiliations__in=open_here)
    return list(theirs.select_related("user", "entity").order_by("pk"))


def _changed(
    entity: Entity, status: Status, what: What, *, by: User | None, reason: str, note: str
) -> StandingChange:
    entity.status = status
    entity.save(update_fields=["status"])
    return decisions.put_down(what, about=entity, by=by, reason=reason, note=note)


def _tell(assisters: list[Assister], change: StandingChange) -> None:
    """Contacts and assisters; and their sessions end where access does."""
    contacts = list(User.objects.filter(entity_contact__entity=change.entity, is_active=True))
    if change.what in PAUSING | ENDING:
        sessions.end_all_of([contact.pk for contact in contacts])
    decisions.announce(assisters, What(change.what), by=change.by)
    for contact in contacts:
        outbox.post("entity_standing", to=contact.email, language=contact.language, about=change)
    for assister in assisters:
        decisions.write_to(assister, change)
