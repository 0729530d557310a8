"""An activation that somebody takes up elsewhere, or that the browser lets go of."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.factories import AssisterFactory, UserFactory
from tests.journeys.people import NARROW

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dee():
    return AssisterFactory()


@pytest.fixture
def invitation(dee, invite):
    return invite(dee)


def begin(activation, invitation):
    activation.opens(invitation.link)
    activation.gives_facts(invitation.facts)
    activation.passes_terms()


def test_a_second_browser_goes_on_with_a_mailed_code(invitation, visitor, mails):
    first = visitor()
    begin(first, invitation)
    first.tells_of_themselves()
    second = visitor(viewport=NARROW)
    second.opens()
    second.gives_facts(invitation.facts)
    second.visitor.sees_page("Go on where you were")
    second.visitor.presses("Continue")
    second.visitor.sees_problem("Enter the 6 digits from the e-mail.")

    second.visitor.writes("Code from the e-mail", re.search(r"^\d{6}$", mails().text, re.M).group())
    second.visitor.presses("Continue")
    second.chooses_sign_in()
    second.reviews("Dee Acts", "12 Main Street")
    second.confirms()

    first.visitor.writes("Username", "another")
    first.visitor.presses("Continue")
    first.visitor.sees_page("Activate your account", "taken up elsewhere")
    first.gives_facts(invitation.facts)
    expect(first.page.get_by_role("region", name="There is a problem")).to_contain_text(
        "This delegation code was used on"
    )
    first.visitor.looks("Used")
    expect(first.page.get_by_role("main").get_by_role("link", name="Log In")).to_be_visible()
    assert list(User.objects.filter(is_staff=False).values_list("username")) == [("dee.acts",)]


def test_who_has_an_account_adds_the_role_to_it(dee, invitation, visitor):
    user = UserFactory(email=dee.email.upper())
    activation = visitor()
    begin(activation, invitation)
    activation.tells_of_themselves()
    activation.visitor.sees_page("You have an account already")
    activation.visitor.follows("Log In")
    activation.visitor.writes("Username or e-mail address", user.username)
    activation.signs_in()
    activation.visitor.sees_page("You have an account already", "signed in")
    activation.visitor.presses("Add the role to my account")
    activation.reviews(user.username)
    activation.confirms()
    activation.visitor.presses_in(activation.visitor.dialog("Your account exists"), "Continue")
    activation.is_home()

    dee.refresh_from_db()
    assert dee.user == user


def test_a_session_that_ends_keeps_what_was_being_typed(invitation, visitor):
    activation = visitor(viewport=NARROW)
    dee = activation.visitor
    begin(activation, invitation)
    dee.writes("Last name", "Typed")
    dee.ticks("Spanish")
    activation.page.context.clear_cookies(name="sessionid")
    dee.presses("Continue")
    dee.sees_page("Activate your account", "session ended")
    activation.gives_facts(invitation.facts)
    dee.sees_page("User Information")
    expect(dee.field("Last name")).to_have_value("Typed")
    expect(dee.field("Spanish")).to_be_checked()


def test_cookies_that_are_gone_are_explained_and_what_was_typed_is_shown(
    invitation, visitor, watch
):
    activation = visitor(viewport=NARROW)
    dee = activation.visitor
    activation.opens()
    activation.page.context.clear_cookies()
    activation.gives_facts(invitation.facts)
    dee.sees_page("We could not accept this form")
    watch.expect("403")
    expect(activation.page.get_by_role("listitem").filter(has_text="&")).to_have_text(
        invitation.facts.legal_name
    )
