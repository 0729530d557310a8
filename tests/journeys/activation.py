"""The nine steps of the job aid, as somebody goes through them."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.journeys.people import Visitor

TERMS = "Check this box to show you agree to Terms and Conditions"
VIEW_TERMS = "View the Terms and Conditions of Use"


class Facts(NamedTuple):
    code: str
    legal_name: str
    number: str


class Activation:
    """Somebody with an invitation, in front of the wizard."""

    def __init__(self, visitor: Visitor, mails: Callable[[], Any]) -> None:
        self.visitor = visitor
        self.mails = mails

    @property
    def page(self) -> Page:
        return self.visitor.page

    def opens(self, link: str = "/activate/") -> None:
        self.visitor.goes_to(link)
        self.visitor.sees_page("Activate your account")

    def gives_facts(self, facts: Facts) -> None:
        self.visitor.writes("Delegation code", facts.code)
        self.visitor.writes("Entity legal name (CEE or PBEE)", facts.legal_name)
        self.visitor.writes("Certification number", facts.number)
        self.visitor.presses("Continue")

    def must_open_terms_first(self) -> None:
        self.visitor.sees_page("Use of the Website")
        expect(self.visitor.field(TERMS)).to_be_disabled()
        expect(self.visitor.button("Continue")).to_be_disabled()

    def opens_terms(self) -> None:
        self.visitor.follows(VIEW_TERMS)
        self.visitor.sees_dialog("Terms and Conditions of Use")

    def closes_terms(self) -> None:
        self.visitor.presses("Close")
        self.has_read_terms()

    def has_read_terms(self) -> None:
        """The box can be checked now, and is where the keyboard goes on."""
        expect(self.visitor.field(TERMS)).to_be_enabled()
        expect(self.visitor.field(TERMS)).to_be_focused()

    def agrees(self) -> None:
        expect(self.visitor.button("Continue")).to_be_disabled()
        self.visitor.ticks(TERMS)
        expect(self.visitor.button("Continue")).to_be_enabled()
        self.visitor.looks("Use of the Website agreed")
        self.visitor.presses("Continue")

    def passes_terms(self) -> None:
        self.must_open_terms_first()
        self.opens_terms()
        self.closes_terms()
        self.agrees()

    def tells_of_themselves(self) -> None:
        self.visitor.sees_page("User Information")
        self.visitor.writes("First name", "Dee")
        self.visitor.writes("Last name", "Acts")
        self.visitor.writes("Work phone number", "(916) 555-0123")
        self.visitor.ticks("English")
        self.visitor.ticks("Spanish")
        self.visitor.writes("Street address", "12 Main Street")
        self.visitor.writes("City", "Fresno")
        self.visitor.writes("ZIP code", "93650")
        self.visitor.looks("User Information filled")
        self.visitor.presses("Continue")

    def chooses_sign_in(self, username: str = "dee.acts") -> None:
        self.visitor.sees_page("Username & Password")
        self.visitor.writes("Username", username)
        self.visitor.writes("Password", PASSWORD)
        self.visitor.looks("Username & Password filled")
        self.visitor.presses("Continue")

    def reviews(self, *shown: str) -> None:
        self.visitor.sees_page("Review and confirm")
        for text in shown:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def confirms(self) -> None:
        """Twice, as impatient people do."""
        self.visitor.presses_twice("Confirm")
        self.visitor.sees_dialog("Your account exists")

    def logs_in(self, username: str = "dee.acts") -> None:
        """By the button that the pop-up offers; the username waits filled in."""
        self.visitor.presses_in(self.visitor.dialog("Your account exists"), "Log In")
        self.visitor.sees_page("Sign in")
        expect(self.visitor.field("Username or e-mail address")).to_have_value(username)
        assert username not in self.page.url
        self.signs_in()
        self.confirms_address()

    def pastes(self, mail: str) -> None:
        self.visitor.hands.press(self.page.get_by_text(self.visitor.say("Paste the whole e-mail")))
        self.visitor.writes("The whole e-mail", mail)
        self.visitor.looks("Pasted")
        self.visitor.presses("Fill in the three facts")

    def has_facts(self, facts: Facts) -> None:
        expect(self.visitor.field("Delegation code")).to_have_value(facts.code)
        legal_name = self.visitor.field("Entity legal name (CEE or PBEE)")
        expect(legal_name).to_have_value(facts.legal_name)
        expect(self.visitor.field("Certification number")).to_have_value(facts.number)

    def signs_in(self) -> None:
        self.visitor.writes("Password", PASSWORD)
        self.visitor.presses("Sign In")

    def confirms_address(self) -> None:
        """The first sign-in shows by a mailed code that the address is theirs."""
        self.visitor.sees_page("Confirm your e-mail address")
        code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", self.mails().text, re.M)
        assert code
        self.visitor.writes("Code", code.group())
        self.visitor.presses("Continue")

    def is_home(self) -> None:
        self.visitor.sees_page("What to do next")
