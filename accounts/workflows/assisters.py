"""Who works for whom: the desk registers assisters, ends an affiliation, begins the next.

Locks are taken in this order: entity, assister.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import decisions
from accounts.decisions import Reason, What
from accounts.errors import AlreadyAffiliated, EntityNotActive, NotAffiliated, NumberTaken
from accounts.models import Affiliation, Assister, Certification, Entity, User
from audit import trail
from portal.db import refusing

NUMBER_UNIQUE = "accounts_assister_certification_number_key"


@trail.workflow("assister.register")
def register(
    *,
    entity: Entity,
    certification_number: str,
    first_name: str,
    last_name: str,
    email: str,
    language: str = "en",
    phone: str = "",
    spoken_languages: Sequence[str] = (),
    by: User | None,
) -> Assister:
    """Put a person on record: with the entity from today, certification pending, no account yet.

    Raises EntityNotActive, NumberTaken.
    """
    entity = locked_entity(entity)
    refuse_inactive(entity)
    assister = Assister(
        entity=entity,
        certification_number=certification_number,
        first_name=first_name,
        last_name=last_name,
        email=email,
        language=language,
        phone=phone,
        spoken_languages=list(spoken_languages),
    )
    with refusing(NUMBER_UNIQUE, NumberTaken(_("Another assister has this certification number."))):
        assister.save(force_insert=True)
    Affiliation.objects.create(assister=assister, entity=entity, began_on=timezone.localdate())
    Certification.objects.create(assister=assister)
    trail.record("assister.register", by=by, about=assister, entity=entity)
    return assister


@trail.workflow("assister.correct")
def correct(
    *,
    assister: Assister,
    first_name: str,
    last_name: str,
    language: str,
    phone: str,
    spoken_languages: Sequence[str],
    by: User | None,
) -> None:
    """Put right what a roster says of somebody on record. The e-mail address stays: codes went there."""
    assister = locked_assister(assister)
    assister.first_name, assister.last_name = first_name, last_name
    assister.language, assister.phone = language, phone
    assister.spoken_languages = list(spoken_languages)
    assister.save(
        update_fields=["first_name", "last_name", "language", "phone", "spoken_languages"]
    )
    trail.record("assister.correct", by=by, about=assister, entity=assister.entity)


@trail.workflow("assister.choose")
def choose(
    *, assister: Assister, is_listed: bool, takes_new_consumers: bool, by: User | None
) -> None:
    """Keep what an assister chooses about being found in Find Help Near You."""
    assister = locked_assister(assister)
    assister.is_listed, assister.takes_new_consumers = is_listed, takes_new_consumers
    assister.save(update_fields=["is_listed", "takes_new_consumers"])
    trail.record("assister.choose", by=by, about=assister, entity=assister.entity)


def locked_entity(entity: Entity) -> Entity:
    return Entity.objects.select_for_update().get(pk=entity.pk)


def locked_assister(assister: Assister) -> Assister:
    """Fresh, with what a decision needs; and nobody else decides about it meanwhile.

    Locked before it is joined: who waited for a lock while the entity changed would find no row.
    """
    Assister.objects.select_for_update().get(pk=assister.pk)
    return Assister.objects.select_related("entity", "user").get(pk=assister.pk)


def refuse_inactive(entity: Entity) -> None:
    if entity.status != Entity.Status.ACTIVE:
        raise EntityNotActive(
            _("This entity is suspended or has ended: nobody can begin to work for it.")
        )


@trail.workflow("assister.affiliate")
def affiliate(
    *,
    assister: Assister,
    entity: Entity,
    by: User | None,
    reason: str = Reason.ROUTINE,
    note: str = "",
) -> Affiliation:
    """Let an assister whose affiliation has ended work for an entity from today; certification stays theirs.

    A badge shows the entity, so it is issued anew. Raises EntityNotActive, AlreadyAffiliated.
    """
    entity = locked_entity(entity)
    assister = locked_assister(assister)
    refuse_inactive(entity)
    if assister.affiliations.open().exists():
        raise AlreadyAffiliated(_("This assister works for an entity. End that affiliation first."))
    if assister.entity_id != entity.pk:
        assister.entity, assister.site = entity, None
        assister.save(update_fields=["entity", "site"])
    row = Affiliation.objects.create(
        assister=assister, entity=entity, began_on=timezone.localdate()
    )
    change = decisions.put_down(What.AFFILIATED, about=assister, by=by, reason=reason, note=note)
    trail.record("assister.affiliate", by=by, about=assister, entity=entity, reason=str(reason))
    decisions.announce([assister], What.AFFILIATED, by=by)
    decisions.write_to(assister, change)
    return row


@trail.workflow("assister.end_affiliation")
def end_affiliation(*, assister: Assister, by: User | None, reason: str, note: str = "") -> None:
    """From today the assister no longer works for the entity: access, badge and delegations end at once.

    Raises NotAffiliated.
    """
    assister = locked_assister(assister)
    today = timezone.localdate()
    if not assister.affiliations.open().update(ended_on=today):
        raise NotAffiliated(_("This assister works for no entity."))
    void_badge(assister)
    change = decisions.put_down(
        What.AFFILIATION_ENDED, about=assister, by=by, reason=reason, note=note
    )
    trail.record(
        "assister.end_affiliation",
        by=by,
        about=assister,
        entity=assister.entity,
        reason=str(reason),
    )
    decisions.announce([assister], What.AFFILIATION_ENDED, by=by)
    decisions.write_to(assister, change)


def void_badge(assister: Assister) -> None:
    """What the badge shows has ended; a new one is issued once there is something to show."""
    assister.badges.filter(returned_on=None).update(returned_on=timezone.localdate())
