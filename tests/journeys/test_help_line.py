"""A call at the help line from the first ring to the consumer's case, in two browsers."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from accesscodes.models import AccessCode, IdentityCheck
from cases.models import Case
from tests.cases.factories import SSN, CaseFactory, HouseholdMemberFactory
from tests.factories import PASSWORD, AssisterFactory, StaffFactory, UserFactory
from tests.journeys.people import NARROW, Keyboard
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EMAIL = "guadalupe@example.org"


@pytest.fixture
def case() -> Case:
    case = CaseFactory(first_name="Guadalupe", last_name="Ramírez Ortega", language="es")
    HouseholdMemberFactory(case=case, born_on=date(2012, 9, 3))
    return case


@pytest.fixture
def member(browse, site):
    def come(hands=None, **options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        extra = {"hands": hands} if hands else {}
        return Member(browse(**options), site, twin=twin, **extra)

    return come


def writes_date(who: Member, name: str, month: str, day: str, year: str) -> None:
    """Into the three boxes of a date."""
    for box, text in enumerate((month, day, year)):
        who.hands.write(who.page.locator(f"#id_{name}_{box}"), text)


def optional(who: Member, label: str) -> str:
    return f"{who.say(label)} {who.say('(optional)')}"


def writes(who: Member, label: str, text: str) -> None:
    """Into a field that is marked as optional."""
    who.hands.write(who.page.get_by_label(optional(who, label), exact=True), text)


def starts_a_call(kim: Member, username: str) -> None:
    kim.signs_in(username)
    kim.sees_page("What to do next")
    kim.goes_to("/help-line/")
    kim.sees_page("Help line", "empty")
    kim.presses("Start a call")
    kim.sees_page("Caller")


def checks_identity(kim: Member, name: str, ssn: str) -> None:
    kim.writes("Full name", name)
    writes_date(kim, "born_on", "5", "17", "1984")
    writes(kim, "Last four digits of the SSN", ssn)
    writes(kim, "Phone or e-mail address on file", "559-555-0144")
    kim.presses("Check")


def reads_out(kim: Member) -> str:
    kim.sees_page("Read this to the consumer")
    code = kim.page.locator(".portal-big-code").inner_text()
    assert AccessCode.objects.live().reading(code).exists()
    return code


def links(pat: Member, code: str) -> None:
    pat.writes("Access code", code)
    writes_date(pat, "born_on", "5", "17", "1984")
    pat.presses("Link my case")


def test_a_whole_call_in_two_browsers(member, mails, case):
    dee = AssisterFactory(entity__kind="cee", activated=True)
    kim, pat = member(), member()

    starts_a_call(kim, StaffFactory(role="Help-line representatives").username)
    kim.writes(optional(kim, "Certification number"), dee.certification_number)
    kim.presses("Continue")
    kim.sees_page("Find the case")
    expect(kim.page.get_by_text("This assister may not help consumers now")).to_be_visible()
    kim.writes(optional(kim, "Name of the primary contact"), "ramirez lupe guadalupe")
    writes_date(kim, "born_on", "5", "17", "1984")
    kim.presses("Search")
    kim.sees_page("Find the case", "found")
    found = kim.page.get_by_role("main")
    expect(found).to_contain_text(f"number ending in {case.number_ending}")
    assert case.number not in kim.page.content()
    kim.hands.press(kim.page.get_by_role("button", name=re.compile("^Choose Guadalupe")))

    kim.sees_page("Check the consumer’s identity")
    kim.ticks("With the assister")
    checks_identity(kim, "Guadalupe Ramirez", "0000")
    expect(kim.page.locator(".portal-checks")).to_contain_text("no match")
    expect(kim.page.get_by_role("region", name="There is a problem")).to_contain_text(
        "2 more tries"
    )
    kim.looks("no match")
    checks_identity(kim, "Guadalupe Ramirez", SSN)
    kim.sees_page("Access code", "not issued")
    kim.presses("Issue the access code")
    code = reads_out(kim)

    kim.writes("What the consumer reads back", "XXXXX-XXXXX")
    kim.presses("Compare")
    expect(kim.page.locator("[data-answer]")).to_contain_text("This is not the code.")
    kim.writes("What the consumer reads back", code.lower())
    kim.presses("Compare")
    expect(kim.page.locator("[data-answer]")).to_contain_text("That is the code.")
    kim.looks("read back")
    kim.page.evaluate("dispatchEvent(new Event('pagehide'))")  # as when one leaves it
    expect(kim.page.locator(".portal-big-code")).to_be_empty()
    expect(kim.page.locator("[data-shown-once]").nth(1)).to_be_empty()
    kim.page.reload()  # sends the same form again, which shows nothing any more
    kim.sees_page("Access code", "issued")
    expect(kim.page.get_by_text(f"its last two characters are {code[-2:]}")).to_be_visible()
    assert code not in kim.page.content()

    signs_up(pat, mails)
    pat.sees_page("Link your case")
    links(pat, "K1M0Q-4XW9D")
    pat.looks("wrong")
    expect(pat.page.get_by_role("region", name="There is a problem")).to_contain_text(
        "do not belong together"
    )
    links(pat, code.replace("0", "o").lower())
    pat.sees_page("My case")
    expect(pat.page.get_by_role("main")).to_contain_text(case.number)
    assert mails().to == case.email

    kim.presses("End the call")
    kim.sees_page("Help line", "after the call")
    expect(kim.page.get_by_role("main")).to_contain_text("Case linked")


def signs_up(pat: Member, mails) -> None:
    """By the box of the sign-up page that leads on to the link."""
    pat.goes_to("/sign-up/")
    pat.writes("First name", "Guadalupe")
    pat.writes("Last name", "Ramírez")
    pat.writes("E-mail address", EMAIL)
    pat.writes("Username", "guadalupe")
    pat.writes("Password", PASSWORD)
    pat.ticks(
        "Do you have an access code to link an existing case? Check this box to enter it next."
    )
    pat.presses("Make the account")
    pat.sees_page("Confirm your e-mail address")
    code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mails().text, re.M)
    assert code
    pat.hands.write(pat.page.get_by_role("main").get_by_role("textbox"), code[1])
    pat.presses("Continue")


def test_by_keyboard_alone_and_in_spanish(member, case):
    kim = member(Keyboard)
    kim.goes_to("/")
    kim.reads("es")
    kim.sees_page("Welcome to the Assister Portal")
    starts_a_call(kim, StaffFactory(role="Help-line representatives").username)
    expect(kim.field("Certified Enrollment Counselor (CEC)")).to_be_focused()
    for _ in range(2):
        kim.page.keyboard.press("ArrowDown")
    expect(kim.field("The consumer")).to_be_checked()
    kim.page.keyboard.press("Enter")
    kim.sees_page("Find the case")
    kim.page.keyboard.type(case.number)  # the field has the focus
    kim.page.keyboard.press("Enter")
    kim.sees_page("Find the case", "found")
    choose = kim.page.get_by_role("button", name=re.compile("^Elegir"))
    expect(choose).to_be_focused()
    kim.page.keyboard.press("Enter")
    kim.sees_page("Check the consumer’s identity")
    expect(kim.field("Full name")).to_be_focused()
    checks_identity(kim, "guadalupe ramirez ortega", SSN)
    kim.sees_page("Access code", "not issued")
    expect(kim.button("Issue the access code")).to_be_focused()
    kim.page.keyboard.press("Enter")
    code = reads_out(kim)
    expect(kim.page.get_by_role("columnheader", name="Español")).to_be_visible()
    expect(kim.field("What the consumer reads back")).to_be_focused()
    kim.page.keyboard.type(code)
    kim.page.keyboard.press("Enter")
    expect(kim.page.locator("[data-answer]")).to_have_attribute("data-right", "true")
    expect(kim.page.locator(".portal-big-code")).to_be_in_viewport()

    pat = member(viewport=NARROW)
    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(UserFactory(language="es").username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/")
    pat.sees_page("My case", "none")
    pat.follows("Link your case")
    pat.sees_page("Link your case")
    links(pat, code)
    pat.sees_page("My case")


def test_without_a_script_and_held_until_a_supervisor_lifts_it(member, case):
    kim = member(java_script_enabled=False, viewport=NARROW)
    starts_a_call(kim, StaffFactory(role="Help-line representatives").username)
    kim.ticks("The consumer")
    kim.presses("Continue")
    writes(kim, "Case number", case.number)
    kim.presses("Search")
    kim.hands.press(kim.page.get_by_role("button", name=re.compile("^Choose")))
    kim.sees_page("Check the consumer’s identity")
    for left in (2, 1, 0):
        checks_identity(kim, "Guadalupe Ramirez", "0000")
        words = f"{left} more tr" if left else "for the third time"
        expect(kim.page.locator(".portal-problem")).to_contain_text(words)
    kim.looks("held")

    sam = member()
    sam.signs_in(StaffFactory(role="Help-line supervisors").username)
    sam.sees_page("What to do next", "of a supervisor")
    sam.goes_to("/help-line/holds/")
    sam.sees_page("Held cases")
    sam.hands.press(sam.page.get_by_role("link", name=re.compile("^Number ending in")))
    sam.sees_page("Let identity be checked again")
    sam.presses("Lift the hold")
    sam.sees_problem("Say why identity may be checked again.")
    sam.writes("Reason", "The old phone number was on file.")
    sam.presses("Lift the hold")
    sam.sees_page("Held cases", "none")
    assert not IdentityCheck.objects.holding().exists()

    kim.goes_to("/help-line/")
    kim.follows("Go on with the call")
    kim.sees_page("Check the consumer’s identity")
    checks_identity(kim, "Guadalupe Ramirez", SSN)
    kim.sees_page("Access code", "not issued")
    kim.presses("Issue the access code")
    code = reads_out(kim)
    kim.writes("What the consumer reads back", code)
    kim.presses("Compare")
    kim.sees_page("Access code", "read back")
    expect(kim.page.get_by_text("That is the code.")).to_be_visible()
    kim.presses("Revoke the code")
    expect(kim.page.get_by_text("The code is revoked.")).to_be_visible()
    assert not AccessCode.objects.live().exists()
    kim.presses("End the call")
    kim.sees_page("Help line", "after the call")
    expect(kim.page.get_by_role("main")).to_contain_text("Code revoked")
