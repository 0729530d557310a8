"""An employer checks a small business, asks for a quote, and the sales team works the request."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.models import QuoteRequest, ShopCheck
from shop.policies import PACIFIC
from tests.factories import ShopCheckFactory, StaffFactory
from tests.journeys.people import NARROW, SHOTS, WCAG, Visitor
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
QUESTION = "Can this small business enroll in SHOP?"
ANSWERS = {
    "Eligible employees": "43",
    "Of these, employees with a valid waiver": "0",
    "Employees who will enroll": "forty",
    "Lowest premium, for one employee and month": "$300",
    "What the employer pays of it, for one employee and month": "150.00",
}


def says_yes_to_all(sam: Visitor) -> None:
    for name in ("ca", "w2", "offers_ft"):
        sam.hands.tick(sam.page.locator(f"#id_{name}_0"))


def as_printed(page: Page, name: str) -> None:
    """On paper: the verdict and its numbers, without what one would press."""
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_be_visible()
    expect(main).to_contain_text("pre-check, not a determination")
    expect(page.get_by_text("Need help?")).to_be_hidden()
    expect(main.get_by_role("link", name="Ask for a quote")).to_be_hidden()
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    page.emulate_media(media="screen")


def test_an_employer_checks_asks_and_is_called(browse, site, mails):
    sam = Visitor(browse(), site)
    sam.goes_to("/")
    sam.follows("Check a small business")
    sam.sees_page(QUESTION)
    says_yes_to_all(sam)
    sam.page.get_by_text("Work out the full-time equivalents").click()
    sam.writes("Full-time employees (optional)", "40")
    sam.writes("Hours of each part-time employee (optional)", "20\n20\n22.5\n90")
    sam.presses("Work it out")
    sam.sees_problem("Enter hours above 0 and below 30; who works 30 is full-time.")
    sam.writes("Hours of each part-time employee (optional)", "20\n20\n22.5\n20\n20\n20\n28")
    sam.presses("Work it out")
    expect(sam.page.get_by_text("rounded down =")).to_contain_text("45 FTE")
    expect(sam.field("Full-time equivalents (FTE)")).to_have_value("45")
    for label, text in ANSWERS.items():
        sam.writes(label, text)
    sam.presses("See the result")
    sam.sees_problem("Enter a whole number in digits, for example 12.")

    # What if: beside the form, without leaving the page.
    panel = sam.page.locator("#what-if")
    sam.writes("Employees who will enroll", "31")
    expect(panel).to_contain_text("This business can enroll now")
    sam.writes("Employees who will enroll", "30")
    expect(panel).to_contain_text("1 more employee enrolls.")
    sam.looks("what if")
    assert not ShopCheck.objects.exists()

    sam.presses("See the result")
    expect(sam.page).to_have_url(re.compile("/shop/result/"))
    expect(sam.page.get_by_role("main")).to_contain_text("30 of 43 enroll; 31 are needed: 1 more.")
    sam.looks("result")
    with sam.page.expect_download() as download:
        sam.follows("Put a reminder into your calendar (.ics)")
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")
    as_printed(sam.page, "printed")

    sam.follows("Ask for a quote")
    sam.sees_page("Ask for a quote")
    sam.writes("Your name", "Sam Asker")
    sam.writes("Name of the business", "Asker & Daughters")
    sam.writes("Phone number", "559-555-0142")
    sam.writes("E-mail address", "sam@example.org")
    sam.presses("Send the request")
    sam.sees_problem("Check the box: without it nobody may call you.")
    sam.ticks("The SHOP Sales Team may call me about a quote at this number")
    sam.presses("Send the request")
    sam.sees_page("Your request is sent")
    asked = QuoteRequest.objects.get()
    assert asked.label in mails().text

    works_the_request(Member(browse(), site), asked)


def works_the_request(kim: Member, asked: QuoteRequest) -> None:
    seller = StaffFactory(role="SHOP sales")
    kim.signs_in(seller.username)
    kim.sees_page("What to do next")
    kim.hands.press(kim.page.get_by_role("link", name="Open the queue"))
    kim.standards = WCAG
    kim.looks("queue")
    kim.follows(asked.label)
    expect(kim.page.get_by_text("30 of 43 enroll")).to_be_visible()
    kim.looks("request")
    kim.leaves_by("Take it")
    kim.writes("Note, for the sales team only:", "Will call on Monday.")
    kim.presses("Add the note")
    expect(kim.page.get_by_text("It is noted.")).to_be_visible()
    kim.page.get_by_label("Outcome").select_option("quoted")
    kim.presses("Close the request")
    expect(kim.page.get_by_text("The request is closed.")).to_be_visible()
    kim.looks("closed")


def test_in_spanish_on_a_phone_without_a_script(browse, site):
    ana = Visitor(browse(java_script_enabled=False, viewport=NARROW), site, twin=browse())
    ana.goes_to("/shop/")
    ana.reads("es")
    ana.sees_page(QUESTION)
    says_yes_to_all(ana)
    ana.writes("Full-time equivalents (FTE)", "12")
    answers = ["10", "4", "7", "$287.33", "143.66"]
    for label, text in zip(ANSWERS, answers, strict=True):
        ana.writes(label, text)
    ana.presses("See the result")
    text = "At most %(base)s can enroll: %(eligible)s eligible less %(waived)s waived."
    ana.sees_problem(ana.say(text, base=6, eligible=10, waived=4))
    ana.writes("Employees who will enroll", "5")
    ana.presses("See the result")
    expect(ana.page).to_have_url(re.compile("/shop/result/"))
    expect(ana.page.get_by_role("main")).to_contain_text("$0.01")
    ana.looks("result")
    ana.follows("Change the answers")
    ana.sees_page(QUESTION, "once more")
    expect(ana.field("Employees who will enroll")).to_have_value("5")


def test_each_verdict_looks_right(browse, site):
    """Of days long ago, so that they stay the same."""
    sam = Visitor(browse(), site)
    open_day = datetime(2014, 11, 20, 10, tzinfo=PACIFIC)
    for name, facts in {
        "any time": {"at": open_day},
        "special": {"few": True, "at": open_day},
        "wait": {"few": True, "at": open_day - timedelta(days=17)},
        "not eligible": {"fte": 60, "w2": False, "enrolled": 2, "contrib": 5_000, "at": open_day},
        "review": {"waived": 10, "enrolled": 0, "at": timezone.now()},
    }.items():
        sam.goes_to(ShopCheckFactory(**facts).get_absolute_url())
        expect(sam.page.get_by_role("heading", level=2, name="Rule by rule")).to_be_visible()
        sam.looks(name)
        as_printed(sam.page, f"printed-{name.replace(' ', '-')}")
