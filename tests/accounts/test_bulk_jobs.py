"""Rosters from spreadsheets and codes for many: looked through, confirmed, done in chunks."""

import zipfile
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.bulk import workbooks
from accounts.errors import JobMovedOn, TooManyRows
from accounts.models import Assister, BulkJob, BulkRow
from accounts.workflows import bulk_jobs
from audit.models import AuditEvent
from delegation.models import DelegationCode
from portal import uploads
from tests.accounts.factories import BulkJobFactory, BulkRowFactory
from tests.factories import (
    AssisterFactory,
    DelegationCodeFactory,
    EntityFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HEADS = "Certification number,First name,Last name,E-mail address,Language of e-mails,Phone,Languages spoken"
ANA = "500000901,Ana,López,ana@example.org,Spanish,(916) 555-0101,Spanish; English"
BEN = "500000902,Ben,Ode,ben@example.org,,,"


@pytest.fixture(autouse=True)
def own_uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


@pytest.fixture
def kim():
    return StaffFactory(role="Certification desk")


@pytest.fixture
def send(kim):
    """A file looked through to the end, as the worker does."""

    def begin(content, ending=".csv", entity=None):
        if isinstance(content, str):
            content = content.encode()
        job = bulk_jobs.begin_with_file(
            kind="roster", entity=entity or EntityFactory(), content=content, ending=ending, by=kim
        )
        return worked(job)

    return begin


def worked(job):
    while bulk_jobs.advance(job.pk):
        pass
    job.refresh_from_db()
    return job


def sheet(*rows, write=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if write:
        write(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def why(job):
    return {row.number: row.words for row in job.rows.rejected()}


class TestARoster:
    def test_is_shown_first_and_registers_people_once_confirmed(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n{BEN}\n")

        assert (job.state, job.total) == ("waiting", 2)
        assert not Assister.objects.exists()
        assert not uploads.path_of(job.pk).exists()

        bulk_jobs.confirm(job=job, by=kim)
        job = worked(job)

        ana, ben = Assister.objects.all()
        assert (job.state, job.settled) == ("done", 2)
        assert (ana.entity, ana.full_name, ana.language) == (job.entity, "Ana López", "es")
        assert (ana.phone, ana.spoken_languages) == ("9165550101", ["es", "en"])
        assert (ben.language, ben.phone, ben.spoken_languages) == ("en", "", [])
        assert ana.certifications.get().status == "pending"
        assert AuditEvent.objects.filter(verb="assister.register").count() == 2

    def test_sent_again_changes_nothing(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n{BEN}\n")
        bulk_jobs.confirm(job=job, by=kim)
        worked(job)
        events = AuditEvent.objects.filter(verb__startswith="assister.").count()

        again = send(f"{HEADS}\n{ANA}\n{BEN}\n", entity=job.entity)
        assert bulk_jobs.plans(again)["same"] == 2
        bulk_jobs.confirm(job=again, by=kim)
        assert worked(again).state == "done"

        assert Assister.objects.count() == 2
        assert AuditEvent.objects.filter(verb__startswith="assister.").count() == events

    def test_corrects_names_and_keeps_what_it_does_not_say(self, send, kim):
        known = AssisterFactory(
            certification_number="500000901", email="ana@example.org", phone="9165550101"
        )
        job = send(f"{HEADS}\n500000901,Ana María,López,ANA@example.org,,,\n", entity=known.entity)
        assert bulk_jobs.plans(job)["change"] == 1
        bulk_jobs.confirm(job=job, by=kim)
        worked(job)

        known.refresh_from_db()
        assert (known.first_name, known.phone) == ("Ana María", "9165550101")
        assert known.email == "ana@example.org"

    def test_as_a_workbook_with_numbers_as_numbers(self, send):
        rows = [HEADS.split(","), [500000901.0, "Ana", "López", "ana@example.org"], [None] * 7]
        job = send(sheet(*rows, [500000902, "Ben", "Ode", "ben@example.org"]), ".xlsx")

        assert bulk_jobs.plans(job)["new"] == 2
        assert [row.number for row in job.rows.all()] == [2, 4]

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_with_other_delimiters_and_headings(self, send, delimiter):
        heads = ["CEC Certification #", "FIRST NAME", " Last  name", "Email", "Remarks"]
        row = ["500-000-901", "Ana", "López", "ana@example.org", "new"]
        job = send("\ufeff" + "\r\n".join(map(delimiter.join, [heads, row])))
        assert (job.state, bulk_jobs.plans(job)["new"]) == ("waiting", 1)

    def test_in_utf_16_as_spreadsheets_write_unicode_text(self, send):
        job = send(f"{HEADS}\n{ANA}\n".replace(",", "\t").encode("utf-16"))
        assert bulk_jobs.plans(job)["new"] == 1

    def test_says_every_problem_by_row_and_column(self, send):
        other = AssisterFactory(certification_number="500000909")
        here = AssisterFactory(certification_number="500000908", email="old@example.org")
        job = send(
            "\n".join(
                [
                    HEADS,
                    "12345,,López,no address,Klingon,916,Elvish",
                    ANA,
                    ANA,
                    '500000903,"=CMD()",Ode,ode@example.org,,,',
                    f"500000909,{other.first_name},{other.last_name},{other.email},,,",
                    f"500000908,{here.first_name},{here.last_name},new@example.org,,,",
                    f"500000904,Al,Ode,al@{'.'.join(['b' * 60] * 5)}.org,,,",
                ]
            ),
            entity=here.entity,
        )

        said = why(job)
        assert set(said) == {2, 4, 5, 6, 7, 8}
        for words in [
            "Certification number: Enter the nine digits of the number.",
            "First name: This field is required.",
            "E-mail address: Enter a valid email address.",
            "Language of e-mails: Write English or Spanish.",
            "Phone: Enter the ten digits of a phone number, with the area code.",
            "Languages spoken: We do not know this language: elvish.",
        ]:
            assert words in said[2]
        assert said[4] == "Certification number: Row 3 has the same number."
        assert said[5] == "First name: This is a formula. Paste the value that it shows instead."
        assert "works for another entity" in said[6]
        assert "On record is another address" in said[7]
        assert "at most 254 characters" in said[8]

    def test_says_which_numbers_and_addresses_are_there_twice(self, send):
        job = send(
            "\n".join(
                [
                    HEADS,
                    ANA,
                    "500-000-901,Ana,López,ana@example.org,,,",
                    "500000903,Cem,Ural,ANA@example.org,,,",
                ]
            )
        )
        assert why(job) == {
            3: "Certification number: Row 2 has the same number.",
            4: "E-mail address: Row 2 has the same e-mail address. "
            "Each person needs one of their own to activate.",
        }

    def test_says_whose_address_cannot_be_used_again(self, send, kim):
        AssisterFactory(email="on.file@example.org")
        AssisterFactory(activated=True, user__email="of.account@example.org")
        UserFactory(email="off@example.org", is_active=False)
        UserFactory(email="consumer@example.org")
        addresses = ["On.File", "OF.account", "off", "consumer"]
        rows = [f"50000090{n},Ana,Ode,{one}@example.org,,," for n, one in enumerate(addresses)]
        job = send("\n".join([HEADS, *rows]))

        said = why(job)
        assert set(said) == {2, 3, 4}
        assert said[2].startswith("E-mail address: Another assister has this e-mail address.")
        for row in (3, 4):
            assert said[row].startswith("E-mail address: The account with this e-mail address")

        bulk_jobs.confirm(job=job, by=kim)
        worked(job)
        assert Assister.objects.filter(email="consumer@example.org").exists()

    def test_an_address_given_to_somebody_else_meanwhile_is_refused(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n{BEN}\n")
        AssisterFactory(email="ana@example.org")
        bulk_jobs.confirm(job=job, by=kim)
        job = worked(job)
        assert "Another assister has this e-mail address" in why(job)[2]
        assert job.state == "done"

    def test_what_is_registered_meanwhile_is_refused_alone(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n{BEN}\n")
        AssisterFactory(certification_number="500000901")
        bulk_jobs.confirm(job=job, by=kim)
        job = worked(job)

        assert job.state == "done"
        assert set(why(job)) == {2}
        assert Assister.objects.filter(entity=job.entity).get().full_name == "Ben Ode"

    def test_of_an_entity_suspended_meanwhile_registers_nobody(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n")
        job.entity.status = "suspended"
        job.entity.save()
        bulk_jobs.confirm(job=job, by=kim)
        assert "suspended" in why(worked(job))[2]


class TestABadFile:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty."),
            (HEADS, "headings and no rows"),
            (f"{HEADS}\n\n,,,,,,\n", "headings and no rows"),
            ("Roster of 2026\n\n" + HEADS, "no cells merged"),
            ("First name,Last name\nAna,Ode\n", "Certification number, E-mail address"),
            (f"{HEADS},Email\n{ANA}\n", "one column twice: Email"),
            (f"{HEADS}\n{ANA}\n".encode() + "500,Peña".encode("cp1252"), "Row 3 is not written"),
            (HEADS.encode() + b"\n500\x000901,Ana,Ode,ana@example.org\n", "Row 2 holds signs"),
            (f'{HEADS}\n{ANA}\n500000902,"Ben', "quotation mark"),
            (sheet(HEADS.split(",")), "though its name ends in .csv"),
        ],
    )
    def test_is_refused_as_a_whole_with_the_row(self, send, content, words):
        job = send(content)
        assert (job.state, job.rows.count()) == ("refused", 0)
        assert words in job.problem
        assert not uploads.path_of(job.pk).exists()

    def test_is_no_workbook(self, send):
        assert "not the workbook" in send(b"%PDF-1.7", ".xlsx").problem

    def test_is_a_damaged_workbook(self, send):
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook")
        assert "damaged" in send(file.getvalue(), ".xlsx").problem

    def test_unpacks_to_far_too_much(self, send):
        file = BytesIO(sheet(HEADS.split(",")))
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/bomb.xml", b"0" * (workbooks.MOST_UNPACKED + 1))
        assert "far more" in send(file.getvalue(), ".xlsx").problem

    def test_has_merged_headings(self, send):
        content = sheet(
            ["Person", "", "", "E-mail address"],
            ["500000901", "Ana", "López", "ana@example.org"],
            write=lambda book: book.active.merge_cells("A1:C1"),
        )
        assert "no cells merged" in send(content, ".xlsx").problem

    def test_a_cell_far_away_takes_neither_memory_nor_time(self, send):
        def far(book):
            book.active["XFD1048576"] = "far"

        content = sheet(HEADS.split(","), ANA.split(","), write=far)
        assert bulk_jobs.plans(send(content, ".xlsx"))["new"] == 1

    def test_a_formula_in_a_workbook(self, send):
        row = ["500000901", '=A1&"x"', "López", "ana@example.org"]
        assert "formula" in why(send(sheet(HEADS.split(","), row), ".xlsx"))[2]

    def test_has_too_many_rows(self, send, settings):
        settings.BULK_MAX_ROWS = 1
        job = send(f"{HEADS}\n{ANA}\n{BEN}\n")
        assert "more than 1 rows. Split it" in job.problem
        assert not job.rows.exists()


class TestTheJob:
    def test_goes_on_where_a_killed_worker_left_it(self, send, kim, monkeypatch):
        monkeypatch.setattr(bulk_jobs, "CHUNK", 1)
        job = send(f"{HEADS}\n{ANA}\n{BEN}\n")
        bulk_jobs.confirm(job=job, by=kim)

        assert bulk_jobs.advance(job.pk)
        job.refresh_from_db()
        assert (job.state, job.settled, Assister.objects.count()) == ("running", 1, 1)
        assert worked(job).settled == 2

    def test_is_confirmed_once(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n")
        bulk_jobs.confirm(job=job, by=kim)
        with pytest.raises(JobMovedOn):
            bulk_jobs.confirm(job=job, by=kim)
        with pytest.raises(JobMovedOn):
            bulk_jobs.cancel(job=job, by=kim)

    def test_cancelled_writes_nothing(self, send, kim):
        job = send(f"{HEADS}\n{ANA}\n")
        bulk_jobs.cancel(job=job, by=kim)
        with pytest.raises(JobMovedOn):
            bulk_jobs.confirm(job=job, by=kim)
        assert worked(job).state == "cancelled"
        assert not Assister.objects.exists()

    def test_is_deleted_with_its_rows_when_it_is_old(self, settings):
        old = BulkJobFactory(state="cancelled", ended_at=timezone.now() - timedelta(days=31))
        BulkRowFactory(job=old)
        young = BulkJobFactory(state="cancelled", ended_at=timezone.now() - timedelta(days=29))

        assert bulk_jobs.delete_old() == 1
        assert BulkJob.objects.get() == young
        assert not BulkRow.objects.exists()

    def test_whose_file_is_gone_says_so(self, kim):
        job = BulkJobFactory(kind="roster", state="reading", ending=".csv", entity=EntityFactory())
        assert "is gone" in worked(job).problem


class TestCodesForMany:
    def test_go_to_whoever_needs_one(self, kim):
        new, again = AssisterFactory.create_batch(2)
        before = DelegationCodeFactory(assister=again)
        active = AssisterFactory(activated=True)
        alone = AssisterFactory(affiliation=None)
        people = [one.pk for one in (new, again, active, alone)]

        job = worked(bulk_jobs.begin_with_assisters(kind="codes", assisters=people, by=kim))
        assert bulk_jobs.plans(job) == {"new": 1, "change": 1, "same": 0, "rejected": 2}
        assert DelegationCode.objects.count() == 1

        bulk_jobs.confirm(job=job, by=kim)
        assert worked(job).state == "done"
        before.refresh_from_db()
        assert before.revoked_at
        assert {code.assister for code in DelegationCode.objects.filter(revoked_at=None)} == {
            new,
            again,
        }

    def test_refuses_more_than_can_be_looked_at(self, kim, settings):
        settings.BULK_MAX_ROWS = 1
        people = [one.pk for one in AssisterFactory.create_batch(2)]
        with pytest.raises(TooManyRows, match="at most 1 at once"):
            bulk_jobs.begin_with_assisters(kind="codes", assisters=people, by=kim)
        assert not BulkJob.objects.exists()


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        (lambda: BulkJobFactory(state="lost"), "bulkjob_state_known"),
        (lambda: BulkJobFactory(state="refused"), "bulkjob_over_and_ended_at_agree"),
        (lambda: BulkJobFactory(state="running"), "bulkjob_runs_only_when_confirmed"),
        (lambda: BulkJobFactory(problem="No."), "bulkjob_problem_means_refused_or_failed"),
        (lambda: BulkJobFactory(total=1, settled=2), "bulkjob_counts_within_total"),
        (lambda: BulkRowFactory(job=BulkRowFactory().job), "bulkrow_number_once"),
        (lambda: BulkRowFactory(plan="lost"), "bulkrow_plan_known"),
        (lambda: BulkRowFactory(plan="rejected"), "bulkrow_rejected_says_why"),
        (lambda: BulkRowFactory(plan="new", problems=[["", "No."]]), "bulkrow_rejected_says_why"),
    ],
)
def test_the_database_refuses(make, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()
