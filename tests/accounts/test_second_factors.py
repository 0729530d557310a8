"""The second factor where it is forced: nothing personal before it was given in this session."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from limiter.models import AttemptLog
from notifications.models import Notice
from tests.authenticator import code_of
from tests.factories import (
    PASSWORD,
    AssisterFactory,
    EntityContactFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forced(settings):
    settings.REQUIRE_MFA = True


def staff():
    return StaffFactory(role="Certification desk")


def assister():
    return AssisterFactory(activated=True).user


def contact():
    return EntityContactFactory().user


def sign_in(user, password=PASSWORD):
    client = Client()
    response = client.post("/sign-in/", {"login": user.username, "password": password})
    return client, response


def with_app(user):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("who", [staff, assister, contact])
def test_who_has_none_is_led_to_set_one_up_with_the_reason(who):
    client, _response = sign_in(who())

    response = client.get("/dashboard/", follow=True)

    assert response.redirect_chain[0][0] == reverse("mfa_index")
    assert "other people’s personal information" in response.content.decode()


def test_a_consumer_is_only_offered_one():
    client, _response = sign_in(UserFactory())

    page = client.get("/dashboard/")

    assert page.status_code == 200
    assert "Set up a second factor" in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/activate/", "/sign-out/"])
def test_what_shows_nothing_personal_stays_open(path):
    client, _response = sign_in(assister())

    assert client.get(path).status_code == 200


def test_with_one_the_sign_in_asks_for_it_and_opens_everything():
    user = staff()
    secret = with_app(user)

    client, response = sign_in(user)
    assert response.url.startswith(reverse("mfa_authenticate"))
    assert client.get("/admin/").status_code == 302

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/dashboard/").status_code == 200
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_has_just_set_one_up_goes_on_without_being_asked_again():
    client, _response = sign_in(assister())
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert client.get("/dashboard/").status_code == 200


def test_a_wrong_code_opens_nothing_and_five_are_the_limit():
    user = staff()
    secret = with_app(user)
    client, _response = sign_in(user)
    wrong = "000000" if code_of(secret) != "000000" else "000001"
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": wrong})

    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert "_auth_user_id" not in client.session
    assert (answer.status_code, "Wait 5 minutes" in answer.content.decode()) == (429, True)
    assert 0 < int(answer["Retry-After"]) <= 300


def test_wrong_codes_end_for_the_day_and_are_told_to_the_owner_who_gets_in_with_a_new_password():
    user = staff()
    codes = RecoveryCodes.activate(user)
    with_app(user)
    for _ in range(6):
        client, _response = sign_in(user)
        for _ in range(4):
            client.post(reverse("mfa_authenticate"), {"code": "WRONG"})
        AttemptLog.objects.using("autocommit").filter(name="second-factor").delete()

    client, _response = sign_in(user)
    good = codes.generate_codes()
    assert client.post(reverse("mfa_authenticate"), {"code": good[0]}).status_code == 429
    assert Notice.objects.get(kind="failed_codes").to == user.email

    user.set_password("seven brass kettles rust")
    user.save()
    client, _response = sign_in(user, password="seven brass kettles rust")
    client.post(reverse("mfa_authenticate"), {"code": good[0]})
    assert "_auth_user_id" in client.session


def test_a_recovery_code_works_once():
    user = staff()
    with_app(user)
    codes = RecoveryCodes.activate(user)
    code = codes.generate_codes()[0]

    for works in (True, False):
        client, _response = sign_in(user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in client.session) == works


class TestAdmin:
    """A session opened without the factor gets through no door of the admin."""

    @pytest.mark.parametrize(
        "name",
        [
            "index",
            "accounts_assister_changelist",
            "accounts_assister_add",
            "password_change",
            "app_list",
            "autocomplete",
        ],
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_shut(self, client, name, method):
        client.force_login(staff())
        args = ["accounts"] if name == "app_list" else []

        response = getattr(client, method)(reverse(f"admin:{name}", args=args))

        assert response.status_code in (302, 403)

    def test_is_shut_to_who_set_one_up_but_did_not_use_it(self, client):
        user = staff()
        with_app(user)
        client.force_login(user)

        response = client.get("/admin/")

        assert response.url.startswith(reverse("mfa_reauthenticate"))

    def test_the_issue_button_is_shut(self, client):
        client.force_login(staff())
        row = AssisterFactory()

        client.post(reverse("admin:accounts_assister_issue_code", args=[row.pk]))

        assert not row.delegation_codes.exists()


def test_seeds_and_recovery_codes_lie_encrypted():
    user = UserFactory()
    secret = with_app(user)
    codes = RecoveryCodes.activate(user)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert not any(code in kept for code in codes.generate_codes())
    assert codes.instance.data.get("seed") not in (None, "")


class TestReauthentication:
    @pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
    def test_factors_and_address_ask_for_the_password_again_after_five_minutes(
        self, name, settings
    ):
        client, _response = sign_in(UserFactory())
        assert client.get(reverse(name)).status_code == 200

        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 301
        session.save()

        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_reauthenticate"))

    def test_a_new_address_asks_for_it_too(self):
        user = UserFactory()
        client, _response = sign_in(user)
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 301
        session.save()

        response = client.post(
            reverse("account_email"), {"email": "new@example.org", "action_add": ""}
        )

        assert response.url.startswith(reverse("account_reauthenticate"))
        assert not user.emailaddress_set.filter(email="new@example.org").exists()
