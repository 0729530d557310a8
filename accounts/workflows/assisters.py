"""Who works for whom: the desk registers assisters, ends an affiliation, begins the next.

Locks are taken in this order: entity, assister.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import EntityNotActive, NumberTaken
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
    )
    with refusing(NUMBER_UNIQUE, NumberTaken(_("Another assister has this certification number."))):
        assister.save(force_insert=True)
    Affiliation.objects.create(assister=assister, entity=entity, began_on=timezone.localdate())
    Certification.objects.create(assister=assister)
    trail.record("assister.register", by=by, about=assister, entity=entity)
    return assister


def locked_entity(entity: Entity) -> Entity:
    return Entity.objects.select_for_update().get(pk=entity.pk)


def locked_assister(assister: Assister) -> Assister:
    """Fresh, with what a decision needs; and nobody else decides about it meanwhile."""
    rows = Assister.objects.select_for_update(of=("self",)).select_related("entity", "user")
    return rows.get(pk=assister.pk)


def refuse_inactive(entity: Entity) -> None:
    if entity.status != Entity.Status.ACTIVE:
        raise EntityNotActive(
            _("This entity is suspended or has ended: nobody can begin to work for it.")
        )
