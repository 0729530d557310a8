"""Two cases in two tabs, not mixed up; and one's own case on a phone, in Spanish, without a script."""

import pytest
from playwright.sync_api import expect

from casework.models import ChangeReport
from tests.casework.factories import ChangeReportFactory, DocumentFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, UserFactory
from tests.journeys.people import NARROW
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_an_assister_works_on_two_cases_in_two_tabs(browse, site):
    held = DelegationFactory()
    DocumentFactory(case=held.case, requested=True)
    ana = CaseFactory(
        first_name="Ana", last_name="López", user=UserFactory(), pk=next_colour(held.case)
    )
    asked = DelegationFactory(case=ana, assister=held.assister, pending=True)
    first = Member(browse(), site)
    first.signs_in(held.assister.user.username)
    first.sees_page("What to do next")
    first.goes_to("/cases/")
    first.sees_page("Your cases")
    first.follows("Pat Gives")
    first.sees_page("Overview of the case", "Pat")

    second = Member(first.page.context.new_page(), site)
    second.goes_to("/cases/requests/")
    second.sees_page("Requests for your help")
    second.page.get_by_role("main").get_by_role("button", name="Accept").click()
    second.sees_page("Overview of the case", "Ana")
    expect(second.page.get_by_role("main")).to_contain_text("You can now help Ana López.")
    colours = [helping(tab).get_attribute("class") for tab in (first, second)]
    assert colours[0] != colours[1]

    # Each tab acts on its own case, whichever was looked at last.
    first.follows("Report a change")
    first.sees_page("Report a change", "of Pat")
    expect(helping(first)).to_contain_text("PG You are helping Pat Gives")
    second.follows("Report a change")
    second.sees_page("Report a change", "of Ana")
    expect(helping(second)).to_contain_text("AL You are helping Ana López")
    for tab, kind in ((first, "New address"), (second, "Income")):
        tab.ticks(kind)
        tab.presses("Continue")
        tab.sees_page(kind)
    for tab, kind, case in ((second, "income", asked.case), (first, "address", held.case)):
        assert ChangeReport.objects.get(kind=kind).case == case
        tab.follows("Overview")
        tab.sees_page("Overview of the case", "with a draft")
        expect(tab.page.get_by_role("main")).to_contain_text(
            "This change is written, and not sent yet."
        )


def next_colour(case):
    """The id of a case whose bar has another colour."""
    return type(case.pk)(int=case.pk.int + 1 if case.pk.int % 2 == 0 else case.pk.int - 1)


def helping(tab):
    return tab.page.get_by_role("complementary", name="Whom you are helping")


def test_one_s_own_case_on_a_phone_without_a_script(browse, site):
    held = DelegationFactory(case__user=UserFactory(language="es"))
    DocumentFactory(case=held.case, rejected=True, asked=True, words="La página dos.")
    ChangeReportFactory(case=held.case, by=held.case.user)
    pat = Member(browse(java_script_enabled=False, viewport=NARROW), site, twin=browse())
    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(held.case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/")
    pat.sees_page("My case")
    pat.follows("End this access")
    expect(pat.page.get_by_role("main")).to_contain_text(held.assister.full_name)
    pat.goes_to("/my-case/")
    pat.sees_page("My case", "again")
    pat.page.get_by_role("link", name=pat.say("Send it")).first.click()
    pat.sees_page("Send a document")
    expect(pat.page.get_by_role("main")).to_contain_text("La página dos.")
    pat.follows("Overview")
    pat.sees_page("My case", "back")
