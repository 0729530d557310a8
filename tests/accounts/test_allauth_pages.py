"""Every page of allauth: in our look, in both languages, as every page of ours must be."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from accounts.own_forms import ResetPasswordForm
from accounts.templatetags.account_tags import browser
from tests.accounts.somebody import Somebody
from tests.portal.rendering import Page

pytestmark = pytest.mark.django_db
ALLAUTH = ("account_", "mfa_", "usersessions_")


# Name, what was done before, what is sent that is not right (None: nothing can be wrong).
PAGES = [
    ("account_login", Somebody.nobody, {"login": "dee.acts", "password": "wrong"}),
    ("account_signup", Somebody.nobody, {"username": "x", "email": "x"}),
    ("account_logout", Somebody.signs_in, None),
    ("account_inactive", Somebody.nobody, None),
    ("account_reauthenticate", Somebody.signs_in, {"password": "wrong"}),
    ("account_email", Somebody.signs_in, {"email": "x", "action_add": ""}),
    ("account_email_verification_sent", Somebody.comes_for_the_first_time, {"code": "WRONG"}),
    ("account_email_verification_sent", Somebody.wants_another_address, {"code": "WRONG"}),
    ("account_change_password", Somebody.signs_in, {"oldpassword": "wrong", "password1": "short"}),
    ("account_set_password", Somebody.has_no_password, {"password1": "short"}),
    ("account_reset_password", Somebody.nobody, {"email": "x"}),
    ("account_confirm_password_reset_code", Somebody.forgot_the_password, {"code": "WRONG"}),
    ("account_complete_password_reset", Somebody.has_the_code, {"password1": "short"}),
    ("account_password_reset_completed", Somebody.nobody, None),
    ("mfa_index", Somebody.signs_in, None),
    ("mfa_index", Somebody.has_all_factors, None),
    ("mfa_authenticate", Somebody.is_asked_for_a_factor, {"code": "000000"}),
    ("mfa_authenticate", Somebody.is_asked_for_a_factor, {"credential": "{}"}),
    ("mfa_reauthenticate", Somebody.has_all_factors, {"code": "000000"}),
    ("mfa_view_recovery_codes", Somebody.has_all_factors, None),
    ("mfa_generate_recovery_codes", Somebody.has_all_factors, None),
    ("mfa_activate_totp", Somebody.shows_who_they_are, {"code": "wrong"}),
    ("mfa_deactivate_totp", Somebody.has_all_factors, None),
    ("mfa_list_webauthn", Somebody.signs_in, None),
    ("mfa_list_webauthn", Somebody.has_all_factors, None),
    ("mfa_add_webauthn", Somebody.shows_who_they_are, {"name": "x" * 100, "credential": "{}"}),
    ("mfa_reauthenticate_webauthn", Somebody.has_all_factors, None),
    ("mfa_remove_webauthn", Somebody.has_all_factors, None),
    ("mfa_edit_webauthn", Somebody.has_all_factors, {"name": ""}),
    ("usersessions_list", Somebody.signs_in, None),
]
# A file, an answer for a script, and a way that is not open here.
NO_PAGES = {"mfa_download_recovery_codes", "mfa_login_webauthn", "account_confirm_login_code"}
ids = [f"{name}-{before.__name__}" for name, before, _wrong in PAGES]
every_page = pytest.mark.parametrize(("name", "before", "wrong"), PAGES, ids=ids)


@pytest.fixture
def somebody(client):
    return Somebody(client)


def address(name, somebody):
    args = (
        [somebody.passkey.get().pk] if name in {"mfa_remove_webauthn", "mfa_edit_webauthn"} else []
    )
    return reverse(name, args=args)


def is_as_every_page(response, language):
    page = Page(response.content.decode())
    assert page.one("html").attrs["lang"] == language
    assert page.one("h1").text.strip()
    assert re.match(r"\w", page.one("title").text.strip())
    assert page.all("style") == []
    for script in page.all("script"):
        assert "src" in script.attrs or script.attrs["type"] == "application/json"
    for element in page.elements:
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
    return page


def test_every_address_of_allauth_is_tested():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    there = {name for name in names if name.startswith(ALLAUTH)}
    assert there == {name for name, _before, _wrong in PAGES} | NO_PAGES


@pytest.mark.parametrize("language", ["en", "es"])
@every_page
def test_page(client, somebody, name, before, wrong, language):
    before(somebody)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    response = client.get(address(name, somebody))

    assert response.status_code == 200
    page = is_as_every_page(response, language)
    assert not page.one("title").text.startswith("Error:")


@every_page
def test_what_is_wrong_is_said_first_and_leads_to_the_field(client, somebody, name, before, wrong):
    if wrong is None:
        return
    before(somebody)

    response = client.post(address(name, somebody), wrong)

    assert response.status_code == 200
    page = is_as_every_page(response, "en")
    assert page.one("title").text.startswith("Error: ")
    problem = page.one("section", class_="portal-problem")
    assert "autofocus" in problem.attrs
    links = [a.attrs["href"] for a in page.all("a") if a.attrs.get("href", "").startswith("#")]
    for link in links:
        page.by_id(link.removeprefix("#"))
    typed = set(wrong) - {"login", "password", "credential", "action_add"}
    assert {f"#id_{field}" for field in typed} & set(links) or not typed


class TestPasskeyAnswers:
    @pytest.mark.parametrize(
        "answer", ["", "{}", "[]", "null", "7", '"x"', '{"id": 1}', "{", "\x00"]
    )
    def test_an_odd_one_is_refused_kindly(self, client, somebody, answer):
        somebody.is_asked_for_a_factor()

        response = client.post(reverse("mfa_authenticate"), {"credential": answer})

        assert response.status_code == 200
        assert "This passkey was not accepted." in response.content.decode()

    @pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"response": {"userHandle": 1}}'])
    def test_so_it_is_at_the_sign_in_page(self, client, answer):
        client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})

        response = client.post(reverse("mfa_login_webauthn"), {"credential": answer}, follow=True)

        assert response.redirect_chain[0][0] == reverse("account_login")
        assert "This passkey was not accepted." in response.content.decode()

    @pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1}', '{"response": 7}'])
    def test_and_when_one_is_added(self, client, somebody, answer):
        somebody.shows_who_they_are()

        response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": answer})

        assert response.status_code == 200
        assert "This passkey was not accepted." in response.content.decode()
        assert not somebody.passkey.exists()

    def test_a_name_waits_filled_in(self, client, somebody):
        somebody.has_all_factors()

        page = Page(client.get(reverse("mfa_add_webauthn")).content.decode())

        assert page.by_id("id_name").attrs["value"] == "Passkey 2"
        assert "checked" in page.by_id("id_passwordless").attrs


class TestRecoveryCodes:
    def test_come_as_a_file_with_a_heading(self, client, somebody):
        somebody.has_all_factors()

        response = client.get(reverse("mfa_download_recovery_codes"))

        lines = response.content.decode().splitlines()
        assert lines[0] == "Recovery codes of the Assister Portal. Each works once."
        assert len([line for line in lines if re.fullmatch(r"\d{8}", line)]) == 10


class TestPasswords:
    def test_an_old_one_typed_on_another_keyboard_is_the_same(self, client, somebody):
        somebody.user.set_password("fünf grüne Kessel")
        somebody.user.save()
        client.post("/sign-in/", {"login": "dee.acts", "password": "fünf grüne Kessel"})

        response = client.post(
            reverse("account_change_password"),
            {"oldpassword": "fu\u0308nf gru\u0308ne Kessel", "password1": "three red kettles hum"},
        )

        assert response.status_code == 302
        somebody.user.refresh_from_db()
        assert somebody.user.check_password("three red kettles hum")


class TestTooManyRequests:
    def test_says_so_in_our_words_and_when_to_come_back(self, client):
        for _ in range(25):
            response = client.post(reverse("account_reset_password"), {"email": "pat@example.org"})

        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0
        is_as_every_page(response, "en")


class TestSessionWarning:
    def test_is_on_every_page_of_who_is_signed_in(self, client, somebody):
        somebody.signs_in()

        warning = Page(client.get("/dashboard/").content.decode()).one("dialog")

        assert int(warning.attrs["data-session-left"]) == pytest.approx(30 * 60, abs=5)
        assert warning.attrs["data-session-warning"] == "150"
        assert "open" not in warning.attrs

    def test_is_on_no_page_of_a_visitor(self, client):
        assert Page(client.get("/").content.decode()).all("dialog") == []


def test_a_page_that_allauth_may_show_one_day_comes_in_our_look(client, rf):
    request = client.get("/").wsgi_request
    context = {
        "form": ResetPasswordForm(),
        "request_login_code_url": "/x/",
        "login_url": "/sign-in/",
    }

    html = get_template("account/request_login_code.html").render(
        {**context, "redirect_field": ""}, request
    )

    page = Page(html)
    assert "usa-input" in page.by_id("id_email").classes
    assert {"usa-button"} <= page.one(
        "button", type="submit", class_="usa-button usa-button--outline"
    ).classes
    assert page.all("a", href="/sign-in/", class_="usa-button usa-button--outline")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        ("", "A browser we do not know"),
    ],
)
def test_browsers_have_names(user_agent, words):
    assert browser(user_agent) == words
