"""What a stranger tries on an account that is not theirs, and what must come of it: nothing."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import UsernameTaken
from accounts.middleware import FORGET
from accounts.models import User
from accounts.workflows import people
from audit.models import AuditEvent
from notifications.models import Notice
from portal.tasks import clear_cache
from tests.accounts.signing_up import Visitor, facts, newest_mail
from tests.accounts.test_second_factors import sign_in, with_app
from tests.authenticator import code_of
from tests.factories import PASSWORD, AssisterFactory, GroupFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def test_an_address_that_only_looks_alike_when_in_capitals_is_another():
    """The capital of ı is I, and of ſ S: who signs up so must not stand in anybody's way."""
    owner = UserFactory(username="mike.wills", email="mike@wills.example.org")
    for n, email in enumerate(["mıke@wills.example.org", "mike@willſ.example.org"]):
        UserFactory(username=f"stranger{n}", email=email)

    assert User.objects.who_signs_in_as("MIKE@wills.example.org") == owner
    assert list(User.objects.with_email("mike@WILLS.example.org")) == [owner]
    assert User.objects.who_signs_in_as("mıke.wills") is None


def test_letters_that_only_look_alike_open_no_second_count():
    UserFactory(username="mimi.iiii")
    names = ["mimi.iiii", "mımi.iiii", "mimı.iiii", "mimi.ıiii", "mimi.iıii", "mimi.iiıi"]
    for name in names:
        Client().post("/sign-in/", {"login": name, "password": "wrong"})

    last = Client().post("/sign-in/", {"login": "mimi.iııi", "password": PASSWORD})
    assert last.status_code == 200


def test_the_only_address_cannot_be_removed():
    client, _response = sign_in(user := UserFactory())

    client.post(reverse("account_email"), {"email": user.email, "action_remove": ""})

    user.refresh_from_db()
    assert user.email
    assert user.emailaddress_set.get().primary


def test_an_address_that_somebody_got_meanwhile_is_refused_in_words():
    client, _response = sign_in(user := UserFactory())
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    code = client.session["account_email_verification_code"]["code"]
    UserFactory(email="new@example.org", verified=False)

    answer = client.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)

    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.email != "new@example.org"


class TestForcedFactor:
    @pytest.fixture(autouse=True)
    def forced(self, settings):
        settings.REQUIRE_MFA = True

    @pytest.mark.parametrize(
        "name", ["mfa_deactivate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_index"]
    )
    def test_the_password_alone_changes_no_factor_that_is_there(self, name):
        """A session that began before the factor was set up, elsewhere."""
        client, _response = sign_in(user := AssisterFactory(activated=True).user)
        with_app(user)

        for method in (client.get, client.post):
            assert method(reverse(name)).url.startswith(reverse("mfa_reauthenticate"))
        assert user.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()

    def test_who_removes_the_last_one_is_asked_for_another(self):
        user = AssisterFactory(activated=True).user
        secret = with_app(user)
        client, _response = sign_in(user)
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert client.get("/dashboard/").status_code == 200

        client.post(reverse("mfa_deactivate_totp"))

        assert not user.authenticator_set.exists()
        assert client.get("/dashboard/").url == reverse("mfa_index")


def test_a_code_of_the_app_works_once_as_long_as_it_would_be_right():
    secret = with_app(user := UserFactory())
    code = code_of(secret, steps_ahead=1)
    came_in = []
    for _ in range(2):
        client, _response = sign_in(user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        came_in.append("_auth_user_id" in client.session)
        later(seconds=45)

    assert came_in == [True, False]


def later(*, seconds):
    """For the cache."""
    with connections["autocommit"].cursor() as cursor:
        cursor.execute(
            "UPDATE portal_cache SET expires = expires - %s", [timedelta(seconds=seconds)]
        )
        cursor.execute("DELETE FROM portal_cache WHERE expires < %s", [timezone.now()])


def test_the_code_that_set_the_app_up_does_not_sign_in_as_well():
    client, _response = sign_in(user := UserFactory())
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = code_of(secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})

    other, _response = sign_in(user)
    other.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in other.session


