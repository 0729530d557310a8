"""A question in two browsers: the assister asks; the consumer answers, in Spanish on a phone."""

import pytest
from playwright.sync_api import expect

from casework.models import Question
from tests.casework.factories import DocumentFileFactory
from tests.delegation.factories import DelegationFactory
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


def test_asked_answered_and_read_and_a_wrong_file_taken_back(member):
    held = DelegationFactory(case__user__language="es")
    file = DocumentFileFactory(document__case=held.case, name="cat.png")
    dee, pat = member(), member(java_script_enabled=False, viewport=NARROW)
    dee.signs_in(held.assister.user.username)
    dee.sees_page("What to do next")
    dee.goes_to(f"/cases/{held.case.pk}/questions/")
    dee.sees_page("Questions", "none")
    dee.follows("Ask a question")
    dee.sees_page("Ask a question", "empty")
    dee.presses("Ask it")
    expect(dee.page.get_by_role("main")).to_contain_text("There is a problem")
    dee.looks("nothing asked")
    dee.writes("Your question", "Is your aunt still with you?")
    dee.presses("Ask it")
    dee.sees_page("Questions", "one")

    pat.goes_to("/")
    pat.reads("es")
    pat.sees_page("Welcome to the Assister Portal")
    pat.signs_in(held.case.user.username)
    pat.sees_page("What to do next")
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("Questions to answer"))
    pat.goes_to("/my-case/questions/")
    pat.sees_page("Questions", "own")
    pat.page.get_by_role("link", name="Is your aunt still with you?").click()
    pat.sees_page("Question", "open")
    pat.writes("The answer", "Sí, hasta junio.")
    pat.presses("Send the answer")
    expect(pat.page.get_by_role("main")).to_contain_text(pat.say("It is answered"))
    pat.looks("answered")
    assert Question.objects.get().is_answered

    pat.goes_to(f"/my-case/documents/files/{file.pk}/take-back/")
    pat.sees_page("Take a file back", "confirm")
    pat.presses("Take it back and delete it")
    pat.sees_page("Documents", "none left")

    dee.page.get_by_role("link", name="Is your aunt still with you?").click()
    dee.sees_page("Question", "read")
    expect(dee.page.get_by_role("main")).to_contain_text("Sí, hasta junio.")
