"""What the dashboard offers: to contacts their entity's pages, to the desk what entities ask for."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.entity.sections import Section
from accounts.models import (
    Assister,
    Entity,
    EntityContact,
    EntityRequest,
    Site,
    StandingChange,
    User,
)
from accounts.next_steps import NextStep

SECTIONS = [
    Section(
        "entity:assister_list",
        _("Assisters"),
        10,
        ("entity:assister_", "entity:request_remove"),
    ),
    Section(
        "entity:request_list",
        _("Requests"),
        30,
        ("entity:request_list", "entity:request_detail", "entity:request_add"),
    ),
    Section("entity:site_list", _("Sites and hours"), 40, ("entity:site_",)),
]


def of(user: User) -> Iterable[NextStep]:
    if user.is_contact:
        yield from _contact(user)
    if _(roles.CERTIFICATION_DESK) in user.roles:  # known already: permissions would be asked anew
        yield NextStep(
            role=_(roles.CERTIFICATION_DESK),
            title=_("Requests of entities to decide"),
            text=_("Entities ask to add or remove somebody. They hear by e-mail what you decide."),
            url=reverse("admin:accounts_entityrequest_changelist"),
            action=_("Open the queue"),
            count=EntityRequest.objects.open().count(),
            order=10,
        )


def _contact(user: User) -> Iterable[NextStep]:
    entity = _with_counts(user.entity_contact)
    yield NextStep(
        role=_("Entity contact"),
        title=entity.legal_name,
        text=_entity_words(entity),
        url=reverse("entity:assister_list"),
        action=_("See your assisters"),
        order=30,
    )
    if entity.status == Entity.Status.ENDED:
        return
    if entity.lacking:  # type: ignore[attr-defined]
        yield NextStep(
            role=_("Entity contact"),
            title=_("Assisters who cannot help consumers now"),
            text=_("See what is missing to each of them, and who mends it."),
            url=reverse("entity:assister_list") + "?standing=missing",
            action=_("See what is missing"),
            count=entity.lacking,  # type: ignore[attr-defined]
            order=10,
        )
    if entity.silent:  # type: ignore[attr-defined]
        yield NextStep(
            role=_("Entity contact"),
            title=_("Work sites without opening hours"),
            text=_("Say when they are open, so that people do not come in vain."),
            url=reverse("entity:site_list"),
            action=_("Enter the hours"),
            count=entity.silent,  # type: ignore[attr-defined]
            order=20,
        )


def _with_counts(contact: EntityContact) -> Entity:
    """The contact's entity, how many of its assisters lack something, how many sites have no hours.

    Kept with the contact: others who ask for the entity need not read it again.
    """
    entity = contact.entity_id
    lacking = Assister.objects.unready_of(entity)
    silent = Site.objects.in_use().filter(entity=entity, opening_hours=None)
    contact.entity = Entity.objects.annotate(lacking=_count(lacking), silent=_count(silent)).get(
        pk=entity
    )
    return contact.entity


def _count(rows: QuerySet) -> Coalesce:
    """As a part of another query: grouped by nothing, so that it is one row."""
    counted = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def _entity_words(entity: Entity) -> str:
    if entity.status == Entity.Status.ENDED:
        return gettext("Your entity has ended its part in the program.")
    if entity.status != Entity.Status.SUSPENDED:
        return gettext("Your assisters, their invitations, your requests, your sites and hours.")
    what = StandingChange.What.ENTITY_SUSPENDED
    notes = entity.standing_changes.filter(what=what).values_list("note", flat=True)
    if note := notes.first():
        return gettext(
            "Your entity is suspended: all who work for it pause with it. What was decided: {note}"
        ).format(note=note)
    return gettext(
        "Your entity is suspended: all who work for it pause with it. "
        "The certification desk can say more."
    )
