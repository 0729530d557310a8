"""A new address in two browsers: the assister reports it, the consumer reads it; and a renewal on a phone."""

import pytest
from playwright.sync_api import expect

from casework.models import ChangeReport, Renewal
from tests.casework.factories import ChangeReportFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, UserFactory
from tests.journeys.people import NARROW
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(browse, site):
    def come(**options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        return Member(browse(**options), site, twin=twin)

    return come


def test_reported_by_the_assister_and_read_by_the_consumer(member, watch):
    held = DelegationFactory()
    dee, pat = member(), member()
    dee.signs_in(held.assister.user.username)
    dee.sees_page("What to do next")
    dee.goes_to("/cases/renewals/")
    dee.sees_page("Renewals", "one case")
    dee.goes_to(f"/cases/{held.case.pk}/changes/")
    dee.sees_page("Reported changes", "none")
    dee.follows("Report a change")
    dee.sees_page("Report a change", "which kind")
    dee.ticks("New address")
    dee.presses("Continue")
    dee.sees_page("New address", "empty")
    dee.writes("Street address", "9 Elm Street")
    expect(dee.page.get_by_text("Saved just now.")).to_be_visible()
    assert ChangeReport.objects.get().answers["street"] == ["9 Elm Street"]

    # The same draft in another tab: whoever saves second is told, and nothing is lost.
    change = ChangeReport.objects.get()
    ChangeReport.objects.update(version=change.version + 1, answers={"street": ["7 Oak Road"]})
    dee.writes("City", "Fresno")
    expect(dee.page.get_by_text("What you type here is not saved any more")).to_be_visible()
    dee.presses("Continue")
    expect(dee.page.get_by_text("Nothing is lost.")).to_be_visible()
    expect(dee.page.get_by_text("7 Oak Road")).to_be_visible()
    dee.looks("two tabs")
    watch.expect("409")
    dee.writes("ZIP code", "1")
    dee.presses("Continue")
    expect(dee.page.get_by_role("main")).to_contain_text("There is a problem")
    dee.looks("a wrong code")
    assert dee.page.get_by_label("Street address").input_value() == "9 Elm Street"
    dee.writes("ZIP code", "93701")
    day = ChangeReportFactory.build(case=held.case, by=held.assister.user).answers
    for part in ("Month", "Day", "Year"):
        dee.writes(part, day[f"from_on_{part.lower()}"][0])
    dee.presses("Continue")
    dee.sees_page("Look at it once more", "review")
    dee.presses("Send it to the case desk")
    dee.sees_page("New address", "sent")
    expect(dee.page.get_by_role("main")).to_contain_text("It is with the case desk")

    pat.signs_in(held.case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/changes/")
    pat.sees_page("Reported changes", "one")
    pat.follows("New address")
    pat.sees_page("New address", "read")
    expect(pat.page.get_by_role("main")).to_contain_text("Sent by the assister")
    expect(pat.page.get_by_role("main")).to_contain_text("9 Elm Street")


def test_a_renewal_in_spanish_on_a_phone_without_a_script(member):
    case = CaseFactory(user=UserFactory(language="es"))
    pat = member(java_script_enabled=False, viewport=NARROW)
    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/renewal/")
    expect(pat.page.get_by_role("heading", level=1)).to_have_text("Renovación para 2027")
    pat.looks("not begun")
    pat.presses("Begin the renewal")
    pat.sees_page("Household")
    pat.ticks("Yes, nothing changed")
    pat.presses("Save and go on later")
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("It is not sent yet"))
    pat.follows("Go on")
    pat.sees_page("Income")
    pat.ticks("Yes")
    pat.presses("Continue")
    pat.sees_page("Consent to verify income")
    pat.presses("Continue")
    expect(pat.page.get_by_role("main")).to_contain_text(
        pat.say("Choose yes or no: nobody answers this for you.")
    )
    pat.looks("no answer")
    pat.ticks("No, I do not agree")
    pat.presses("Continue")
    pat.sees_page("Plan")
    pat.ticks("Keep the plan I have")
    pat.presses("Continue")
    pat.sees_page("Review and submit")
    pat.presses("Submit the renewal")
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("It is with the case desk"))
    pat.looks("sent")
    assert Renewal.objects.get().facts["consent"] == "no"
