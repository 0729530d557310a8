"""The demo's people: two entities with an assister each, and staff."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import Assister, Entity, User
from portal.demo_data import PASSPHRASE

CEE: dict[str, Any] = {"kind": Entity.Kind.CEE, "legal_name": "UAT 4.4 American Traders 3"}
PBEE: dict[str, Any] = {"kind": Entity.Kind.PBEE, "legal_name": "Golden Valley Health Plan, Inc."}
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


def load() -> list[str]:
    _load_assisters()
    hashed = make_password(PASSPHRASE)  # one hash for all: it costs a quarter second
    for username, role in STAFF.items():
        user = _person(username, hashed, is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
    for username, (first_name, last_name) in CONSUMERS.items():
        _person(username, hashed, first_name=first_name, last_name=last_name)
    return [
        f"Staff, at /sign-in/ (password of each account: {PASSPHRASE}):",
        *(f"  {username:<10} {role}" for username, role in STAFF.items()),
        f"Consumers: {', '.join(CONSUMERS)}",
    ]


def _load_assisters() -> None:
    entities = {
        facts["legal_name"]: Entity.objects.get_or_create(**facts)[0] for facts in (CEE, PBEE)
    }
    for person in ASSISTERS:
        entity = entities[person["entity"]["legal_name"]]
        Assister.objects.get_or_create(
            certification_number=person["certification_number"],
            defaults={**person, "entity": entity},
        )


def _person(username: str, hashed: str, **facts: Any) -> User:
    email = f"{username}@portal.example"
    user, created = User.objects.get_or_create(
        username=username, defaults={"email": email, "password": hashed, **facts}
    )
    if created:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user
