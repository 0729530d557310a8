"""The desk and a roster: sent, mended, confirmed, watched, sent again; then codes for who came with it."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Assister, BulkJob
from accounts.workflows import bulk_jobs
from delegation.models import DelegationCode
from tests.accounts.test_bulk_jobs import ANA, BEN, HEADS
from tests.factories import EntityFactory, StaffFactory
from tests.journeys.people import WCAG
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CEM = "500000903,Cem,Ural,cem@example.org,,,"
BAD = ["500000903,Cem,Ural,no address,Klingon,,", "500000902,Ben,Ode,ben@example.org,,,"]


@pytest.fixture(autouse=True)
def quietly(settings, tmp_path, monkeypatch):
    """One row a chunk, each when the test says so."""
    settings.UPLOAD_DIR = tmp_path
    monkeypatch.setattr(bulk_jobs, "CHUNK", 1)


class Desk(Member):
    def sends(self, entity: str, *rows: str) -> None:
        self.goes_to("/admin/accounts/bulkjob/add/")
        page = self.page
        page.get_by_label(self.say("Entity")).select_option(label=entity)
        content = "\n".join([HEADS, *rows]).encode()
        file = {"name": "roster.csv", "mimeType": "text/csv", "buffer": content}
        page.get_by_label(self.say("Spreadsheet")).set_input_files([file])
        self.leaves_by("Look through the file")
        self.stands_at("Reading the file")

    def stands_at(self, state: str) -> None:
        """Without a reload by hand: the page asks how far it is."""
        said = self.page.get_by_role("main").get_by_text(self.say(state), exact=True)
        expect(said.first).to_be_visible()

    def fetches(self, link: str) -> str:
        with self.page.expect_download() as download:
            self.follows(link)
        return download.value.path().read_text(encoding="utf-8-sig")


def work() -> None:
    job = BulkJob.objects.latest("begun_at")
    while bulk_jobs.advance(job.pk):
        pass


def test_from_the_first_file_to_the_codes(browse, site):
    entity = EntityFactory().legal_name
    kim = Desk(browse(), site)
    kim.signs_in(StaffFactory(role="Certification desk").username)
    kim.sees_page("What to do next")
    kim.standards = WCAG

    kim.goes_to("/admin/accounts/bulkjob/add/")
    kim.looks("form")
    kim.sends(entity, ANA, BEN, *BAD)
    kim.looks("reading")
    work()
    kim.stands_at("Waiting for you to confirm")
    kim.looks("problems")
    problems = kim.page.get_by_role("region", name="2 rejected rows").get_by_role("row")
    expect(problems).to_have_text(
        [
            re.compile("Row.*Column.*Problem"),
            re.compile("4.*E-mail address.*Enter a valid email address."),
            re.compile("4.*Language of e-mails.*Write English or Spanish."),
            re.compile("5.*Certification number.*Row 3 has the same number."),
        ]
    )
    assert "500000903" in kim.fetches("Download the rejected rows")
    kim.leaves_by("Cancel")
    kim.stands_at("Cancelled")
    assert not Assister.objects.exists()

    kim.sends(entity, ANA, BEN, CEM)
    work()
    kim.stands_at("Waiting for you to confirm")
    kim.leaves_by("Confirm: do it for 3 rows")
    bulk_jobs.advance(BulkJob.objects.latest("begun_at").pk)
    kim.page.reload()
    kim.stands_at("At work")
    expect(kim.page.get_by_text("1 of 3 rows")).to_be_visible()
    expect(kim.page.get_by_role("progressbar")).to_have_attribute("value", "1")
    kim.looks("at work")
    work()
    kim.stands_at("Done")
    kim.looks("done")
    assert kim.fetches("Download the result").count(",New,") == 3

    kim.sends(entity, ANA, BEN, CEM)
    work()
    kim.stands_at("Waiting for you to confirm")
    expect(
        kim.page.get_by_text("There is nothing to do: no row is new or changed.")
    ).to_be_visible()

    kim.goes_to("/admin/accounts/assister/")
    kim.page.locator("#action-toggle").check()
    kim.page.locator("select[name=action]").select_option(label="Issue delegation codes")
    kim.leaves_by("Go")
    work()
    kim.stands_at("Waiting for you to confirm")
    kim.leaves_by("Confirm: do it for 3 rows")
    work()
    kim.stands_at("Done")
    assert DelegationCode.objects.count() == 3
