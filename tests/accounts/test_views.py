"""Signing in and out, and the language one reads in."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


class TestSignIn:
    @pytest.mark.parametrize(
        "login", ["dee.acts", "DEE.ACTS", "dee@example.org", "Dee@Example.org"]
    )
    def test_with_username_or_address(self, client, login):
        user = UserFactory(username="dee.acts", email="dee@example.org")

        response = client.post(SIGN_IN, {"login": login, "password": PASSWORD})

        assert response.url == reverse("accounts:dashboard")
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_with_a_password_however_the_keyboard_composed_it(self, client):
        UserFactory(username="dee.acts", password="fünf grüne kessel")

        client.post(SIGN_IN, {"login": "dee.acts", "password": "fu\u0308nf gru\u0308ne kessel"})

        assert "_auth_user_id" in client.session

    @pytest.mark.parametrize("page", ["/sign-in/", "/sign-out/"])
    def test_an_address_to_go_to_that_is_none_is_forgotten(self, client, page):
        assert client.get(page, {"next": "http://[::1"}).status_code in (200, 302)

    def test_a_wrong_password_keeps_the_username(self, client):
        UserFactory(username="dee.acts")

        response = client.post(SIGN_IN, {"login": "dee.acts", "password": "wrong"})

        text = response.content.decode()
        assert 'value="dee.acts"' in text
        assert "<title>Error:" in text
        assert "wrong" not in text

    def test_an_ended_account_does_not_get_in(self, client):
        UserFactory(username="dee.acts", is_active=False)

        client.post(SIGN_IN, {"login": "dee.acts", "password": PASSWORD})

        assert "_auth_user_id" not in client.session

    def test_goes_where_one_wanted_to_go_but_to_no_other_site(self, client):
        UserFactory(username="dee.acts")
        data = {"login": "dee.acts", "password": PASSWORD}

        assert client.post(SIGN_IN, {**data, "next": "/activate/"}).url == "/activate/"
        client.logout()
        away = client.post(SIGN_IN, {**data, "next": "https://evil.example/"})
        assert away.url == reverse("accounts:dashboard")


def test_the_admin_keeps_addresses_in_lower_case():
    user = UserFactory.build(email="Dee.Acts@Example.ORG")

    user.clean()

    assert user.email == "dee.acts@example.org"


class TestSignOut:
    def test_takes_a_press_of_the_button(self, client):
        client.force_login(UserFactory())

        assert client.get("/sign-out/").status_code == 200
        assert "_auth_user_id" in client.session
        client.post("/sign-out/")
        assert "_auth_user_id" not in client.session


class TestLanguage:
    def test_is_remembered_by_the_browser_and_with_the_account(self, client):
        user = UserFactory()
        client.force_login(user)

        response = client.post("/language/", {"language": "es", "next": "/activate/"})

        assert response.url == "/activate/"
        user.refresh_from_db()
        assert user.language == "es"
        assert 'lang="es"' in client.get("/activate/").content.decode()

    @pytest.mark.parametrize(
        "language", ["", "xx", "\x00", "e" * 5000, "de", "EN", "es-mx", "zh-hans"]
    )
    def test_an_odd_one_changes_nothing(self, client, language):
        user = UserFactory()
        client.force_login(user)

        response = client.post("/language/", {"language": language})

        assert response.status_code == 302
        user.refresh_from_db()
        assert user.language == "en"

    def test_leads_to_no_other_site(self, client):
        response = client.post("/language/", {"language": "es", "next": "https://evil.example/"})

        assert response.url == "/"

    def test_the_browsers_language_decides_at_first(self, client):
        page = client.get("/activate/", headers={"Accept-Language": "es-MX,es;q=0.9"})

        assert 'lang="es"' in page.content.decode()
