"""A passkey: adding one, signing in with it alone, using it as second factor and to confirm."""

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.factories import UserFactory
from tests.journeys.people import NARROW, WIDE
from tests.journeys.signing_in import Member, hold_a_passkey_device

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user():
    return UserFactory(username="pat.gives")


@pytest.fixture
def pat(browse, site):
    return Member(browse(), site)


def adds_a_passkey(pat: Member, name: str, *, alone: bool = True) -> None:
    pat.sees_page("Add a passkey")
    pat.hands.write(pat.page.get_by_label("Name"), name)
    if not alone:
        pat.page.get_by_label("I want to sign in with this passkey alone").uncheck()
    pat.presses("Continue")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_signs_in_alone(browse, site, user, size):
    pat = Member(browse(viewport=size), site)
    hold_a_passkey_device(pat.page)
    pat.signs_in("pat.gives")
    pat.goes_to("/account/second-factor/")
    pat.sees_page("Second factor", "none yet")
    pat.follows("Add a passkey")
    adds_a_passkey(pat, "My laptop")
    pat.sees_page("Your recovery codes")
    pat.goes_to("/account/second-factor/webauthn/")
    pat.sees_page("Your passkeys")
    expect(pat.page.get_by_text("Signs you in alone")).to_be_visible()
    pat.signs_out()

    pat.goes_to("/sign-in/?next=/account/sessions/")
    pat.presses("Sign in with a passkey")

    pat.sees_page("Your sessions")


def test_is_the_second_factor_after_the_password(pat, user):
    hold_a_passkey_device(pat.page)
    pat.signs_in("pat.gives")
    pat.goes_to("/account/second-factor/webauthn/add/")
    adds_a_passkey(pat, "Old key", alone=False)
    pat.sees_page("Your recovery codes")
    pat.signs_out()

    pat.signs_in("pat.gives")
    pat.sees_page("Your second factor")
    pat.presses("Use a passkey")

    pat.sees_page("What to do next")


def test_confirms_that_it_is_still_the_same_person(pat, user, settings):
    hold_a_passkey_device(pat.page)
    pat.signs_in("pat.gives")
    pat.goes_to("/account/second-factor/webauthn/add/")
    adds_a_passkey(pat, "My laptop")
    pat.sees_page("Your recovery codes")
    sign_in_long_ago(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)

    pat.follows("Make new codes")
    pat.sees_page("Confirm that it is you", "by password")
    pat.follows("Use a passkey")
    pat.sees_page("Confirm that it is you", "by passkey")
    pat.presses("Use a passkey")

    pat.sees_page("Make new recovery codes?")


def sign_in_long_ago(seconds: int) -> None:
    store = SessionStore(Session.objects.get().session_key)
    for record in store[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    store.save()


def test_can_be_renamed_and_removed(pat, user):
    hold_a_passkey_device(pat.page)
    pat.signs_in("pat.gives")
    pat.goes_to("/account/second-factor/webauthn/add/")
    adds_a_passkey(pat, "My laptop")
    pat.sees_page("Your recovery codes")
    pat.goes_to("/account/second-factor/webauthn/")

    pat.follows("Rename My laptop")
    pat.sees_page("Rename a passkey")
    pat.writes("Name", "")
    pat.presses("Save")
    pat.sees_problem("Enter a name.")
    pat.writes("Name", "My <phone>")
    pat.presses("Save")
    pat.follows("Remove My <phone>")
    expect(pat.page.get_by_role("heading", level=1)).to_have_text(
        "Remove the passkey “My <phone>”?"
    )
    pat.looks("removing")
    pat.presses("Remove the passkey")

    pat.sees_page("Your passkeys", "none left")
    assert not user.authenticator_set.exists()


class TestWhenItFails:
    def test_an_alert_says_what_to_do(self, pat, user):
        hold_a_passkey_device(pat.page)
        pat.goes_to("/sign-in/")

        pat.presses("Sign in with a passkey")  # there is none for this site

        expect(pat.page.get_by_role("alert")).to_have_text(
            "No passkey was used. Press the button to try again, or choose another way."
        )
        pat.looks("no passkey")

    def test_one_that_is_there_already_is_not_added_again(self, pat, user):
        hold_a_passkey_device(pat.page)
        pat.signs_in("pat.gives")
        pat.goes_to("/account/second-factor/webauthn/add/")
        adds_a_passkey(pat, "My laptop")
        pat.sees_page("Your recovery codes")

        pat.goes_to("/account/second-factor/webauthn/add/")
        adds_a_passkey(pat, "My laptop again")

        expect(pat.page.get_by_role("alert")).to_have_text(
            "This passkey is already on your account."
        )

    def test_a_browser_without_scripts_offers_the_app(self, browse, site, user):
        pat = Member(browse(java_script_enabled=False), site, twin=browse())
        pat.signs_in("pat.gives")

        pat.goes_to("/account/second-factor/webauthn/add/")

        pat.sees_page("Add a passkey", "without scripts")
        expect(pat.page.get_by_role("button", name="Continue")).to_have_count(0)
        pat.follows("Set up an authenticator app")
        pat.sees_page("Set up an authenticator app")
