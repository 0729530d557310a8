"""Documents in two browsers: the assister sends, the case desk wants another, the consumer sends that."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import Document
from casework.workflows import desk
from delegation.models import Delegation
from tests import images
from tests.casework import papers
from tests.casework.factories import CASE_DESK, DocumentFactory
from tests.casework.web import check_all
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, HouseholdMemberFactory, StaffFactory, UserFactory
from tests.journeys.people import NARROW
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"


@pytest.fixture
def member(browse, site):
    def come(**options) -> Member:
        twin = browse() if options.get("java_script_enabled") is False else None
        return Member(browse(**options), site, twin=twin)

    return come


def chooses(who: Member, *files: tuple[str, bytes]) -> None:
    kinds = "application/octet-stream"
    who.page.locator("#id_uploads").set_input_files(
        [{"name": name, "mimeType": kinds, "buffer": content} for name, content in files]
    )


def ends(held: Delegation) -> None:
    held.state, held.closed_at = Delegation.State.ENDED, timezone.now()
    held.closed_as, held.reason = "consumer", "asked"
    held.save()


def test_sent_rejected_and_sent_again_in_two_browsers(member, watch):
    held = DelegationFactory()
    HouseholdMemberFactory(case=held.case, first_name="Kit")
    dee, pat = member(), member()
    dee.signs_in(held.assister.user.username)
    dee.sees_page("What to do next")
    dee.goes_to(f"/cases/{held.case.pk}/documents/")
    dee.sees_page("Documents", "none")
    expect(dee.page.get_by_text("You are helping")).to_contain_text("Pat Gives")
    dee.follows("Send a document")
    dee.sees_page("Send a document", "as it comes")
    dee.page.get_by_label("What do you send?").select_option("Proof of yearly income")
    expect(dee.page.get_by_text("Send all pay stubs of one whole month")).to_be_visible()
    expect(dee.page.get_by_text("A P.O. box is not enough.")).to_be_hidden()
    dee.ticks("Kit Gives")
    chooses(dee, ("stub.png", images.png(600, 800)), ("invoice.exe", b"MZ"))
    dee.presses("Send")
    wrong = dee.page.get_by_role("alert")
    expect(wrong).to_contain_text("“invoice.exe” is not a PDF, JPEG, PNG or HEIC file.")
    dee.looks("a wrong file")
    chooses(dee, ("stub.png", images.png(600, 800)), ("stub.pdf", papers.PDF))
    dee.presses("Send")
    dee.sees_page("Proof of yearly income", "being checked")
    check_all()
    dee.page.reload()
    dee.sees_page("Proof of yearly income", "checked")
    expect(dee.page.get_by_role("img", name="Small picture of file 1")).to_be_visible()
    with dee.page.expect_download() as saved:
        dee.hands.press(dee.page.get_by_role("link", name="Download stub.pdf"))
    assert re.fullmatch(r"income-[0-9a-f]{8}\.pdf", saved.value.suggested_filename)

    document = Document.objects.get()
    kim = StaffFactory(role=CASE_DESK)
    desk.reject(document=document.pk, words="One week is missing. Send all four.", by=kim)
    pat.signs_in(held.case.user.username)
    pat.sees_page("What to do next", "a document to send")
    pat.follows("See which Documents to send")
    pat.sees_page("Documents", "rejected")
    pat.follows("Proof of yearly income")
    pat.sees_page("Proof of yearly income", "rejected")
    expect(pat.page.get_by_role("main")).to_contain_text("One week is missing.")
    pat.follows("Send it again")
    pat.sees_page("Send a document", "again")
    chooses(pat, ("stub.png", images.png(600, 800)))
    pat.presses("Send")
    pat.sees_page("Proof of yearly income", "sent again")
    expect(pat.page.get_by_text("1 of the files was sent before.")).to_be_visible()

    dee.goes_to(f"/cases/{held.case.pk}/documents/send/")
    dee.sees_page("Send a document", "before the end")
    dee.page.get_by_label("What do you send?").select_option("Another document")
    dee.ticks("Pat Gives")
    dee.writes("Note for the case desk (optional)", "The lease of the new flat.")
    chooses(dee, ("lease.pdf", papers.PDF))
    ends(held)
    dee.presses("Send")
    dee.sees_page("This case is not open to you now")
    expect(dee.page.get_by_role("main")).to_contain_text("The lease of the new flat.")
    assert "Gives" not in dee.page.get_by_role("main").inner_text()
    assert Document.objects.count() == 1
    watch.expect("403")


def test_in_spanish_on_a_phone_without_a_script(member):
    case = CaseFactory(user=UserFactory(language="es"))
    DocumentFactory(case=case, requested=True, type_id="residency")
    pat = member(java_script_enabled=False, viewport=NARROW)
    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(case.user.username)
    pat.sees_page("What to do next")
    pat.goes_to("/my-case/documents/")
    pat.sees_page("Documents", "requested")
    pat.hands.press(pat.page.get_by_role("link", name="Comprobante de residencia en California"))
    expect(pat.page.get_by_role("heading", level=1)).to_have_text(
        "Comprobante de residencia en California"
    )
    pat.follows("Send it")
    pat.sees_page("Send a document")
    pat.presses("Send")
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("Choose at least one file."))
    pat.looks("no file")
    chooses(pat, ("IMG_0001.HEIC", papers.HEIC))
    pat.presses("Send")
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("We are checking the files"))
    check_all()
    pat.page.reload()
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("It is with the case desk"))
    pat.looks("checked")
