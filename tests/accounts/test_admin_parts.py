"""What every admin of the portal gets from its site."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import Entity
from tests.factories import EntityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_powerful(client):
    """Nobody works so; but whoever may do everything meets every action."""
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def actions_of(model, user):
    request = RequestFactory().get("/")
    request.user = user
    return list(admin.site._registry[model].get_actions(request))


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_a_ticked_row_that_can_be_none_is_not_ticked(model, client, all_powerful):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for action in actions_of(model, all_powerful):
        for ticked in ["-Infinity", "\0", "9" * 5000]:
            answer = client.post(address, {"action": action, "_selected_action": ticked})
            assert (answer.status_code, answer["Location"]) == (302, address), action


def test_the_others_that_are_ticked_count(client, all_powerful):
    chosen, other = EntityFactory.create_batch(2)
    data = {"action": "delete_selected", "_selected_action": ["none", chosen.pk], "post": "yes"}
    client.post("/admin/accounts/entity/", data)
    assert list(Entity.objects.all()) == [other]
