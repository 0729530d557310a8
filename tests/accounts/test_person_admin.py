"""Accounts in the admin: what an administrator may not do."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
ANOTHER = "four blue teapots dance"


@pytest.fixture
def kim(client):
    kim = StaffFactory(role="Administrators")
    client.force_login(kim)
    return kim


def test_nobody_sets_the_password_of_another(client, kim):
    sam = UserFactory()
    typed = {"password1": ANOTHER, "password2": ANOTHER, "usable_password": "true"}

    page = reverse("admin:accounts_user_change", args=[sam.pk])
    response = client.post(page.replace("/change/", "/password/"), typed)

    assert response.status_code in (302, 404)
    sam.refresh_from_db()
    assert sam.check_password(PASSWORD)


def test_what_is_not_on_the_form_cannot_be_posted(client, kim):
    page = reverse("admin:accounts_user_change", args=[kim.pk])
    form = client.get(page).context["adminform"].form
    shown = {name: form.initial.get(name) or "" for name in form.fields}
    groups = [group.pk for group in kim.groups.all()]

    client.post(
        page,
        {
            **shown,
            "groups": groups,
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "user_permissions": ["1"],
            "password": "x",
        },
    )

    before = kim.password
    kim.refresh_from_db()
    assert (kim.is_superuser, kim.user_permissions.count(), kim.password) == (False, 0, before)
