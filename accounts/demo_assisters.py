"""The demo's assisters with an account, in the standings that one wants to try."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import (
    Affiliation,
    Assister,
    Badge,
    Certification,
    Entity,
    StandingChange,
    User,
)

Status = Certification.Status


def load(people: list[dict[str, Any]]) -> None:
    """Each once, whatever was done with them since. ``user`` is there already."""
    known = set(Assister.objects.values_list("certification_number", flat=True))
    for person in people:
        if person["number"] not in known:
            _add(**person)


def _add(
    *,
    number: str,
    entity: Entity,
    user: User,
    languages: list[str],
    status: str = Status.CERTIFIED,
    badge: bool = True,
    note: str = "",
) -> None:
    today = timezone.localdate()
    since = today - timedelta(days=120)
    assister = Assister.objects.create(
        entity=entity,
        certification_number=number,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        spoken_languages=languages,
        phone="9165550150",
        site=entity.sites.first(),
        user=user,
        activated_at=timezone.now() - timedelta(days=110),
    )
    Affiliation.objects.create(assister=assister, entity=entity, began_on=since)
    due = since + timedelta(days=365)
    Certification.objects.create(
        assister=assister,
        status=status,
        certified_on=since,
        due_on=due,
        grace_until=due + timedelta(days=30),
    )
    if badge:
        Badge.objects.create(assister=assister, issued_on=since)
    if note:
        StandingChange.objects.create(
            assister=assister, what="suspended", reason="complaint", note=note
        )
