"""The demo's data: loaded at every start, whatever has been done with it meanwhile.

Each test finds it loaded once.
"""

import pytest
from django.db.models import F
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import (
    Assister,
    Certification,
    Entity,
    EntityRequest,
    Lack,
    Site,
    User,
)
from delegation import invitations
from delegation.models import Delegation, DelegationCode
from delegation.workflows import activations
from portal import demo_data
from tests.factories import ActivationDraftFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Entity, Assister, User)]


def test_has_what_the_tour_shows(loaded_demo):
    for shown in ("SJ5Nen", "UAT 4.4 American Traders 3", "500000142", "certdesk", "admin"):
        assert shown in loaded_demo
    assert User.objects.get(username="certdesk").check_password("demo-portal-passphrase")


def test_a_second_time_changes_nothing():
    before = everything()

    assert "SJ5Nen" in "\n".join(demo_data.load())
    assert everything() == before
    assert DelegationCode.objects.count() == 5
    assert EntityRequest.objects.count() == 6


def test_has_delegations_of_each_kind():
    maria = User.objects.get(username="maria").case.delegations
    assert maria.active().get().assister.user.username == "carmen"
    assert maria.closed().get().assister.user.username == "pat"
    assert Delegation.objects.pending().get().assister.user.username == "pat"
    before = Delegation.objects.count()
    demo_data.load()
    assert Delegation.objects.count() == before


def test_says_who_has_activated_meanwhile():
    code = DelegationCode.objects.get(assister__certification_number="500000142")
    draft = ActivationDraftFactory(code=code, filled=True, username="ana.flores")
    activations.confirm(draft=draft.pk, by=None, language="en")

    assert "500000142: activated, as ana.flores" in "\n".join(demo_data.load())


@pytest.mark.parametrize("column", ["username", "email"])
def test_lives_with_staff_who_were_edited(column):
    User.objects.filter(username="admin").update(**{column: Upper(F(column))})
    other = "email" if column == "username" else "username"
    User.objects.filter(email__iexact="admin@portal.example").update(**{other: "x"})

    demo_data.load()


def test_lives_with_a_second_entity_of_the_name():
    Entity.objects.create(kind="cee", legal_name="UAT 4.4 American Traders 3", status="ended")

    demo_data.load()


class TestTheField:
    """Forty entities and three hundred assisters, in every standing."""

    def test_is_as_large_as_promised_and_in_every_standing(self):
        assert (Entity.objects.count(), Assister.objects.count()) == (40, 300)
        rare = {Lack.ENTITY_ENDED}  # who worked for one that ended works for none
        assert {lack for lack in Lack if not Assister.objects.lacking(lack).exists()} == rare
        assert 150 < Assister.objects.ready().count() < 220
        assert Certification.objects.filter(due_on__lt=timezone.localdate(), ended_on=None).exists()
        for row in [*Entity.objects.all(), *Site.objects.all(), *Assister.objects.all()]:
            row.clean_fields()

    def test_has_its_main_characters(self):
        named = Assister.objects.filter(user__username__in=["carmen", "pat", "newcec", "sam"])
        lacks = {row.user.username: row.standing().lacks for row in named}
        assert lacks == {
            "carmen": set(),
            "pat": set(),
            "newcec": {Lack.NO_BADGE},
            "sam": {Lack.SUSPENDED},
        }
        assert all(row.site.opening_hours.exists() for row in named)
        assert "complaint" in named.get(user__username="sam").note_about(Lack.SUSPENDED)
        contact = User.objects.get(username="entity").entity_contact
        assert contact.entity.legal_name == "UAT 4.4 American Traders 3"

    def test_shows_the_contact_invitations_and_requests_in_every_state(self):
        entity = User.objects.get(username="entity").entity_contact.entity
        found = invitations.invitations(invitations.of_entity(entity))
        assert {one.state for one in found} == set(invitations.State)
        assert set(entity.requests.values_list("state", flat=True)) == set(
            EntityRequest.State.values
        )

    def test_all_can_sign_in_with_the_one_password(self):
        everybody = User.objects.filter(is_staff=False)
        assert everybody.values("password").distinct().count() == 1
        assert everybody.first().check_password("demo-portal-passphrase")
