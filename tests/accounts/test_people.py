"""Staff and contacts are invited by mail and set their own password; nobody else sees or sets it."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.errors import AddressTaken, AlreadyContact, UsernameTaken
from accounts.models import EntityContact, User
from accounts.workflows import people
from notifications import mails
from notifications.models import Notice
from tests.factories import (
    PASSWORD,
    EntityContactFactory,
    EntityFactory,
    GroupFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "seven quiet lanterns hum"


@pytest.fixture
def kim():
    return StaffFactory(role="Administrators")


def link_in(notice):
    [path] = set(re.findall(r"/account/welcome/\S+", mails.compose(notice).body))
    return path


def invite(kim, **changes):
    facts = {"username": "new.one", "email": "new.one@example.org", "groups": [], **changes}
    return people.invite_staff(**facts, by=kim)


class TestInviteStaff:
    def test_the_person_sets_their_own_password_and_signs_in(self, kim):
        invite(kim, groups=[GroupFactory(name="Certification desk")])
        client = Client()

        page = client.get(link_in(Notice.objects.get(kind="welcome")), follow=True)
        address = page.redirect_chain[-1][0]
        response = client.post(address, {"new_password": NEW_PASSWORD})

        assert response.url == reverse("account_login")
        user = User.objects.get(username="new.one")
        assert user.is_staff
        assert user.has_perm("accounts.view_assister")
        assert EmailAddress.objects.get(user=user).verified
        signed_in = client.post("/sign-in/", {"login": "new.one", "password": NEW_PASSWORD})
        assert signed_in.url == reverse("accounts:dashboard")

    def test_the_link_leaves_the_address_bar_and_works_once(self, kim):
        invite(kim)
        link = link_in(Notice.objects.get(kind="welcome"))
        client = Client()
        address = client.get(link).url
        assert link.split("/")[-2] not in address
        client.post(address, {"new_password": NEW_PASSWORD})

        page = Client().get(link, follow=True)

        assert "This link no longer works" in page.content.decode()

    def test_the_link_works_for_three_days(self, kim, settings):
        assert timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) == timedelta(days=3)

    @pytest.mark.parametrize("password", ["short", "new.one.new.one.new", "", "x" * 300])
    def test_a_weak_password_is_refused(self, kim, password):
        user = invite(kim)
        client = Client()
        address = client.get(link_in(Notice.objects.get())).url

        response = client.post(address, {"new_password": password})

        assert response.status_code == 200
        user.refresh_from_db()
        assert not user.has_usable_password()

    def test_nobody_signs_in_before(self, kim):
        user = invite(kim)

        assert not user.has_usable_password()

    @pytest.mark.parametrize(
        ("taken", "refusal"),
        [
            ({"username": "NEW.one", "email": "x@example.org"}, UsernameTaken),
            ({"email": "New.One@example.org"}, AddressTaken),
        ],
    )
    def test_refuses_what_is_taken(self, kim, taken, refusal):
        UserFactory(**taken)

        with pytest.raises(refusal):
            invite(kim)

        assert not Notice.objects.exists()

    @pytest.mark.parametrize("link", ["MQ/x-y", "AA/set-password", "zz/123-abc"])
    def test_a_made_up_link_opens_nothing(self, link):
        page = Client().get(f"/account/welcome/{link}/", follow=True)

        assert "This link no longer works" in page.content.decode()


class TestInviteContact:
    def test_a_new_person_gets_a_link(self, kim):
        entity = EntityFactory()

        contact = people.invite_contact(
            entity=entity, username="con.tact", email="con@example.org", by=kim
        )

        assert contact.user.entity_contact.entity == entity
        assert not contact.user.is_staff
        assert Notice.objects.get().kind == "welcome"

    def test_who_has_an_account_keeps_it(self, kim):
        user = UserFactory()

        contact = people.invite_contact(
            entity=EntityFactory(), username="other", email=user.email.upper(), by=kim
        )

        assert contact.user == user
        assert Notice.objects.get().kind == "entity_contact"

    def test_one_person_speaks_for_one_entity(self, kim):
        contact = EntityContactFactory()

        with pytest.raises(AlreadyContact):
            people.invite_contact(
                entity=EntityFactory(), username="x", email=contact.user.email, by=kim
            )

    def test_the_database_refuses_two(self):
        contact = EntityContactFactory()
        with pytest.raises(IntegrityError, match="user_id"):
            EntityContactFactory(user=contact.user)


class TestInTheAdmin:
    @pytest.fixture
    def client(self, client, kim):
        client.force_login(kim)
        return client

    def test_inviting(self, client):
        role = GroupFactory(name="Auditors")

        client.post(
            reverse("admin:accounts_user_add"),
            {
                "username": "new.one",
                "email": "new.one@example.org",
                "language": "es",
                "groups": [role.pk],
            },
        )

        user = User.objects.get(username="new.one")
        assert list(user.groups.all()) == [role]
        assert Notice.objects.get().to == "new.one@example.org"

    def test_what_is_taken_is_said_and_what_was_typed_is_kept(self, client):
        UserFactory(email="new.one@example.org")

        page = client.post(
            reverse("admin:accounts_user_add"),
            {"username": "new.one", "email": "New.one@example.org", "language": "en"},
        )

        assert page.status_code == 200
        assert 'value="new.one"' in page.content.decode()
        assert not User.objects.filter(username="new.one").exists()

    def test_nobody_sets_a_password_or_makes_a_superuser(self, client):
        user = UserFactory()
        before = user.password

        client.post(
            reverse("admin:accounts_user_change", args=[user.pk]),
            {
                "first_name": "A",
                "last_name": "B",
                "language": "es",
                "is_superuser": "on",
                "is_staff": "on",
                "password": "x",
                "username": "changed",
                "email": "changed@example.org",
            },
        )

        user.refresh_from_db()
        assert user.language == "es"
        assert (user.is_superuser, user.is_staff, user.password) == (False, False, before)
        assert user.username != "changed"

    def test_nobody_gives_themselves_a_role(self, client, kim):
        role = GroupFactory(name="Certification desk")

        client.post(
            reverse("admin:accounts_user_change", args=[kim.pk]),
            {"language": "en", "groups": [role.pk]},
        )

        assert role not in kim.groups.all()

    def test_switching_off_and_on(self, client):
        user = UserFactory()
        client.post(reverse("admin:accounts_user_disable", args=[user.pk]))
        user.refresh_from_db()
        assert not user.is_active

        client.post(reverse("admin:accounts_user_enable", args=[user.pk]))
        user.refresh_from_db()
        assert user.is_active

    def test_nobody_switches_themselves_off(self, client, kim):
        page = client.post(reverse("admin:accounts_user_disable", args=[kim.pk]), follow=True)

        assert "your own account" in page.content.decode()
        kim.refresh_from_db()
        assert kim.is_active

    def test_inviting_a_contact(self, client):
        client.force_login(StaffFactory(role="Certification desk"))
        entity = EntityFactory()
        address = reverse("admin:accounts_entitycontact_add")

        client.post(
            address, {"entity": entity.pk, "username": "con.tact", "email": "con@example.org"}
        )

        assert EntityContact.objects.get().user.username == "con.tact"

    def test_a_taken_username_of_a_contact_is_said(self, client):
        client.force_login(StaffFactory(role="Certification desk"))
        UserFactory(username="con.tact")

        page = client.post(
            reverse("admin:accounts_entitycontact_add"),
            {"entity": EntityFactory().pk, "username": "Con.Tact", "email": "con@example.org"},
        )

        assert "This username is taken" in page.content.decode()

    @pytest.mark.parametrize("verb", ["disable", "enable", "invite_again"])
    def test_other_staff_may_not(self, client, verb):
        client.force_login(StaffFactory(role="Certification desk"))
        user = UserFactory(is_active=False)

        response = client.post(reverse(f"admin:accounts_user_{verb}", args=[user.pk]))

        assert response.status_code == 403
        user.refresh_from_db()
        assert not user.is_active


def test_the_password_of_another_is_nowhere_in_the_admin(client):
    client.force_login(StaffFactory(role="Administrators"))
    user = UserFactory(password=PASSWORD)

    page = client.get(reverse("admin:accounts_user_change", args=[user.pk])).content.decode()

    assert "argon2" not in page
    assert 'name="password"' not in page
