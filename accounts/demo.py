"""The demo's people: two entities with an assister each, and staff."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.models import Q

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
        _person(username, hashed, role, is_staff=True)
    for username, (first_name, last_name) in CONSUMERS.items():
        _person(username, hashed, first_name=first_name, last_name=last_name)
    return [
        f"Staff, at /sign-in/ (password of each account: {PASSPHRASE}):",
        *(f"  {username:<10} {role}" for username, role in STAFF.items()),
        f"Consumers: {', '.join(CONSUMERS)}",
    ]


def _load_assisters() -> None:
    entities = {}
    for facts in (CEE, PBEE):
        # The name is not unique, and whoever tries the demo may add another of it.
        same_name = Entity.objects.filter(**facts).first()
        entities[facts["legal_name"]] = same_name or Entity.objects.create(**facts)
    for person in ASSISTERS:
        Assister.objects.get_or_create(
            certification_number=person["certification_number"],
            defaults={**person, "entity": entities[person["entity"]["legal_name"]]},
        )


def _person(username: str, hashed: str, role: str = "", **facts: Any) -> None:
    """An account of the demo, unless it is there already, whatever was done with it since."""
    email = f"{username}@portal.example"
    if User.objects.filter(Q(username__iexact=username) | Q(email__iexact=email)).exists():
        return
    user = User.objects.create(username=username, email=email, password=hashed, **facts)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
