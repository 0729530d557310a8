"""The people and things that the matrix is tried on, and one visit of one person to one address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from django.conf import settings
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import Resolver404, resolve, reverse

from accounts import roles
from accounts.models import Assister, Entity, Site, User
from delegation.models import DelegationCode
from notifications.models import Notice
from tests import factories
from tests.matrix import people
from tests.matrix.rows import Row


@dataclass
class World:
    """Two entities, each with a site, an assister, a contact and one who is still invited."""

    users: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    entities: list[Entity] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    invited: list[Assister] = field(default_factory=list)
    codes: list[DelegationCode] = field(default_factory=list)
    notice: Notice | None = None

    def sign_in(self, person: str, *, confirmed_ago: int = 0, method: str = "password") -> None:
        """With a session as signing in leaves it, so many seconds ago."""
        client = Client()
        client.force_login(self.users[person])
        session = client.session
        record_authentication(
            SimpleNamespace(session=session),
            self.users[person],
            method=method,
            reauthenticated=True,
        )
        session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = time.time() - confirmed_ago
        session.save()
        self.cookies[person] = session.session_key

    def cookie_of(self, person: str) -> dict[str, str]:
        """What their browser brings along; whoever has not signed in yet does."""
        if person in self.users and person not in self.cookies:
            self.sign_in(person)
        key = self.cookies.get(person)
        return {settings.SESSION_COOKIE_NAME: key} if key else {}


def make() -> World:
    world = World()
    for n, (assister, contact) in enumerate(
        [(people.ASSISTER, people.CONTACT), (people.OTHER_ASSISTER, people.OTHER_CONTACT)]
    ):
        site = factories.SiteFactory(entity__kind=["cee", "pbee"][n])
        world.sites.append(site)
        world.entities.append(site.entity)
        world.users[assister] = factories.AssisterFactory(
            entity=site.entity, site=site, ready=True
        ).user
        world.users[contact] = factories.EntityContactFactory(entity=site.entity).user
        world.codes.append(factories.DelegationCodeFactory(assister__entity=site.entity))
        world.invited.append(world.codes[-1].assister)
    for person in people.CONSUMERS | {people.SWITCHED_OFF}:
        world.users[person] = factories.UserFactory()
    world.users[people.NO_ROLE] = factories.StaffFactory()
    for role in roles.PERMISSIONS:
        world.users[role] = factories.StaffFactory(role=role)
    world.notice = factories.NoticeFactory(about=world.entities[0])
    User.objects.filter(pk=world.users[people.SWITCHED_OFF].pk).update(is_active=False)
    return world


@cache
def _built() -> ClientHandler:
    """The middleware, put together once: it keeps nothing of a visit."""
    handler = ClientHandler()
    handler.load_middleware()
    return handler


class Browser(Client):
    def __init__(self) -> None:
        super().__init__()
        self.handler._middleware_chain = _built()._middleware_chain


@dataclass
class Visit:
    """One person at one address. What it does to the database is undone afterwards."""

    world: World
    person: str
    row: Row
    client: Client
    address: str = ""
    data: object = None
    arrived: tuple[str, dict[str, str]] = ("", {})

    @property
    def user(self) -> User | None:
        return self.world.users.get(self.person)

    @property
    def somebody_else(self) -> User:
        person = people.OTHER_CONSUMER if self.person == people.CONSUMER else people.CONSUMER
        return self.world.users[person]

    def hold(self, **values: object) -> None:
        """Put something into this browser's session."""
        session = self.client.session
        session.update(values)
        session.save()

    def note_arrival(self) -> None:
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self.arrived = (transaction.savepoint(), cookies)

    def undo(self) -> None:
        """As on arrival, so that something else can be tried."""
        savepoint, cookies = self.arrived
        transaction.savepoint_rollback(savepoint)
        self.client.cookies = SimpleCookie(cookies)

    def get(self) -> HttpResponse:
        return self.client.get(self.address)

    def post(self) -> HttpResponse:
        forget_attempts()
        return self.client.post(self.address, self.data)

    def put(self) -> HttpResponse:
        return self.client.put(self.address, self.data)

    def patch(self) -> HttpResponse:
        return self.client.patch(self.address, self.data)

    def delete(self) -> HttpResponse:
        return self.client.delete(self.address, self.data)


def path_of(name: str, args: list) -> str:
    if name.startswith("route "):  # Django's admin leaves two kinds without a name
        route = name.removeprefix("route ")
        for kind in ("<path:object_id>", "(?P<url>.*)$"):
            route = route.replace(kind, str(args[0]))
        return f"/{route}"
    return reverse(name, args=args)


def arrive(world: World, person: str, row: Row) -> Visit:
    """With the person’s session, and everything there that the row says is given."""
    here = Visit(world, person, row, Browser())
    here.client.cookies = SimpleCookie(world.cookie_of(person))
    if row.given:
        forget_attempts()
        row.given(here)
    here.address = path_of(row.name, row.on(here) if row.on else []) + row.query
    return here


@contextmanager
def visit(world: World, person: str, row: Row) -> Iterator[Visit]:
    world.cookie_of(person)  # before what is undone
    with transaction.atomic():
        here = arrive(world, person, row)
        here.data = row.data(here) if row.data else {}
        here.note_arrival()
        yield here
        transaction.set_rollback(True)


def forget_attempts() -> None:
    """What limits count is written past any transaction, and outlives a visit."""
    with connections["autocommit"].cursor() as cursor:
        cursor.execute("DELETE FROM portal_cache; DELETE FROM limiter_attemptlog")


def answer(response: HttpResponse) -> str:
    """As the rows write it."""
    if response.status_code not in {301, 302, 303, 307, 308}:
        return str(response.status_code)
    target = urlsplit(response.url)
    come_back = "?next" if "next" in parse_qs(target.query) else ""
    try:
        return f"302 {resolve(target.path).view_name}{come_back}"
    except Resolver404:
        return f"302 {target.path}"
