"""The demo's people: two entities with an assister each, and staff."""

from datetime import time
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.utils import timezone

from accounts import demo_assisters, demo_entity, demo_field, roles
from accounts.models import Affiliation, Assister, Certification, Entity, EntityContact, Site, User
from portal.demo_data import PASSPHRASE

CEE: dict[str, Any] = {"kind": Entity.Kind.CEE, "legal_name": "UAT 4.4 American Traders 3"}
PBEE: dict[str, Any] = {"kind": Entity.Kind.PBEE, "legal_name": "Golden Valley Health Plan, Inc."}
CEE_MORE = {
    "counties": ["Sacramento", "Yolo"],
    "phone": "9165550142",
    "email": "office@traders.example",
}
PBEE_MORE = {"counties": ["Fresno"], "phone": "5595550117", "email": "office@goldenvalley.example"}
CEE_SITE: dict[str, Any] = {
    "street": "1200 K Street",
    "city": "Sacramento",
    "zip_code": "95814",
    "phone": "9165550143",
    "languages": ["en", "es", "ar", "ko"],
    "is_wheelchair_accessible": True,
}
PBEE_SITE: dict[str, Any] = {
    "street": "2440 Tulare Street",
    "city": "Fresno",
    "zip_code": "93721",
    "phone": "5595550118",
    "languages": ["en", "vi"],
    "is_wheelchair_accessible": True,
}
ASSISTERS: list[dict[str, Any]] = [
    {
        "entity": CEE,
        "certification_number": "500000142",
        "first_name": "Ana",
        "last_name": "Flores",
        "email": "ana.flores@traders.example",
        "language": "en",
    },
    {
        "entity": PBEE,
        "certification_number": "500000217",
        "first_name": "Víctor",
        "last_name": "O’Neal",
        "email": "victor.oneal@goldenvalley.example",
        "language": "es",
    },
]
STAFF = {
    "admin": roles.ADMINISTRATORS,
    "certdesk": roles.CERTIFICATION_DESK,
    "rep": roles.REPRESENTATIVES,
    "supervisor": roles.SUPERVISORS,
    "casedesk": roles.CASE_DESK,
    "eas": roles.EAS,
    "sales": roles.SHOP_SALES,
    "materials": roles.MATERIALS_DESK,
    "auditor": roles.AUDITORS,
}
CONSUMERS = {"maria": ("María", "Gómez"), "lee": ("Lee", "Tran")}
# Accounts of assisters: name, then what accounts.demo_assisters makes of them.
ACTIVATED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "carmen": (
        "Carmen",
        "Ruiz",
        {"number": "500000301", "entity": CEE, "languages": ["en", "es"]},
    ),
    "pat": ("Pat", "Nguyen", {"number": "500000302", "entity": PBEE, "languages": ["en", "vi"]}),
    "newcec": (
        "Noor",
        "Haddad",
        {"number": "500000303", "entity": CEE, "languages": ["en", "ar"], "badge": False},
    ),
    "sam": (
        "Sam",
        "Park",
        {
            "number": "500000304",
            "entity": CEE,
            "languages": ["en", "ko"],
            "status": "suspended",
            "note": "A complaint is being looked into. We will write to you by the end of the month.",
        },
    ),
}
STANDINGS = {
    "carmen": "CEC, ready to help consumers",
    "pat": "PBE, ready to help consumers",
    "newcec": "CEC, activated, without a badge",
    "sam": "CEC, suspended",
    "entity": "contact of the first entity, with requests and invitations in every state",
}


def load() -> list[str]:
    entities = _load_entities()
    _load_invited(entities)
    hashed = make_password(PASSPHRASE)  # one hash for all: it costs a quarter second
    for username, role in STAFF.items():
        _person(username, hashed, role, is_staff=True)
    for username, (first_name, last_name) in CONSUMERS.items():
        _person(username, hashed, first_name=first_name, last_name=last_name)
    _load_activated(entities, hashed)
    demo_entity.load(entities[CEE["legal_name"]])
    demo_field.load(hashed)
    return [
        f"Staff, at /sign-in/ (password of each account: {PASSPHRASE}):",
        *(f"  {username:<10} {role}" for username, role in STAFF.items()),
        "Assisters and an entity’s contact:",
        *(f"  {username:<10} {standing}" for username, standing in STANDINGS.items()),
        f"Consumers: {', '.join(CONSUMERS)}",
    ]


def _load_entities() -> dict[str, Entity]:
    """Each with a work site."""
    entities = {}
    for facts, more, site in ((CEE, CEE_MORE, CEE_SITE), (PBEE, PBEE_MORE, PBEE_SITE)):
        # Whoever tries the demo may have added another of the name: ours has the most people.
        named = Entity.objects.filter(**facts).annotate(people=Count("assisters"))
        entity: Entity | None = named.order_by("-people").first()
        if entity is None:
            entity = Entity.objects.create(**facts, **more)
            place = Site.objects.create(entity=entity, **site)
            for weekday in range(5):
                place.opening_hours.create(
                    weekday=weekday, opens_at=time(9), closes_at=time(17, 30)
                )
        entities[facts["legal_name"]] = entity
    return entities


def _load_invited(entities: dict[str, Entity]) -> None:
    today = timezone.localdate()
    for person in ASSISTERS:
        entity = entities[person["entity"]["legal_name"]]
        assister, is_new = Assister.objects.get_or_create(
            certification_number=person["certification_number"],
            defaults={**person, "entity": entity},
        )
        if is_new:
            Affiliation.objects.create(assister=assister, entity=entity, began_on=today)
            Certification.objects.create(assister=assister)


def _load_activated(entities: dict[str, Entity], hashed: str) -> None:
    people = []
    for username, (first_name, last_name, facts) in ACTIVATED.items():
        user = _person(username, hashed, first_name=first_name, last_name=last_name)
        if user:
            entity = entities[facts["entity"]["legal_name"]]
            people.append({**facts, "entity": entity, "user": user})
    demo_assisters.load(people)
    if user := _person("entity", hashed, first_name="Erin", last_name="Castillo"):
        EntityContact.objects.create(entity=entities[CEE["legal_name"]], user=user)


def _person(username: str, hashed: str, role: str = "", **facts: Any) -> User | None:
    """An account of the demo, unless it is there already, whatever was done with it since: then None."""
    email = f"{username}@portal.example"
    if User.objects.filter(Q(username__iexact=username) | Q(email__iexact=email)).exists():
        return None
    user = User.objects.create(username=username, email=email, password=hashed, **facts)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user
