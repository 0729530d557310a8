"""What people get wrong on the way, and what they want to change: told at once, nothing lost."""

import pytest
from django.utils import timezone
from factory import LazyFunction
from playwright.sync_api import expect

from tests.factories import PASSWORD, ActivationDraftFactory, AssisterFactory, current_terms
from tests.journeys.activation import TERMS
from tests.journeys.people import NARROW, WIDE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
AGREED = {
    "terms": LazyFunction(current_terms),
    "terms_opened_at": LazyFunction(timezone.now),
    "terms_agreed_at": LazyFunction(timezone.now),
}
WRONG_FACTS = (
    "These three facts do not belong together. Compare each one with your e-mail; "
    "capital letters and spaces make no difference. "
    "If they are the same, call the Help Line at 855-324-3147."
)


@pytest.fixture
def invitation(invite):
    return invite(AssisterFactory())


@SIZES
def test_of_the_three_facts(invitation, visitor, size):
    activation = visitor(viewport=size)
    dee = activation.visitor
    activation.opens()
    dee.presses("Continue")
    dee.sees_problem(
        "Enter the delegation code from your e-mail.",
        "Enter the legal name of your entity from your e-mail.",
        "Enter the certification number from your e-mail.",
    )
    activation.gives_facts(invitation.facts._replace(code="XXXXXX"))
    dee.sees_problem(WRONG_FACTS)
    activation.has_facts(invitation.facts._replace(code="XXXXXX"))

    activation.opens()
    activation.pastes("Good morning")
    dee.sees_problem(
        "We did not find the delegation code, the legal name or the certification number. "
        "Copy the whole e-mail once more, or enter the three facts yourself."
    )


@SIZES
def test_of_the_other_steps(holding, size):
    activation = holding(ActivationDraftFactory(**AGREED), viewport=size)
    dee = activation.visitor
    dee.goes_to("/activate/user-information/")
    dee.writes("Work phone number", "12")
    dee.presses("Continue")
    dee.sees_problem(
        "Enter your first name.",
        "Enter your last name.",
        "Enter a phone number of 10 digits, with the area code first.",
        "Check at least one language.",
        "Enter the street address of your work site.",
        "Enter the city of your work site.",
        "Enter the ZIP code of your work site.",
    )
    expect(dee.field("Work phone number")).to_have_value("12")
    activation.tells_of_themselves()
    dee.sees_page("Username & Password", "empty")
    dee.presses("Continue")
    dee.sees_problem("Choose a username.", "Choose a password.")


def test_password_rules_as_one_types(holding):
    activation = holding(ActivationDraftFactory(filled=True, username="", password=""))
    dee, page = activation.visitor, activation.page
    dee.goes_to("/activate/username-password/")
    rules = page.locator("[data-password-rules] li")
    dee.writes("Username", "kettle")
    dee.writes("Password", "kettle acts dee")
    expect(rules).to_contain_text(["– done", "– not yet"])
    dee.looks("One rule unmet")
    dee.presses("Continue")
    dee.sees_problem(
        "Choose words that are not your name, your username or your organization’s name."
    )
    expect(dee.field("Username")).to_have_value("kettle")
    dee.writes("Password", f"Acts: {PASSWORD}")
    expect(rules).to_contain_text(["– done", "– done"])
    dee.presses("Show password")
    expect(dee.field("Password")).to_have_attribute("type", "text")
    dee.looks("Password shown")
    dee.presses("Continue")
    dee.sees_page("Review and confirm")


def test_back_keeps_everything(holding):
    dee = holding(ActivationDraftFactory(filled=True, username="dee.acts")).visitor
    dee.goes_to("/activate/review/")
    dee.follows("Back")
    expect(dee.field("Username")).to_have_value("dee.acts")
    dee.follows("Back")
    expect(dee.field("ZIP code")).to_have_value("93650")
    expect(dee.field("Spanish")).to_be_checked()
    dee.follows("Back")
    expect(dee.field(TERMS)).to_be_checked()
    dee.follows("Back")
    dee.sees_page("Activate your account", "begun")
    dee.follows("Go on where you were")
    dee.sees_page("Review and confirm")


def test_an_edit_comes_back_to_the_review(holding):
    activation = holding(ActivationDraftFactory(filled=True))
    dee = activation.visitor
    dee.goes_to("/activate/review/")
    dee.follows("Edit User Information")
    dee.writes("City", "Clovis")
    dee.presses("Continue")
    activation.reviews("Clovis, CA 93650")
    dee.follows("Edit Username & Password")
    dee.writes("Username", "dee.clovis")
    dee.presses("Continue")
    activation.reviews("dee.clovis")
    dee.follows("Edit Use of the Website")
    dee.presses("Continue")
    activation.confirms()
    dee.presses_in(dee.dialog("Your account exists"), "Close")
    dee.sees_page("Your account is active")
    expect(dee.link("Log In")).to_be_visible()
