"""A consumer looks for help near them and chooses; an assister gives their own link away."""

import re
from datetime import time

import pytest
from playwright.sync_api import expect

from accounts.models import Assister
from tests.accesscodes.factories import AccessCodeFactory
from tests.accounts.factories import OpeningHoursFactory
from tests.factories import PASSWORD, AssisterFactory, SiteFactory
from tests.journeys.people import NARROW, Keyboard
from tests.journeys.signing_in import Member, scan

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE = "K1M0Q4XW9D"


@pytest.fixture
def noor() -> Assister:
    """Of a site in the middle of Fresno that is open each day, around the clock."""
    site = SiteFactory(zip_code="93721", entity__kind="cee", is_wheelchair_accessible=True)
    for weekday in range(7):
        OpeningHoursFactory(
            site=site, weekday=weekday, opens_at=time(0), closes_at=time(23, 59, 59, 999_999)
        )
    return AssisterFactory(
        ready=True,
        site=site,
        entity=site.entity,
        first_name="Noor",
        last_name="Haddad",
        phone="5595550123",
        spoken_languages=["en", "ar"],
    )


def signs_up_with_a_code(pat: Member, mails) -> None:
    pat.writes("First name", "Pat")
    pat.writes("Last name", "Gives")
    pat.writes("E-mail address", "pat@example.org")
    pat.writes("Username", "pat.gives")
    pat.writes("Password", PASSWORD)
    pat.ticks(
        "Do you have an access code to link an existing case? Check this box to enter it next."
    )
    pat.presses("Make the account")
    pat.sees_page("Confirm your e-mail address")
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mails().text, re.M)[1]
    pat.hands.write(pat.page.get_by_role("main").get_by_role("textbox"), code)
    pat.presses("Continue")


def test_from_a_misspelt_city_to_the_consent(browse, site, mails, noor):
    """Through making an account, the mailed code and the access code, back to who was chosen."""
    AccessCodeFactory(text=CODE)
    others = SiteFactory(zip_code="93650")
    AssisterFactory.create_batch(11, ready=True, site=others, entity=others.entity)
    pat = Member(browse(), site)
    main = pat.page.get_by_role("main")
    pat.goes_to("/")
    pat.sees_page("Welcome to the Assister Portal")
    pat.follows("Find help near you")
    pat.sees_page("Find help near you", "to be filled in")

    pat.writes("ZIP code or city", "Fresnno")
    pat.presses("Search")
    expect(pat.page.get_by_role("region", name="There is a problem")).to_be_focused()
    pat.looks("misspelt")
    main.get_by_role("link", name="Fresno", exact=True).click()
    expect(main.get_by_role("heading", level=2).first).to_have_text(
        "12 people within 25 miles of Fresno"
    )
    pat.looks("found")
    main.get_by_role("link", name="Next").click()
    expect(main.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    main.get_by_text("Change the search").click()
    main.get_by_text("More choices").click()
    pat.hands.write(main.get_by_label("Name of a person or an organization"), "hadad")
    pat.ticks("Open after 5 p.m. or on weekends")
    pat.presses("Search")
    expect(main.get_by_role("heading", level=2).first).to_have_text(
        "1 person within 25 miles of Fresno"
    )
    expect(main.get_by_text("Open now, until")).to_be_visible()
    pat.looks("one found")

    pat.follows("Noor Haddad")
    pat.sees_page("Noor Haddad", "signed out")
    pat.follows("Continue with this person")
    pat.sees_page("Sign in", "with somebody chosen")
    pat.page.go_back()
    pat.sees_page("Noor Haddad", "again")
    pat.follows("Make an account, then come back here")
    pat.sees_page("Make a consumer account")
    signs_up_with_a_code(pat, mails)
    pat.sees_page("Link your case", "with somebody chosen")
    pat.writes("Access code", CODE)
    for box, text in enumerate(("5", "17", "1984")):
        pat.hands.write(pat.page.locator(f"#id_born_on_{box}"), text)
    pat.presses("Link my case")
    pat.sees_page("Noor Haddad", "with a case")
    expect(pat.link("Continue with this person")).to_have_attribute(
        "href", f"/find-help/{noor.pk}/delegate/"
    )


def test_the_own_link_of_who_is_not_listed_read_by_a_phone_in_spanish(browse, site, watch, noor):
    dee = Member(browse(), site)
    dee.signs_in(noor.user.username)
    dee.sees_page("What to do next")
    dee.page.get_by_role("link", name="See how you are found").click()
    dee.sees_page("How you are found")
    dee.field("List me in Find Help Near You").uncheck()
    dee.presses("Save")
    expect(dee.page.get_by_text("Your choices are saved.")).to_be_visible()
    dee.looks("saved")
    dee.follows("Your link and QR code")
    dee.sees_page("Choose me to help you")
    address = scan(dee.page.get_by_role("img", name=re.compile("QR code")))

    maria = Member(
        browse(java_script_enabled=False, viewport=NARROW), site, twin=browse(viewport=NARROW)
    )
    maria.goes_to("/find-help/")
    maria.reads("es")
    maria.sees_page("Find help near you", "to be filled in")
    maria.writes("ZIP code or city", "93721")
    maria.presses("Search")
    main = maria.page.get_by_role("main")
    expect(main.get_by_role("heading", level=2).first).to_have_text(
        "0 personas a menos de 25 millas de 93721 Fresno"
    )
    maria.looks("nobody")
    main.get_by_role("link", name=maria.say("Look within {distance}").split(" {")[0]).click()
    expect(main.get_by_role("heading", level=2).first).to_have_text(
        "0 personas a menos de 50 millas de 93721 Fresno"
    )

    Assister.objects.update(is_listed=True)
    maria.page.reload()
    expect(main.get_by_role("listitem").first).to_contain_text("Habla: Inglés, Árabe")
    maria.looks("found")
    Assister.objects.update(is_listed=False)
    maria.goes_to(address)
    maria.sees_page("Noor Haddad")
    maria.follows("Continue with this person")
    maria.sees_page("Sign in")
    expect(main.locator("input[name=next]").first).to_have_value(f"/find-help/{noor.pk}/")


def test_by_keyboard_alone(browse, site, noor):
    pat = Member(browse(), site, Keyboard)
    pat.goes_to("/find-help/")
    pat.sees_page("Find help near you")
    pat.writes("ZIP code or city", "93721")
    pat.page.keyboard.press("Enter")
    expect(pat.page.get_by_role("heading", level=2).first).to_have_text(
        "1 person within 25 miles of 93721 Fresno"
    )
    pat.hands.press(pat.page.get_by_text("How this list is ordered"))
    expect(pat.page.get_by_text("Nobody can pay to come first.")).to_be_visible()
    pat.follows("Noor Haddad")
    pat.sees_page("Noor Haddad")
    pat.follows("Continue with this person")
    pat.sees_page("Sign in")
