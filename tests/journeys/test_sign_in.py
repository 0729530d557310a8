"""Signing in: with an app, with a recovery code, after a forgotten password; making an account."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, AssisterFactory, UserFactory
from tests.journeys.people import NARROW, WIDE
from tests.journeys.signing_in import App, Member, scan

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NEW_PASSWORD = "four blue kettles hum"


@pytest.fixture
def member(browse, site) -> Callable[..., Member]:
    def come(**options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        return Member(browse(**options), site, twin=twin)

    return come


def sets_up_an_app(dee: Member) -> App:
    """From the list of second factors to the recovery codes."""
    dee.follows("Set up an authenticator app")
    dee.sees_page("Set up an authenticator app")
    app = App(scan(dee.page.locator("img.portal-qr")))
    assert dee.page.locator("dd.portal-code").inner_text().replace(" ", "") == app.secret
    dee.writes("Code from the app", "12345")
    dee.presses("Continue")
    dee.sees_problem("This code is not right. Codes change every 30 seconds: enter the newest.")
    dee.writes("Code from the app", app.code())
    dee.presses("Continue")
    return app


def reads_the_recovery_codes(dee: Member) -> list[str]:
    dee.sees_page("Your recovery codes")
    codes = dee.page.locator(".portal-codes li").all_inner_texts()
    assert len(codes) == 10
    return codes


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_an_assister_sets_up_an_app_and_signs_in_with_it(member, size, settings):
    settings.REQUIRE_MFA = True
    user = AssisterFactory(activated=True).user
    dee = member(viewport=size)

    dee.signs_in(user.username)
    dee.sees_page("Second factor", "forced")
    expect(dee.page.get_by_text("other people’s personal information")).to_be_visible()
    app = sets_up_an_app(dee)
    codes = reads_the_recovery_codes(dee)
    dee.signs_out()

    dee.signs_in(user.username)
    dee.sees_page("Your second factor")
    dee.writes("Code", "000000" if app.code() != "000000" else "000001")
    dee.presses("Sign In")
    dee.sees_problem("This code is not right. Codes change every 30 seconds: enter the newest.")
    dee.writes("Code", app.code(steps_ahead=1))
    dee.presses("Sign In")
    dee.sees_page("What to do next")

    dee.signs_out()
    dee.signs_in(user.username)
    dee.writes("Code", codes[0])
    dee.presses("Sign In")
    dee.sees_page("What to do next", "by recovery code")
    dee.goes_to("/account/second-factor/recovery-codes/")
    expect(dee.page.get_by_role("listitem").filter(has_text=codes[0])).to_have_count(0)


def test_a_recovery_code_needs_no_script(member):
    user = UserFactory()
    pat = member(java_script_enabled=False)
    pat.signs_in(user.username)
    pat.goes_to("/account/second-factor/")
    sets_up_an_app(pat)
    codes = reads_the_recovery_codes(pat)
    with pat.page.expect_download() as download:
        pat.follows("Download them")
    assert codes[0] in download.value.path().read_text()
    pat.signs_out()

    pat.signs_in(user.username)
    pat.sees_page("Your second factor")
    expect(pat.page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(pat.page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    pat.writes("Code", codes[3])
    pat.presses("Sign In")
    pat.sees_page("What to do next")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_forgotten_password_is_replaced_by_code(member, mails, size):
    user = UserFactory(username="pat.gives")
    pat = member(viewport=size)

    pat.goes_to("/sign-in/")
    pat.sees_page("Sign in")
    pat.follows("Forgot your password?")
    pat.sees_page("Forgot your password?")
    pat.presses("Send the code")
    pat.sees_problem("Enter the e-mail address of your account.")
    pat.writes("E-mail address", user.email)
    pat.presses("Send the code")

    pat.sees_page("Enter the code from the e-mail")
    pat.writes("Code", "WRONG")
    pat.presses("Continue")
    pat.sees_problem("This is not the code we sent last, or it is too old.")
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mails().text, re.M).group()
    pat.writes("Code", code.lower())
    pat.presses("Continue")

    pat.sees_page("Set a new password")
    pat.writes("New password", "three kettles")
    pat.presses("Set the password")
    pat.sees_problem("Use at least 15 characters: a few words put together work well.")
    pat.writes("New password", NEW_PASSWORD)
    pat.presses("Set the password")
    pat.sees_page("Your new password is set")
    assert "was changed" in mails().text

    pat.signs_in("pat.gives", PASSWORD)
    pat.sees_problem("The username or the password is not right.")
    pat.signs_in("pat.gives", NEW_PASSWORD)
    pat.sees_page("What to do next")


class TestHandingTheScreenOver:
    @pytest.fixture
    def dee(self, member):
        user = AssisterFactory(activated=True).user
        dee = member()
        dee.signs_in(user.username)
        dee.goes_to("/sign-up/")
        dee.sees_page("An account for a consumer")
        return dee

    def test_ends_the_assisters_session_before_the_consumer_types(self, dee, mails):
        dee.presses("Hand this screen to the consumer")

        pat = dee
        pat.sees_page("Make a consumer account")
        expect(pat.page.get_by_text("Signed in as")).to_have_count(0)
        pat.presses("Make the account")
        pat.sees_problem(
            "Enter your first name.",
            "Enter your last name.",
            "Enter your e-mail address.",
            "Choose a username.",
            "Choose a password.",
        )
        pat.writes("First name", "Pat")
        pat.writes("Last name", "Gives")
        pat.writes("E-mail address", "pat@example.org")
        pat.writes("Username", "pat.gives")
        pat.writes("Password", NEW_PASSWORD)
        pat.presses("Make the account")
        pat.sees_page("Confirm your e-mail address")
        first = mails().text
        pat.leaves_by("Send a new code")  # for a page of the same title
        pat.sees_page("Confirm your e-mail address", "again")
        code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mails().text, re.M).group()
        assert code not in first
        pat.writes("Code", "WRONGONE")
        pat.presses("Continue")
        pat.sees_problem("This is not the code we sent last, or it is too old.")
        UserFactory(username="pat.gives", email="somebody.else@example.org")
        pat.writes("Code", code)
        pat.presses("Continue")
        pat.sees_page("Choose another username")
        pat.presses("Make the account")
        pat.sees_problem("Choose a username.")
        pat.writes("Username", "pat.gives2")
        pat.presses("Make the account")
        pat.sees_page("What to do next")
        said = "Your e-mail address is confirmed, and your account is made."
        expect(pat.page.get_by_text(said)).to_be_visible()

    def test_or_the_consumers_phone_reads_the_address(self, dee, member, site):
        address = scan(dee.page.locator("img.portal-qr"))

        assert address == f"{site}/sign-up/"
        phone = member(viewport=NARROW, has_touch=True)
        phone.goes_to(address)
        phone.sees_page("Make a consumer account")


def test_the_language_chosen_before_signing_in_stays(member):
    user = UserFactory()
    pat = member()
    pat.goes_to("/sign-in/?next=/account/email/")

    pat.presses("Español")
    expect(pat.page.locator("html")).to_have_attribute("lang", "es")
    assert pat.page.url.endswith("/sign-in/?next=/account/email/")
    pat.page.locator("#id_login").fill(user.username)
    pat.page.locator("#id_password").fill(PASSWORD)
    pat.page.locator("#id_password").press("Enter")

    expect(pat.page).to_have_url(re.compile("/account/email/$"))
    expect(pat.page.locator("html")).to_have_attribute("lang", "es")
