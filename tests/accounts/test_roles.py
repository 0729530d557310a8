"""The roles of staff: made by the reference data, told in docs/roles.md."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission

from accounts import roles
from accounts.models import User
from portal import reference_data

pytestmark = pytest.mark.django_db


def test_each_role_has_exactly_its_permissions():
    for name, wanted in roles.PERMISSIONS.items():
        group = Group.objects.get(name=name)
        has = group.permissions.values_list("content_type__app_label", "codename")
        assert {f"{app}.{codename}" for app, codename in has} == wanted


def test_a_permission_that_was_added_by_hand_is_taken_back():
    group = Group.objects.get(name=roles.AUDITORS)
    group.permissions.add(Permission.objects.get(codename="add_user"))

    reference_data.load()

    assert not group.permissions.filter(codename="add_user").exists()


def test_the_document_says_what_the_code_says():
    assert (settings.BASE_DIR / "docs" / "roles.md").read_text() == roles.as_markdown()


def test_nobody_is_superuser_in_the_demo():
    reference_data.load()
    from portal import demo_data

    demo_data.load()

    assert not User.objects.filter(is_superuser=True).exists()
