"""The demo's data: loaded at every start, whatever has been done with it meanwhile."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.db.models.functions import Upper

from accounts.models import Assister, Entity, User
from delegation.models import DelegationCode
from delegation.workflows import activations
from portal import demo_data
from tests.factories import ActivationDraftFactory

pytestmark = pytest.mark.django_db


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Entity, Assister, User)]


def test_has_what_the_tour_shows():
    text = "\n".join(demo_data.load())

    for shown in ("SJ5Nen", "UAT 4.4 American Traders 3", "500000142", "certdesk", "admin"):
        assert shown in text
    assert User.objects.get(username="certdesk").check_password("demo-portal-passphrase")


def test_a_second_time_changes_nothing():
    demo_data.load()
    before = everything()

    assert "SJ5Nen" in "\n".join(demo_data.load())
    assert everything() == before
    assert DelegationCode.objects.count() == 2


def test_says_who_has_activated_meanwhile():
    demo_data.load()
    code = DelegationCode.objects.get(assister__certification_number="500000142")
    draft = ActivationDraftFactory(code=code, filled=True, username="ana.flores")
    activations.confirm(draft=draft.pk, by=None, language="en")

    assert "500000142: activated, as ana.flores" in "\n".join(demo_data.load())


@pytest.mark.parametrize("column", ["username", "email"])
def test_lives_with_staff_who_were_edited(column):
    demo_data.load()
    User.objects.filter(username="admin").update(**{column: Upper(F(column))})
    other = "email" if column == "username" else "username"
    User.objects.filter(email__iexact="admin@portal.example").update(**{other: "x"})

    demo_data.load()


def test_lives_with_a_second_entity_of_the_name():
    demo_data.load()
    Entity.objects.create(kind="cee", legal_name="UAT 4.4 American Traders 3", status="ended")

    demo_data.load()


def test_is_refused_outside_the_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert not User.objects.exists()
