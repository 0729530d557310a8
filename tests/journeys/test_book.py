"""An assister's book: what to do first, a name that no address shows, two windows, a file."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audit.models import AuditEvent
from tests.casework.factories import ChangeReportFactory, DocumentFactory, RenewalFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, CaseFactory
from tests.journeys.people import NARROW
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(browse, site):
    def come(**options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        return Member(browse(**options), site, twin=twin)

    return come


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def hold(dee, first, last, *, due=200, until=300, consent=400):
    days = {"renewal_due_on": in_days(due), "consent_until": consent and in_days(consent)}
    case = CaseFactory(linked=True, first_name=first, last_name=last, **days)
    DelegationFactory(assister=dee, case=case, from_on=in_days(-65), until_on=in_days(until))
    return case


@pytest.fixture
def dee():
    """Of five cases, of which one has everything due and one nothing."""
    found = AssisterFactory(ready=True)
    worst = hold(found, "Guadalupe", "Hernández-Villaseñor", due=-3, until=9, consent=-20)
    DocumentFactory(case=worst, requested=True, due_on=in_days(-1))
    DocumentFactory(case=worst, rejected=True)
    ChangeReportFactory(case=worst, returned=True)
    ChangeReportFactory.create_batch(2, case=worst)
    RenewalFactory(case=worst, returned=True)
    hold(found, "Ana", "Flores", consent=None)
    hold(found, "Minh", "Nguyễn", due=40)
    hold(found, "José", "Peña-Díaz", until=20)
    hold(found, "Zoe", "Abbott")
    return found


def looks_for(person, words):
    label = person.say("Name, or end of the case number")
    person.hands.write(person.page.get_by_label(label), words)


def names(page):
    return page.get_by_role("rowheader").get_by_role("link").all_inner_texts()


def test_searched_in_one_window_narrowed_in_another_and_taken_along(member, dee, tmp_path):
    here = member()
    here.signs_in(dee.user.username)
    here.sees_page("What to do next")
    here.follows("Open your book of cases Your cases")
    here.sees_page("Your cases", "what to do first")
    assert names(here.page) == [
        "Guadalupe Hernández-Villaseñor",
        "Ana Flores",
        "José Peña-Díaz",
        "Minh Nguyễn",
        "Zoe Abbott",
    ]
    other = here.page.context.new_page()
    looks_for(here, "jose pena")
    here.presses("Search")
    expect(here.page.get_by_text("1 case", exact=True)).to_be_visible()
    here.looks("found")
    assert "pena" not in here.page.url.lower()

    other.goto(here.page.url)
    expect(other.get_by_text("1 case", exact=True)).to_be_visible()
    other.get_by_label("Name, or end of the case number").fill("")
    other.get_by_label("Show").select_option(label="Something is due")
    other.get_by_label("Sort by").select_option(label="Last name")
    other.get_by_role("button", name="Search", exact=True).click()
    expect(other.get_by_text("4 cases", exact=True)).to_be_visible()
    assert [name.split()[-1][0] for name in names(other)] == ["F", "H", "N", "P"]
    with other.expect_download() as download:
        other.get_by_role("button", name="Export these cases (CSV)").click()
    download.value.save_as(tmp_path / "cases.csv")
    with (tmp_path / "cases.csv").open() as file:
        assert len(list(csv.DictReader(file))) == 4
    assert AuditEvent.objects.filter(verb="case.export").count() == 4

    here.page.reload()
    expect(here.page.get_by_text("1 case", exact=True)).to_be_visible()
    looks_for(here, "nobody")
    here.presses("Search")
    expect(here.page.get_by_role("heading", name="No case fits")).to_be_visible()
    here.looks("nobody")
    here.page.go_back()
    expect(here.page.get_by_text("1 case", exact=True)).to_be_visible()


def test_on_a_phone_in_spanish_without_scripts(member, dee):
    here = member(java_script_enabled=False, viewport=NARROW)
    here.goes_to("/sign-in/")
    here.reads("es")
    here.signs_in(dee.user.username)
    here.sees_page("What to do next")
    here.goes_to("/cases/")
    here.sees_page("Your cases", "all")
    looks_for(here, "VILLASENOR")
    here.presses("Search")
    expect(here.page.get_by_role("rowheader")).to_have_count(1)
    here.looks("found")
    here.goes_to("/cases/renewals/")
    here.sees_page("Renewals", "some")
