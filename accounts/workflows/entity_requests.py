"""What an entity's contact asks of the certification desk: asked, then done, refused or withdrawn.

What is done is done here, by the desk's own workflows and in one transaction with the answer. Locks are
taken in this order: request, entity, assister.
"""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import addresses
from accounts.errors import (
    AddressTaken,
    AskedAlready,
    EntityEnded,
    NotAffiliated,
    NotOnRecord,
    NotYetWanted,
    RequestDecided,
)
from accounts.models import Assister, Entity, EntityRequest, StandingChange, User
from accounts.workflows import assisters
from audit import trail
from notifications import outbox
from portal.db import refusing

State, What = EntityRequest.State, EntityRequest.What
Reason = StandingChange.Reason


@trail.workflow("entity_request.ask_to_add")
def ask_to_add(
    *,
    entity: Entity,
    first_name: str,
    last_name: str,
    email: str,
    language: str,
    wanted_on: date,
    note: str = "",
    by: User,
) -> EntityRequest:
    """Ask that somebody works for the entity from a day on. Raises EntityNotActive, AskedAlready."""
    entity = Entity.objects.get(pk=entity.pk)
    assisters.refuse_inactive(entity)
    asked = EntityRequest(
        entity=entity,
        what=What.ADD,
        first_name=first_name,
        last_name=last_name,
        email=email,
        language=language,
        wanted_on=wanted_on,
        note=note,
        asked_by=by,
    )
    _save_new(asked, "entityrequest_one_open_per_email")
    trail.record("entity_request.ask_to_add", by=by, about=asked, entity=entity)
    return asked


@trail.workflow("entity_request.ask_to_remove")
def ask_to_remove(
    *,
    entity: Entity,
    assister: Assister,
    wanted_on: date,
    reason: str,
    note: str = "",
    by: User,
) -> EntityRequest:
    """Ask that one of the entity's own assisters no longer works there from a day on.

    Possible while the entity is suspended, too. Raises NotAffiliated, AskedAlready.
    """
    if not Assister.objects.working_for(entity).filter(pk=assister.pk).exists():
        raise NotAffiliated(_("This assister does not work for your entity any more."))
    asked = EntityRequest(
        entity=entity,
        what=What.REMOVE,
        assister=assister,
        wanted_on=wanted_on,
        reason=reason,
        note=note,
        asked_by=by,
    )
    _save_new(asked, "entityrequest_one_open_per_assister")
    trail.record("entity_request.ask_to_remove", by=by, about=asked, entity=entity)
    return asked


def _save_new(asked: EntityRequest, constraint: str) -> None:
    already = AskedAlready(
        _("You have asked for this already, and it is with the certification desk.")
    )
    with refusing(constraint, already):
        asked.save(force_insert=True)


@trail.workflow("entity_request.withdraw")
def withdraw(*, request: EntityRequest, by: User) -> None:
    """The entity no longer wants it. Raises RequestDecided."""
    found = _open(request)
    _decide(found, State.WITHDRAWN, by=by)
    trail.record("entity_request.withdraw", by=by, about=found, entity=found.entity)


@trail.workflow("entity_request.read")
def read(*, request: EntityRequest, by: User) -> None:
    """Put on record that somebody of the desk saw whom an entity asks for."""
    trail.record("entity_request.read", by=by, about=request, entity=request.entity)


@trail.workflow("entity_request.add")
def add(
    *,
    request: EntityRequest,
    certification_number: str,
    is_on_record: bool = False,
    answer: str = "",
    by: User,
) -> Assister:
    """Do what was asked: put the person on record under this number, or on the record they have.

    ``is_on_record`` says that the number is that of somebody who worked for another entity before.
    Raises RequestDecided, NotYetWanted, NotOnRecord, AddressTaken, and what registering or affiliating
    refuses.
    """
    found = _due(request, What.ADD)
    if is_on_record:
        assister = _of_number(certification_number)
        assisters.affiliate(
            assister=assister, entity=found.entity, by=by, reason=Reason.ENTITY_REQUEST
        )
    else:
        _refuse_taken(found.email)
        assister = assisters.register(
            entity=found.entity,
            certification_number=certification_number,
            first_name=found.first_name,
            last_name=found.last_name,
            email=found.email,
            language=found.language,
            by=by,
        )
    found.assister = assister
    _decide(found, State.DONE, by=by, answer=answer)
    trail.record("entity_request.add", by=by, about=found, entity=found.entity)
    _tell(found)
    return assister