def test_a_flood_of_strangers_forgets_nobodys_count():
    """Only what is over may be dropped from the cache that counts."""
    cache.set("counted", [1], 300)
    for n in range(700):
        cache.set(f"stranger{n}", [1], 300)

    assert cache.get("counted") == [1]
    assert all(cache.get(f"stranger{n}") for n in range(0, 700, 50))


def test_an_invited_persons_address_is_kept_in_lower_case():
    user = people.invite_staff(
        username="kim.lee", email="Kim@Example.org", groups=[], by=StaffFactory()
    )
    client = Client()
    page = client.get(people.welcome_path(user), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password": PASSWORD})

    assert User.objects.get(pk=user.pk).email == "kim@example.org"
    assert EmailAddress.objects.get(user=user).email == "kim@example.org"


def test_a_welcome_link_of_one_who_was_switched_off_is_dead():
    user = people.invite_staff(
        username="kim.lee", email="kim@example.org", groups=[], by=(boss := StaffFactory())
    )
    path = people.welcome_path(user)
    people.disable(user=user, by=boss)

    page = Client().get(path, follow=True)

    assert not page.context["validlink"]


def test_signing_out_everywhere_ends_the_session_in_which_the_password_was_changed():
    user = UserFactory()
    changed, _response = sign_in(user)
    new = "four blue kettles sing"
    changed.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert changed.get("/dashboard/").status_code == 200
    other = Client()
    other.post("/sign-in/", {"login": user.username, "password": new})

    other.post(reverse("accounts:sign_out_everywhere"))

    assert changed.get("/dashboard/").status_code == 302
    assert not UserSession.objects.filter(user=user).exists()


def test_a_strangers_mailbox_is_not_flooded_through_sign_up():
    UserFactory(email="known@example.org")
    for n in range(7):
        Visitor().signs_up(email="known@example.org", username=f"dee.acts{n}")
        same = Client(REMOTE_ADDR="192.0.2.1")
        same.post(reverse("account_reset_password"), {"email": "Known@example.org"})
    assert Notice.objects.filter(to="known@example.org").count() == 5

    for n in range(30):
        reset = Client(REMOTE_ADDR=f"198.51.100.{n}")
        answer = reset.post(reverse("account_reset_password"), {"email": "known@example.org"})
    assert Notice.objects.filter(to="known@example.org").count() == 20
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3600
    assert 'value="known@example.org"' in answer.content.decode()


def test_links_in_mails_lead_to_the_site_whatever_host_was_asked(settings):
    UserFactory(email="pat@example.org")
    Client(headers={"host": "localhost:6666"}).post(reverse("account_signup"), facts())

    text = newest_mail().body
    assert "6666" not in text
    assert f"{settings.SITE_URL}/account/" in text


@pytest.mark.parametrize("username", ["kim.lee", "KIM.lee"])
def test_an_invitation_to_a_username_that_somebody_got_meanwhile_is_refused_in_words(username):
    UserFactory(username="kim.lee")

    with pytest.raises(UsernameTaken):
        people.invite_staff(
            username=username, email="kim@example.org", groups=[], by=StaffFactory(), language="en"
        )


def test_what_is_over_leaves_the_cache_each_hour():
    cache.set("over", 1, 300)
    cache.set("counts-yet", 1, 3000)
    with connections["autocommit"].cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = expires - interval '10 minutes'")

        clear_cache()

        cursor.execute("SELECT count(*) FROM portal_cache")
        assert cursor.fetchone() == (1,)
    assert cache.get("counts-yet") == 1


def test_a_browser_forgets_the_pages_of_who_signs_out():
    client, _response = sign_in(UserFactory())

    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == FORGET
    assert "Clear-Site-Data" not in client.get("/").headers


def test_who_gave_somebody_a_role_is_on_record():
    boss, kim = StaffFactory(role="Administrators"), StaffFactory()
    client, _response = sign_in(boss)
    facts = {"language": "en", "groups": [GroupFactory(name="Auditors").pk]}

    client.post(reverse("admin:accounts_user_change", args=[kim.pk]), facts)

    assert kim.staff_roles == ["Auditors"]
    event = AuditEvent.objects.get(verb="person.change")
    assert (event.actor_id, event.object_id) == (boss.pk, str(kim.pk))
