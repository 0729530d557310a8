"""Every act in the admin, and every look at a record, is on record; or it does not happen."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client

from accounts.admin_trail import Recorded
from accounts.models import Entity
from audit.models import AuditEvent
from tests.factories import EntityFactory, GroupFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/entity/"
FACTS = {"kind": "cee", "legal_name": "Another Name, Inc."}


@pytest.fixture
def kim():
    """With every permission on entities, which no role has."""
    kim = StaffFactory(role="Certification desk")
    GroupFactory(name="Certification desk").permissions.add(
        Permission.objects.get(codename="delete_entity")
    )
    return kim


@pytest.fixture
def client(kim):
    client = Client(raise_request_exception=False)
    client.force_login(kim)
    return client


def told():
    return [
        (event.verb, event.outcome, event.reason, event.object_id)
        for event in AuditEvent.objects.order_by("pk")
    ]


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_page_of_the_admin_is_recorded(model):
    assert isinstance(admin.site._registry[model], Recorded)


class TestActs:
    def test_adding(self, client, kim):
        client.post(f"{LIST}add/", FACTS)
        entity = Entity.objects.get()
        assert told() == [
            ("entity.register", "done", "", str(entity.pk)),
            ("record.add", "done", "", str(entity.pk)),
        ]
        assert {event.actor_id for event in AuditEvent.objects.all()} == {kim.pk}

    def test_changing(self, client):
        entity = EntityFactory()
        client.post(f"{LIST}{entity.pk}/change/", FACTS)
        assert told() == [("record.change", "done", "", str(entity.pk))]

    def test_deleting(self, client):
        entity = EntityFactory()
        client.post(f"{LIST}{entity.pk}/delete/", {"post": "yes"})
        assert told() == [("record.delete", "done", "", str(entity.pk))]

    def test_deleting_several_by_the_action(self, client):
        pks = sorted(str(entity.pk) for entity in EntityFactory.create_batch(2))
        chosen = {"action": "delete_selected", "_selected_action": pks, "post": "yes"}
        client.post(LIST, chosen)
        assert not Entity.objects.exists()
        assert sorted(told()) == [
            *(("record.delete", "done", "", pk) for pk in pks),
            ("record.run_action", "done", "accounts.entity:delete_selected", ""),
        ]

    def test_a_form_with_mistakes_is_none(self, client):
        client.post(f"{LIST}add/", {})
        assert told() == []


class TestLooking:
    def test_at_a_record(self, client):
        entity = EntityFactory()
        client.get(f"{LIST}{entity.pk}/change/")
        client.get(f"{LIST}{entity.pk}/history/")
        assert told() == [("record.view", "done", "", str(entity.pk))] * 2

    def test_at_a_list(self, client):
        client.get(f"{LIST}?q=Smith")
        assert told() == [("record.list", "done", "accounts.entity", "")]

    def test_at_an_empty_form_is_none(self, client):
        client.get(f"{LIST}add/")
        assert told() == []


def test_a_page_that_the_role_does_not_open_is_on_record(client, kim):
    person = UserFactory()
    assert client.get(f"/admin/accounts/user/{person.pk}/change/").status_code == 403
    assert told() == [("admin.open", "refused", "admin:accounts_user_change", "")]
    assert AuditEvent.objects.get().actor_id == kim.pk


@pytest.mark.parametrize(
    ("path", "data", "verb"),
    [
        ("add/", FACTS, "record.add"),
        ("{pk}/change/", FACTS, "record.change"),
        ("{pk}/delete/", {"post": "yes"}, "record.delete"),
        (
            "",
            {"action": "delete_selected", "_selected_action": "{pk}", "post": "yes"},
            "record.run_action",
        ),
    ],
)
def test_no_event_no_act(client, path, data, verb):
    entity = EntityFactory(legal_name="As before")
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE audit_auditevent ADD CONSTRAINT refused_here CHECK (verb <> '{verb}')"
            " NOT VALID"
        )
    sent = {name: value.format(pk=entity.pk) for name, value in data.items()}
    assert client.post(LIST + path.format(pk=entity.pk), sent).status_code == 500
    assert list(Entity.objects.values_list("legal_name", flat=True)) == ["As before"]


def test_looking_without_an_event_shows_nothing(client):
    entity = EntityFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_auditevent ADD CONSTRAINT refused_here"
            " CHECK (verb <> 'record.view') NOT VALID"
        )
    page = client.get(f"{LIST}{entity.pk}/change/")
    assert page.status_code == 500
    assert entity.legal_name not in page.content.decode()
