"""An entity's pages are its contacts'; the requests that they send, the certification desk's to decide."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from accounts.models import EntityRequest
from tests import factories
from tests.accounts.factories import EntityRequestFactory
from tests.matrix import people
from tests.matrix.people import CONTACT, CONTACTS, STAFF, staff_who_may
from tests.matrix.rows import (
    ADMIN_DOOR,
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    SIGN_IN,
    Answers,
    Row,
    but,
    everyone,
    page,
    signed_in,
    to,
)
from tests.matrix.world import Visit

FOR_CONTACTS = but(signed_in(FORBIDDEN), CONTACTS, OK)
TO_READ = but(signed_in(FORBIDDEN), CONTACTS, NO_SUCH_VERB)
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def contacts(answer: str) -> Answers:
    return but(signed_in(FORBIDDEN), CONTACTS, answer)


def of_the_contact(answer: str) -> Answers:
    """The contact's own; to a contact of another entity there is no such thing."""
    return but(contacts(NOT_FOUND), {CONTACT}, answer)


def own_entity(here: Visit):
    return here.world.users[CONTACT].entity_contact.entity


def an_assister(here: Visit) -> list[object]:
    return [here.world.users[people.ASSISTER].assister.pk]


def an_invited_one(here: Visit) -> list[object]:
    return [here.world.invited[0].pk]


def a_site(here: Visit) -> list[object]:
    return [here.world.sites[0].pk]


def a_closed_site(here: Visit) -> list[object]:
    closed = factories.SiteFactory(entity=own_entity(here), closed_on=timezone.localdate())
    return [closed.pk]


def a_request(here: Visit, **facts: object) -> list[object]:
    return [EntityRequestFactory(entity=own_entity(here), **facts).pk]


def in_every_state(here: Visit) -> None:
    for facts in ({}, {"refused": True}, {"withdrawn": True}, {"removal": True}):
        for person in sorted(CONTACTS):
            entity = here.world.users[person].entity_contact.entity
            EntityRequestFactory(entity=entity, **facts)
    expired = factories.AssisterFactory(entity=own_entity(here))
    factories.DelegationCodeFactory(assister=expired, expired=True)


def suspended(here: Visit, status: str = "suspended") -> None:
    entities = [here.world.users[person].entity_contact.entity for person in sorted(CONTACTS)]
    for entity in entities:
        type(entity).objects.filter(pk=entity.pk).update(status=status)


def somebody(here: Visit) -> dict[str, object]:
    day = timezone.localdate() + timedelta(1)
    return {
        "first_name": "Rosa",
        "last_name": "Núñez",
        "email": "rosa@example.org",
        "language": "es",
        "wanted_on_month": day.month,
        "wanted_on_day": day.day,
        "wanted_on_year": day.year,
        "reason": "left",
    }


def a_place(here: Visit) -> dict[str, object]:
    return {
        "street": "77 Other Street",
        "city": "Fresno",
        "zip_code": "93650",
        "phone": "",
        "languages": ["en", "es"],
        "access": "yes",
        "hours_0": "9-12, 1-5",
        "version": "0",
    }


PAGES: list[Row] = [
    *(
        page(name, FOR_CONTACTS, TO_READ, **more)
        for name in (
            "entity:assister_list",
            "entity:request_list",
            "entity:site_list",
            "invitations:invitation_list",
        )
        for more in (
            {},
            {"when": "with all that there can be", "given": in_every_state},
            {"when": "of a suspended entity", "given": suspended},
            {"when": "of an ended entity", "given": partial(suspended, status="ended")},
        )
    ),
    *(
        page(name, FOR_CONTACTS, TO_READ, when="searched", query=query)
        for name, query in (
            ("entity:assister_list", "?q=zzz&standing=no_badge&due=30"),
            ("entity:request_list", "?q=zzz&state=open"),
            ("invitations:invitation_list", "?q=zzz&state=expired"),
        )
    ),
    page(
        "entity:request_add",
        FOR_CONTACTS,
        contacts(to("entity:request_detail")),
        data=somebody,
        writes=True,
    ),
    page("entity:request_add", FOR_CONTACTS, when="while suspended", given=suspended),
    page(
        "entity:request_remove",
        of_the_contact(OK),
        of_the_contact(to("entity:request_detail")),
        on=an_assister,
        data=somebody,
        writes=True,
    ),
    *(
        Row(
            "entity:request_detail",
            of_the_contact(OK),
            of_the_contact(OK),
            when=str(facts),
            on=partial(a_request, **facts),
        )
        for facts in ({}, {"refused": True}, {"removal": True})
    ),
    Row(
        "entity:request_withdraw",
        contacts(NO_SUCH_VERB),
        of_the_contact(to("entity:request_detail")),
        on=a_request,
        writes=True,
    ),
    page(
        "entity:site_add",
        FOR_CONTACTS,
        contacts(to("entity:site_list")),
        data=a_place,
        writes=True,
    ),
    page(
        "entity:site_edit",
        of_the_contact(OK),
        of_the_contact(to("entity:site_list")),
        on=a_site,
        data=a_place,
        writes=True,
    ),
    *(
        Row(
            name,
            contacts(NO_SUCH_VERB),
            of_the_contact(to("entity:site_list")),
            on=on,
            data=lambda _here: {"version": "0"},
            writes=True,
        )
        for name, on in (("entity:site_close", a_site), ("entity:site_reopen", a_closed_site))
    ),
    Row(
        "invitations:invitation_send",
        contacts(NO_SUCH_VERB),
        of_the_contact(to("invitations:invitation_list")),
        on=an_invited_one,
        data=lambda here: {"seen": str(here.world.codes[0].pk)},
        writes=True,
    ),
]


# --- the desk ---------------------------------------------------------------------------------------


def deciders(answer: str, *, others: str = FORBIDDEN) -> Answers:
    inside = but(but(everyone(ADMIN_DOOR), STAFF, others), people.OUTSIDERS, SIGN_IN)
    return but(inside, staff_who_may("accounts.handle_entityrequest"), answer)


def desk_verbs() -> list[Row]:
    base, nobody = "admin:accounts_entityrequest", deciders(NO_SUCH_VERB, others=NO_SUCH_VERB)
    done = to(f"{base}_change")
    verbs = [
        ("add", {}, {"add-certification_number": "599999999"}),
        ("remove", {"removal": True}, {}),
        ("refuse", {}, {"refuse-answer": "No."}),
    ]
    rows = []
    for name, facts, data in verbs:
        rows += [
            Row(
                f"{base}_{name}_it",
                nobody,
                deciders(done),
                on=partial(a_request, **facts),
                data=lambda _here, d=data: d,
                writes=True,
            ),
            Row(
                f"{base}_{name}_it",
                nobody,
                deciders(NOT_FOUND),
                when="of nothing",
                on=lambda _here: [UNKNOWN],
            ),
        ]
    changed = f"{base}_change"
    return [
        *rows,
        *(
            page(
                changed,
                deciders(OK),
                deciders(FORBIDDEN),
                when=str(facts),
                on=partial(a_request, **facts),
            )
            for facts in ({"removal": True}, {"refused": True})
        ),
    ]


OBJECTS = {EntityRequest: lambda here: EntityRequest.objects.get(pk=a_request(here)[0])}
NEVER = {EntityRequest: {"add", "change", "delete"}}
ROWS = [*PAGES, *desk_verbs()]
