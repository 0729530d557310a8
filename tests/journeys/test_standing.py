"""From registered to ready and back: the desk decides, the assister reads, a consumer checks the badge."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Assister
from accounts.workflows import badges
from tests.factories import AssisterFactory, StaffFactory
from tests.journeys.people import NARROW, WCAG
from tests.journeys.signing_in import Member, scan

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def decides(kim: Member, what: str, reason: str | None = None, note: str = "") -> None:
    """By the button on the assister's page, and on the page that asks why."""
    kim.hands.press(kim.page.get_by_role("link", name=what, exact=True))
    expect(kim.page.get_by_role("heading", level=1)).to_have_text(what)
    kim.looks(what)
    if reason:
        kim.page.get_by_label("Reason").select_option(label=reason)
    kim.page.get_by_label("Note").fill(note)
    kim.presses(what)
    expect(kim.page.get_by_text(f"Done: {what}.")).to_be_visible()


def test_the_desk_certifies_badges_and_suspends_and_a_consumer_sees_it(browse, site, mails):
    assister = AssisterFactory(activated=True, first_name="Noor", last_name="Haddad")
    AssisterFactory.create_batch(2, suspended=True)
    desk = StaffFactory(role="Certification desk")
    kim, maria = Member(browse(), site), Member(browse(viewport=NARROW), site)
    kim.signs_in(desk.username)
    kim.sees_page("What to do next")
    kim.standards = WCAG

    kim.goes_to("/admin/accounts/assister/?standing=not_certified")
    expect(kim.page.get_by_text("1 assister", exact=True)).to_be_visible()
    kim.looks("list")
    kim.follows(assister.certification_number)
    kim.looks("assister")
    decides(kim, "Certify")
    decides(kim, "Issue badge")
    kim.looks("certified")
    kim.hands.press(kim.page.get_by_role("link", name="Print badge"))
    kim.sees_page("Badge")

    maria.goes_to(scan(kim.page.get_by_role("img", name=re.compile("QR code"))))
    maria.sees_page("Badge check", "valid")
    expect(maria.page.get_by_role("heading", name="Valid today")).to_be_visible()
    expect(maria.page.get_by_text("Noor Haddad")).to_be_visible()

    kim.goes_to(f"/admin/accounts/assister/{assister.pk}/change/")
    kim.hands.press(kim.page.get_by_role("link", name="Suspend", exact=True))
    kim.presses("Suspend")
    expect(kim.page.get_by_text("Choose the reason.")).to_be_visible()
    kim.looks("no reason")
    kim.goes_to(f"/admin/accounts/assister/{assister.pk}/change/")
    decides(kim, "Suspend", "A complaint is being looked into", "We will call you this week.")
    expect(kim.page.get_by_text("We will call you this week.")).to_be_visible()

    maria.page.reload()
    expect(maria.page.get_by_role("heading", name="Not valid today")).to_be_visible()
    maria.looks("not valid")

    noor = Member(browse(), site)
    noor.signs_in(assister.user.username)
    noor.sees_page("What to do next", "suspended")
    noor.page.get_by_role("link", name="See where you stand").first.click()
    noor.sees_page("Where you stand")
    expect(noor.page.get_by_text("We will call you this week.")).to_be_visible()

    decides(kim, "Reinstate", "What stood against it is settled")
    maria.page.reload()
    expect(maria.page.get_by_role("heading", name="Valid today")).to_be_visible()
    noor.goes_to("/dashboard/")
    expect(noor.page.get_by_role("heading", name="You can help consumers")).to_be_visible()

    invited = AssisterFactory()
    kim.goes_to(f"/admin/accounts/assister/{invited.pk}/change/")
    kim.leaves_by("Issue delegation code")
    expect(
        kim.page.get_by_text(f"A delegation code is on its way to {invited.email}.")
    ).to_be_visible()
    assert mails().to == invited.email


def test_an_assister_without_a_badge_meets_no_dead_end_in_spanish_without_a_script(
    browse, site, watch
):
    assister = AssisterFactory(unbadged=True, user__username="noor.haddad")
    page = browse(java_script_enabled=False, viewport=NARROW)
    noor = Member(page, site, twin=browse(viewport=NARROW))
    noor.goes_to("/")
    noor.reads("es")
    noor.goes_to("/sign-in/")
    noor.writes("Username or e-mail address", "noor.haddad")
    noor.writes("Password", "three green kettles sing")
    noor.presses("Sign In")
    noor.sees_page("What to do next")
    expect(page.get_by_role("heading", name=noor.say("Badge not issued yet"))).to_be_visible()

    page.goto(f"{site}/account/badge/")
    noor.sees_page("You cannot open this page now")
    watch.expect("403 (Forbidden)")
    main = page.get_by_role("main")
    main.get_by_role("link", name=noor.say("What to do next")).click()
    noor.sees_page("What to do next")

    badges.issue(assister=Assister.objects.get(), by=None)
    page.reload()
    expect(page.get_by_role("heading", name=noor.say("You can help consumers"))).to_be_visible()
    page.get_by_role("link", name=noor.say("Show your badge")).click()
    noor.sees_page("Badge")
    page.get_by_role("link", name=noor.say("Check this badge")).click()
    noor.sees_page("Badge check")
    expect(main).to_contain_text(assister.full_name)
