"""What the first entity's contact finds: people at every step of their invitation, sites, requests."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import (
    Affiliation,
    Assister,
    Certification,
    Entity,
    EntityRequest,
    Site,
    User,
)

# Never invited, then as delegation.demo says.
INVITED = {
    "500000143": ("Rosa", "Núñez"),
    "500000144": ("Thu", "Pham"),
    "500000145": ("Marcus", "Reed"),
    "500000146": ("Lucía", "Ortega"),
}
SECOND_SITE: dict[str, Any] = {
    "street": "815 Main Street",
    "city": "Woodland",
    "zip_code": "95695",
    "phone": "5305550144",
    "languages": ["en", "es"],
}


def load(entity: Entity) -> None:
    """Each once, whatever was done with it since."""
    today = timezone.localdate()
    for number, (first_name, last_name) in INVITED.items():
        assister, is_new = Assister.objects.get_or_create(
            certification_number=number,
            defaults={
                "entity": entity,
                "first_name": first_name,
                "last_name": last_name,
                "email": f"invited{number}@traders.example",
            },
        )
        if is_new:
            began = today - timedelta(days=45)
            Affiliation.objects.create(assister=assister, entity=entity, began_on=began)
            Certification.objects.create(assister=assister)
    if entity.sites.count() == 1:
        place = Site.objects.create(entity=entity, **SECOND_SITE)
        place.opening_hours.create(weekday=5, opens_at=time(10), closes_at=time(14))
    if not entity.requests.exists():
        _load_requests(entity)


def _load_requests(entity: Entity) -> None:
    """One in each state; two wait for the desk, one of them for a day to come."""
    contact, kim = (User.objects.filter(username=name).first() for name in ("entity", "certdesk"))
    if contact is None or kim is None:
        return
    now, today = timezone.now(), timezone.localdate()
    decided = {"decided_by": kim, "decided_at": now - timedelta(days=1)}
    add = {"what": "add"}
    known = Assister.objects.filter(entity=entity)
    done = known.get(certification_number="500000143")
    sam = known.filter(certification_number="500000304").first()
    rows: list[dict[str, Any]] = [
        {**add, **_named("Omar", "Aziz"), "wanted_on": today, "note": "Speaks Arabic and French."},
        {**add, **_named("Grace", "Kim"), "wanted_on": today + timedelta(days=20)},
        {
            **add,
            **_named("Dan", "Wells"),
            **decided,
            "state": "refused",
            "wanted_on": today - timedelta(days=3),
            "answer": "His training is not complete yet. Ask again once he has the certificate.",
        },
        {
            **add,
            **_named("Rosa", "Núñez"),
            **decided,
            "state": "done",
            "assister": done,
            "wanted_on": today - timedelta(days=3),
        },
        {
            **add,
            **_named("Ivy", "Moss"),
            "state": "withdrawn",
            "decided_by": contact,
            "decided_at": now - timedelta(days=2),
            "wanted_on": today,
        },
    ]
    if sam is not None:
        rows.append({"what": "remove", "assister": sam, "reason": "left", "wanted_on": today})
    for days, row in enumerate(rows, start=3):
        asked_at = now - timedelta(days=days)
        EntityRequest.objects.create(entity=entity, asked_by=contact, asked_at=asked_at, **row)


def _named(first_name: str, last_name: str) -> dict[str, str]:
    address = f"{first_name}.{last_name}".lower().replace("ú", "u").replace("ñ", "n")
    return {
        "first_name": first_name,
        "last_name": last_name,
        "email": f"{address}@traders.example",
    }