@trail.workflow("entity_request.remove")
def remove(*, request: EntityRequest, answer: str = "", by: User) -> None:
    """Do what was asked: end the affiliation, unless it has ended meanwhile, with the contact's reason.

    One with another entity, which began since, is none of this request's matter. Raises RequestDecided,
    NotYetWanted.
    """
    found = _due(request, What.REMOVE)
    assister = assisters.locked_assister(found.assister)  # type: ignore[arg-type]
    if assister.affiliations.open().filter(entity=found.entity).exists():
        # The contact's own words are for the desk: what the assister reads is the reason.
        reason = Reason.ENTITY_REQUEST if found.reason == Reason.OTHER else found.reason
        assisters.end_affiliation(assister=assister, by=by, reason=reason)
    _decide(found, State.DONE, by=by, answer=answer)
    trail.record("entity_request.remove", by=by, about=found, entity=found.entity)
    _tell(found)


@trail.workflow("entity_request.refuse")
def refuse(*, request: EntityRequest, answer: str, by: User) -> None:
    """Say no, with words for the contact. Raises RequestDecided."""
    found = _open(request)
    _decide(found, State.REFUSED, by=by, answer=answer)
    trail.record("entity_request.refuse", by=by, about=found, entity=found.entity)
    _tell(found)


def refuse_ended(entity: Entity) -> None:
    """Raise EntityEnded for one that takes part no longer: nothing of it changes any more."""
    if entity.status == Entity.Status.ENDED:
        raise EntityEnded(_("Your entity has ended its part in the program: nothing can change."))


def _open(request: EntityRequest) -> EntityRequest:
    """As it is now, and nobody else decides meanwhile. Locked before it is joined."""
    EntityRequest.objects.select_for_update().get(pk=request.pk)
    found = EntityRequest.objects.select_related("entity", "assister", "asked_by").get(
        pk=request.pk
    )
    if not found.is_open:
        raise RequestDecided(
            _("This request was decided or withdrawn already. See below how it stands.")
        )
    return found


def _due(request: EntityRequest, what: EntityRequest.What) -> EntityRequest:
    """Access begins and ends on the day that the entity named, not before."""
    found = _open(request)
    if found.what != what:
        raise RequestDecided(_("This request is of another kind. See below how it stands."))
    if found.wanted_on > timezone.localdate():
        raise NotYetWanted(
            _("The entity asks for this as from {day}. Do it on that day, or later.").format(
                day=date_format(found.wanted_on, "DATE_FORMAT")
            )
        )
    return found


def _of_number(certification_number: str) -> Assister:
    found = Assister.objects.filter(certification_number=certification_number).first()
    if found is None:
        raise NotOnRecord(_("Nobody on record has this certification number."))
    return found


def _refuse_taken(email: str) -> None:
    """Whoever is invited at an address that is another's could not activate."""
    if why := addresses.taken([email]).get(email.lower()):
        raise AddressTaken(why)


def _decide(
    found: EntityRequest, state: EntityRequest.State, *, by: User, answer: str = ""
) -> None:
    found.state, found.answer = state, answer.strip()
    found.decided_by, found.decided_at = by, timezone.now()
    found.save(update_fields=["state", "answer", "assister", "decided_by", "decided_at"])


def _tell(found: EntityRequest) -> None:
    """Whoever asked; the words are behind their sign-in."""
    asker = found.asked_by
    outbox.post("request_answered", to=asker.email, language=asker.language, about=found)
