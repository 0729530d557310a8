"""An entity's contact: invites again, asks to add and to remove, keeps the sites right; the desk decides."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Assister, EntityRequest, Site
from delegation.models import DelegationCode
from tests.accounts.factories import OpeningHoursFactory
from tests.factories import (
    AssisterFactory,
    DelegationCodeFactory,
    EntityContactFactory,
    SiteFactory,
    StaffFactory,
)
from tests.journeys.people import NARROW, WCAG, Keyboard
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contact(site):
    """Of an entity with one who is ready, one without a badge, one who is invited, and a site."""
    contact = EntityContactFactory(user__first_name="Erin", entity__legal_name="Valley Aid, Inc.")
    entity = contact.entity
    place = SiteFactory(entity=entity, street="12 Main Street", languages=["en", "es"])
    OpeningHoursFactory(site=place)
    AssisterFactory(entity=entity, site=place, ready=True, first_name="Ben", last_name="Ito")
    AssisterFactory(entity=entity, unbadged=True, first_name="Noor", last_name="Haddad")
    ana = AssisterFactory(entity=entity, first_name="Ana", last_name="Flores")
    DelegationCodeFactory(assister=ana, expired=True)
    return contact


def button(visitor, name):
    return visitor.page.get_by_role("button", name=visitor.say(name))


def link(visitor, name):
    return visitor.page.get_by_role("main").get_by_role("link", name=visitor.say(name))


def says(visitor, words):
    expect(visitor.page.get_by_text(visitor.say(words))).to_be_visible()


def names_tomorrow(visitor):
    day = timezone.localdate() + timedelta(1)
    for part, number in (("Month", day.month), ("Day", day.day), ("Year", day.year)):
        visitor.writes(part, str(number))


def the_day_comes():
    EntityRequest.objects.update(wanted_on=timezone.localdate())


def test_from_an_invitation_to_a_removal_by_keyboard(browse, site, mails, contact):
    erin = Member(browse(), site, Keyboard)
    erin.signs_in(contact.user.username)
    erin.sees_page("What to do next", "contact")
    invites_again(erin, mails)
    asks_to_add(erin)

    kim = Member(browse(), site)
    kim.signs_in(StaffFactory(role="Certification desk").username)
    kim.sees_page("What to do next", "desk")
    kim.standards = WCAG
    the_day_comes()
    puts_on_record(kim)

    erin.goes_to(mails().link)
    erin.sees_page("Your request", "done")
    asks_to_remove(erin)
    the_day_comes()
    ends_the_affiliation(kim)
    erin.goes_to(mails().link)
    erin.sees_page("Your request", "removed")
    says(erin, "It is done: they no longer work for your entity.")


def invites_again(erin, mails):
    erin.hands.press(link(erin, "See the invitations"))
    erin.sees_page("Invitations")
    erin.hands.press(button(erin, "Send again Ana Flores"), times=2)
    expect(erin.page.get_by_role("cell", name="Sent, not opened.")).to_be_visible()
    erin.looks("sent again")
    assert mails().to == Assister.objects.get(first_name="Ana").email
    assert DelegationCode.objects.live().count() == 1


def asks_to_add(erin):
    erin.follows("Assisters")
    erin.sees_page("Your assisters")
    expect(erin.page.get_by_role("row", name=re.compile("Noor Haddad.*Badge"))).to_be_visible()
    erin.follows("Ask to add somebody")
    erin.sees_page("Add an assister")
    erin.writes("First name", "Rosa")
    erin.writes("Last name", "Núñez")
    erin.writes("Their own e-mail address", "rosa")
    names_tomorrow(erin)
    erin.presses("Send the request")
    erin.sees_problem("Enter an e-mail address such as name@example.org.")
    erin.writes("Their own e-mail address", "rosa@example.org")
    erin.presses_twice("Send the request")
    erin.sees_page("Your request", "asked")
    assert EntityRequest.objects.get().email == "rosa@example.org"


def puts_on_record(kim):
    kim.hands.press(kim.page.get_by_role("link", name="Open the queue Requests of entities"))
    expect(kim.link("Rosa Núñez")).to_be_visible()
    kim.looks("queue")
    kim.follows("Rosa Núñez")
    expect(kim.page.get_by_role("heading", level=1)).to_have_text("Add an assister")
    kim.presses("Put on record")
    expect(kim.page.get_by_text("Enter the certification number.")).to_be_visible()
    kim.looks("no number")
    kim.page.get_by_label("Certification number").fill("500 000 999")
    kim.presses("Put on record")
    expect(kim.page.get_by_text("Next, issue a delegation code.")).to_be_visible()
    kim.looks("added")


def asks_to_remove(erin):
    erin.follows("Assisters")
    erin.sees_page("Your assisters", "four")
    erin.hands.write(erin.page.get_by_label("Name or certification number"), "ito")
    erin.presses("Search")
    expect(erin.page.get_by_role("table", name="1 assister")).to_be_visible()
    erin.looks("searched")
    erin.hands.press(link(erin, "Ask to remove Ben Ito"))
    erin.sees_page("Remove an assister")
    names_tomorrow(erin)
    erin.presses("Send the request")
    erin.sees_problem("Choose the reason.")
    erin.ticks("They no longer work there")
    erin.presses("Send the request")
    erin.sees_page("Your request", "to remove")


def ends_the_affiliation(kim):
    kim.goes_to("/admin/accounts/entityrequest/")
    kim.follows("Ben Ito")
    expect(kim.page.get_by_role("heading", level=1)).to_have_text("Remove an assister")
    kim.looks("removal")
    kim.presses("End affiliation")
    expect(kim.page.get_by_text("They no longer work for the entity.")).to_be_visible()


def test_sites_on_a_phone_in_spanish_without_a_script(browse, site, contact):
    page = browse(java_script_enabled=False, viewport=NARROW)
    ana = Member(page, site, twin=browse(viewport=NARROW))
    ana.signs_in(contact.user.username)
    ana.sees_page("What to do next")
    ana.reads("es")
    ana.sees_page("What to do next", "spanish")
    link(ana, "See your assisters").click()
    ana.sees_page("Your assisters")
    link(ana, "Ask to remove").first.click()
    ana.sees_page("Remove an assister")
    ana.goes_to("/entity/invitations/")
    ana.sees_page("Invitations")

    ana.follows("Sites and hours")
    ana.sees_page("Your sites and hours")
    link(ana, "Edit").click()
    ana.sees_page("Change a site")
    ana.writes("Tuesday", "9-x")
    ana.presses("Save the site")
    ana.sees_problem("Write the hours like 9:00 am - 5:00 pm, or leave them empty if closed.")
    ana.writes("Tuesday", "9-12, 1-5:30")
    Site.objects.update(version=F("version") + 1, city="Clovis")
    ana.presses("Save the site")
    expect(page.get_by_role("heading", name=ana.say("On record now"))).to_be_visible()
    ana.looks("changed meanwhile")
    ana.presses("Save the site")
    ana.sees_page("Your sites and hours", "saved")
    expect(page.get_by_text("9:00 am - 12:00 pm, 1:00 pm - 5:30 pm")).to_be_visible()

    page.locator("summary", has_text=ana.say("Close this site")).click()
    button(ana, "Close the site").click()
    expect(page.get_by_text(re.compile("Cerrado desde"))).to_be_visible()
    ana.looks("closed")
    assert Site.objects.get().closed_on == timezone.localdate()
