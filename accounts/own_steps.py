"""The next steps that follow from the account itself."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import gates, second_factors
from accounts.models import Entity, StandingChange, User
from accounts.next_steps import NextStep


def of(user: User) -> Iterable[NextStep]:
    if user.is_staff:
        yield from _staff(user)
    if user.is_assister:
        yield from _assister(user)
    if user.is_contact:
        yield _contact(user)
    if not second_factors.has_one(user):
        yield NextStep(
            role=_("Your account"),
            title=_("Set up a second factor"),
            text=_("An authenticator app or a passkey keeps others out, even with your password."),
            url=reverse("mfa_index"),
            action=_("Set it up"),
            order=90,
        )


def _staff(user: User) -> Iterable[NextStep]:
    for name in user.staff_roles:
        yield NextStep(
            role=_(name),
            title=_("Open the administration"),
            text=_("Your lists and your work are there."),
            url=reverse("admin:index"),
            action=_("Open"),
        )


def _assister(user: User) -> Iterable[NextStep]:
    """Ready, as nearly all are, costs one query; what is missing costs three more."""
    assister = user.assister
    if not gates.is_ready(user):
        for order, missing in enumerate(assister.standing().missing, start=10):
            yield NextStep(
                role=assister.role_name,
                title=missing.what,
                text=missing.advice,
                url=reverse("accounts:standing"),
                action=_("See where you stand"),
                order=order,
            )
        return
    yield NextStep(
        role=assister.role_name,
        title=_("You can help consumers"),
        text=_(
            "Your account, certification and badge are good today. Consumers can check your badge "
            "with the code printed on it."
        ),
        url=reverse("accounts:own_badge"),
        action=_("Show your badge"),
        order=60,
    )


def _contact(user: User) -> NextStep:
    entity = user.entity_contact.entity
    return NextStep(
        role=_("Entity contact"),
        title=entity.legal_name,
        text=_entity_words(entity),
    )


def _entity_words(entity: Entity) -> str:
    if entity.status == Entity.Status.ENDED:
        return gettext("Your entity has ended its part in the program.")
    if entity.status != Entity.Status.SUSPENDED:
        return gettext("You speak for this entity.")
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
