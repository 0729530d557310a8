"""From the desk's button to the first sign-in, by mouse, by keyboard, without scripts, on a phone."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.factories import PASSWORD, AssisterFactory, StaffFactory
from tests.journeys.activation import TERMS, VIEW_TERMS
from tests.journeys.people import NARROW, WCAG, Keyboard

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dee():
    return AssisterFactory(entity__legal_name="UAT 4.4 American Traders 3")


@pytest.fixture
def invitation(dee, invite):
    return invite(dee)


def sign_in_at_the_desk(kim):
    staff = StaffFactory(role="Certification desk")
    kim.goes_to("/admin/")
    kim.sees_page("Sign in", "desk")
    kim.writes("Username or e-mail address", staff.username)
    kim.writes("Password", PASSWORD)
    kim.presses("Sign In")


def test_the_desk_invites(dee, visitor, mails):
    kim = visitor().visitor
    sign_in_at_the_desk(kim)
    page, kim.standards = kim.page, WCAG
    page.get_by_role("main").get_by_role("link", name="Assisters", exact=True).click()
    kim.sees_page("Select assister to change")
    page.get_by_role("link", name=dee.certification_number).click()
    kim.sees_page("Change assister")
    page.get_by_role("button", name="Issue delegation code").click()
    expect(page.get_by_text(f"A delegation code is on its way to {dee.email}.")).to_be_visible()
    kim.looks("Assister invited")

    mail = mails()
    assert mail.to == dee.email
    assert len(mail.facts.code) == 6
    assert mail.facts[1:] == ("UAT 4.4 American Traders 3", dee.certification_number)


def test_by_mouse(invitation, dee, visitor):
    activation = visitor()
    activation.opens(invitation.link)
    activation.gives_facts(invitation.facts)
    activation.passes_terms()
    activation.tells_of_themselves()
    activation.chooses_sign_in()
    activation.reviews("UAT 4.4 American Traders 3", "12 Main Street", "dee.acts")
    activation.confirms()
    activation.logs_in()
    activation.is_home()

    assert User.objects.get(assister=dee).email == invitation.to


def test_by_keyboard(invitation, visitor):
    activation = visitor(hands=Keyboard)
    page = activation.page
    activation.opens(invitation.link)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    activation.gives_facts(invitation.facts)
    activation.must_open_terms_first()
    activation.opens_terms()
    page.keyboard.press("Escape")
    activation.has_read_terms()
    activation.agrees()
    activation.tells_of_themselves()
    activation.chooses_sign_in()
    activation.reviews()
    activation.confirms()
    activation.logs_in()
    activation.is_home()


def test_without_scripts(invitation, visitor):
    activation = visitor(java_script_enabled=False, viewport=NARROW)
    dee = activation.visitor
    activation.opens(invitation.link)
    activation.gives_facts(invitation.facts)
    activation.must_open_terms_first()
    dee.follows(VIEW_TERMS)
    dee.sees_page("Terms and Conditions of Use")
    dee.presses("Close")
    expect(dee.field(TERMS)).to_be_enabled()
    dee.ticks(TERMS)
    dee.presses("Continue")
    activation.tells_of_themselves()
    activation.chooses_sign_in()
    activation.reviews()
    dee.presses_twice("Confirm")
    dee.sees_page("Your account is active")
    expect(dee.dialog("Your account exists")).to_have_count(0)
    dee.follows("Log In")
    activation.signs_in()
    activation.confirms_address()
    activation.is_home()

    assert User.objects.filter(username="dee.acts").count() == 1


def test_on_a_phone(invitation, visitor):
    activation = visitor(viewport=NARROW, has_touch=True)
    activation.opens(invitation.link)
    activation.visitor.presses("Menu")
    activation.visitor.looks("Menu")
    activation.gives_facts(invitation.facts)
    activation.passes_terms()
    activation.tells_of_themselves()
    activation.chooses_sign_in()
    activation.reviews()
    activation.confirms()
    activation.logs_in()
    activation.is_home()


def test_in_spanish_from_the_second_step(invitation, visitor):
    activation = visitor()
    activation.opens(invitation.link)
    activation.gives_facts(invitation.facts)
    activation.must_open_terms_first()
    activation.visitor.reads("es")
    activation.passes_terms()
    activation.tells_of_themselves()
    activation.chooses_sign_in()
    activation.reviews()
    activation.confirms()
    activation.logs_in()
    activation.is_home()

    assert User.objects.get(username="dee.acts").language == "es"


def test_a_plan_based_enroller_pastes_a_spanish_mail(invite, visitor):
    paz = AssisterFactory(
        language="es", entity__kind="pbee", entity__legal_name="Salud, S.A. & Co."
    )
    invitation = invite(paz)
    assert "PBEE" in invitation.text
    activation = visitor(locale="es-US", viewport=NARROW)
    activation.visitor.language = "es"
    activation.opens(invitation.link)
    activation.pastes(f"> {invitation.text}\u200b".replace("\n", "\r\n> "))
    activation.has_facts(invitation.facts)
    activation.visitor.looks("Facts found")
    activation.visitor.presses("Continue")
    activation.passes_terms()
    activation.tells_of_themselves()
    activation.chooses_sign_in("paz.salud")
    activation.reviews("Salud, S.A. & Co.")
    activation.confirms()
    activation.logs_in("paz.salud")
    activation.is_home()
