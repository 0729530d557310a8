"""The consumer watches what the assister does, and says that it is not OK: it is over at once."""

import re

import pytest
from playwright.sync_api import expect

from casework.models import ChangeReport, Document, Objection
from tests import images
from tests.delegation.factories import DelegationFactory
from tests.factories import UserFactory
from tests.journeys.people import NARROW
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ACTIVITY = "Who has seen and done what on my case"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"


@pytest.fixture
def member(browse, site):
    def come(**options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        return Member(browse(**options), site, twin=twin)

    return come


def sends_a_document(dee: Member, case) -> None:
    dee.goes_to(f"/cases/{case.pk}/documents/send/")
    dee.sees_page("Send a document")
    dee.page.get_by_label("What do you send?").select_option("Proof of yearly income")
    dee.ticks("Pat Gives")
    picture = {"name": "stub.png", "mimeType": "image/png", "buffer": images.png(600, 800)}
    dee.page.locator("#id_uploads").set_input_files([picture])
    dee.presses("Send")
    dee.sees_page("Proof of yearly income")


def begins_a_change(dee: Member, case) -> None:
    dee.goes_to(f"/cases/{case.pk}/changes/report/")
    dee.sees_page("Report a change")
    dee.ticks("New address")
    dee.presses("Continue")
    dee.sees_page("New address")
    dee.writes("Street address", "9 Elm Street")
    expect(dee.page.get_by_text("Saved just now.")).to_be_visible()


def test_watched_and_objected_to(member, watch):
    held = DelegationFactory()
    dee, pat = member(), member()
    pat.signs_in(held.case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/activity/")
    pat.sees_page(ACTIVITY, "as good as nothing")
    list_of = pat.page.get_by_role("main")
    expect(list_of).not_to_contain_text("Dee Acts")

    dee.signs_in(held.assister.user.username)
    dee.sees_page("What to do next")
    sends_a_document(dee, held.case)
    pat.page.reload()
    pat.sees_page(ACTIVITY, "a document")
    expect(list_of).to_contain_text("Sent a document: Proof of yearly income")
    begins_a_change(dee, held.case)
    pat.page.reload()
    pat.sees_page(ACTIVITY, "a change")
    expect(list_of).to_contain_text("Began to report a change: New address")
    expect(list_of).to_contain_text(held.entity.legal_name)

    pat.page.get_by_label("By whom").select_option("Whoever helps me, and others")
    pat.presses("Narrow the list")
    expect(pat.page).to_have_url(re.compile("who=delegate"))
    pat.sees_page(ACTIVITY, "narrowed")
    expect(list_of).not_to_contain_text("Looked at who has seen")
    not_ok = re.compile("^This wasn’t OK Dee Acts, Began to report a change")
    pat.hands.press(pat.page.get_by_role("link", name=not_ok))
    pat.sees_page("This wasn’t OK", "before")
    pat.writes("What was not OK? (optional)", "I never moved.")
    pat.presses("End the access and report it")
    made = pat.page.get_by_role("heading", level=1, name=re.compile("^Your report OBJ-"))
    expect(made).to_be_visible()
    pat.looks("reported")
    expect(list_of).to_contain_text("Their access to your case ended with your report.")
    assert Objection.objects.get().words == "I never moved."

    dee.presses("Continue")
    dee.sees_page("This case is not open to you now")
    watch.expect("403")
    expect(dee.page.get_by_role("main")).to_contain_text("9 Elm Street")
    assert "never moved" not in dee.page.content()
    change = ChangeReport.objects.get()
    assert change.is_draft
    assert change.answers["street"] == ["9 Elm Street"]
    assert Document.objects.count() == 1

    pat.goes_to("/my-case/activity/")
    pat.sees_page(ACTIVITY, "afterwards")
    expect(list_of).to_contain_text("You objected: OBJ-")
    expect(list_of).to_contain_text("Tried, and was refused")


def test_in_spanish_on_a_phone_without_a_script(member):
    held = DelegationFactory(case__user=UserFactory(language="es"))
    dee, pat = member(), member(java_script_enabled=False, viewport=NARROW)
    dee.signs_in(held.assister.user.username)
    dee.sees_page("What to do next")
    dee.goes_to(f"/cases/{held.case.pk}/history/")
    dee.sees_page("History")
    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(held.case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/activity/")
    pat.sees_page(ACTIVITY)
    not_ok = re.compile("^Esto no estuvo bien Dee Acts")
    pat.hands.press(pat.page.get_by_role("link", name=not_ok))
    pat.sees_page("This wasn’t OK")
    pat.presses("End the access and report it")
    expect(pat.page.get_by_role("heading", level=1)).to_contain_text("Su aviso OBJ-")
    pat.looks("reported")
    assert Objection.objects.get().ended == held
