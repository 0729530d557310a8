"""A consumer lets somebody help with their case, and ends it: by the receipt, and by two presses."""

import re

import pytest
from playwright.sync_api import expect

from delegation import access
from delegation.models import Delegation
from notifications.models import Notice
from tests.cases.factories import CaseFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, SiteFactory, UserFactory
from tests.journeys.people import NARROW, Keyboard
from tests.journeys.signing_in import Member, scan

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(browse, site):
    def come(hands=None, **options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        extra = {"hands": hands} if hands else {}
        return Member(browse(**options), site, twin=twin, **extra)

    return come


def writes_birthday(who: Member) -> None:
    for box, text in enumerate(("5", "17", "1984")):
        who.hands.write(who.page.locator(f"#id_born_on_{box}"), text)


def test_asked_for_accepted_and_ended_by_the_receipt(member):
    case = CaseFactory(linked=True)
    dee = AssisterFactory(ready=True, reviews_requests=True, site=SiteFactory(zip_code="93650"))
    before = DelegationFactory(case=case, assister__first_name="Ana", assister__last_name="Flores")
    pat, kit = member(), member()

    pat.signs_in(case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to(f"/find-help/{dee.pk}/delegate/")
    pat.sees_page("Let this person help with your case", "with somebody to be replaced")
    expect(pat.page.get_by_role("main")).to_contain_text("If Dee Acts accepts, Ana Flores loses")
    pat.writes("Your full name, in place of a signature", "Pat Gives")
    pat.presses("Sign and ask for help")
    pat.sees_problem("Check the box to show that you agree, then press the button.")
    pat.ticks("I have read this page and I agree")
    pat.presses("Sign and ask for help")
    pat.sees_page("Your receipt")
    expect(pat.page.get_by_role("main")).to_contain_text("Pat Gives")
    assert case.delegations.active().get() == before

    kit.signs_in(dee.user.username)
    kit.sees_page("What to do next", "of an assister")
    kit.hands.press(kit.page.get_by_role("link", name=re.compile("^Answer the requests")))
    kit.sees_page("Requests for your help")
    kit.hands.press(kit.page.get_by_role("button", name="Accept Pat Gives"))
    expect(kit.page.get_by_text("You can now help Pat Gives.")).to_be_visible()
    kit.sees_page("Overview of the case", "accepted")
    kit.goes_to("/cases/requests/")
    kit.sees_page("Requests for your help", "none")
    kit.follows("See your cases")
    kit.sees_page("Your cases")
    assert access.cases_open_to(dee.user).get() == case
    assert set(Notice.objects.filter(to=case.user.email).values_list("kind", flat=True)) == {
        "delegation_requested",
        "delegation_begun",
    }

    pat.follows("See who has access")
    pat.sees_page("Who has access")
    pat.follows("Your receipt")
    pat.sees_page("Your receipt", "active")
    pat.page.emulate_media(media="print")
    expect(pat.page.get_by_role("link", name="See who has access")).to_be_hidden()
    expect(pat.page.get_by_role("contentinfo")).to_be_hidden()
    expect(pat.page.get_by_text("Whose case")).to_be_visible()
    pat.looks("printed")
    address = scan(pat.page.locator(".portal-qr"))
    sam = member()  # somebody who is not signed in, with the printed receipt
    sam.goes_to(address)
    sam.sees_page("End the help with your case")
    writes_birthday(sam)
    sam.presses("End it now")
    sam.sees_page("It has ended")

    assert not access.cases_open_to(dee.user).exists()
    kit.page.reload()
    kit.sees_page("Your cases", "none")
    assert Delegation.objects.get(assister=dee).closed_as == "consumer"


def test_by_keyboard_in_spanish_without_scripts_and_ended_in_two_presses(member):
    case = CaseFactory(user=UserFactory(language="es"))
    dee = AssisterFactory(ready=True)
    pat = member(Keyboard, java_script_enabled=False, viewport=NARROW)
    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to(f"/find-help/{dee.pk}/delegate/")
    pat.sees_page("Let this person help with your case")
    pat.writes("Your full name, in place of a signature", "María Gómez")
    pat.ticks("I have read this page and I agree")
    pat.presses("Sign")
    pat.sees_page("Your receipt", "narrow")
    assert case.delegations.active().get().consent.text.language == "es"
    pat.follows("See who has access")
    pat.sees_page("Who has access", "narrow")
    pat.follows("End this access")
    pat.sees_page("End this access?")
    pat.presses("End it now")
    pat.sees_page("Who has access", "ended")
    main = pat.page.get_by_role("main")
    expect(main).to_contain_text(re.compile(r"Dee Acts ya no tiene acceso"))
    assert not case.delegations.open().exists()
