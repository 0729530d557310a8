"""The desk at its long work: sends a file, reads what is wrong, confirms, fetches what came of it."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Assister, BulkJob
from tests.accounts.factories import BulkJobFactory, BulkRowFactory
from tests.accounts.test_bulk_jobs import ANA, BEN, HEADS, worked
from tests.factories import AssisterFactory, EntityFactory, StaffFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/bulkjob/add/"


@pytest.fixture(autouse=True)
def kim(client, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path
    kim = StaffFactory(role="Certification desk")
    client.force_login(kim)
    return kim


def sent(client, text, name="roster.csv", **more):
    data = {"entity": EntityFactory().pk, "file": SimpleUploadedFile(name, text.encode()), **more}
    return client.post(ADD, data)


def address(job, verb="change"):
    return reverse(f"admin:accounts_bulkjob_{verb}", args=[job.pk])


def table(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def test_from_the_file_to_the_result(client):
    answer = sent(client, f"{HEADS}\n{ANA}\n{BEN}\n500000903,,=1+1,c@example.org,,,\n")
    job = BulkJob.objects.get()
    assert answer["Location"] == address(job)
    assert "Reading the file" in client.get(address(job)).content.decode()

    worked(job)
    page = client.get(address(job)).content.decode()
    assert "Confirm: do it for 2 rows" in page
    assert "This is a formula" in page
    assert "López" in page

    client.post(address(job, "confirm"))
    assert client.get(address(job, "progress")).json() == {
        "state": "running",
        "done": 1,
        "total": 3,
    }
    worked(job)
    assert Assister.objects.count() == 2
    rows = table(client.get(address(job, "result")))
    assert [row[-2] for row in rows] == ["Result", "New", "New", "Rejected"]
    [heads, row] = table(client.get(address(job, "rejected")))
    assert (heads[0], row[0], row[4]) == ("Row", "4", "c@example.org")


def test_formulas_in_the_files_that_come_back_are_text(client):
    job = BulkJobFactory(kind="roster", total=1)
    BulkRowFactory(
        job=job, cells={"first_name": "@SUM(1)"}, plan="rejected", problems=[["First name", "No."]]
    )
    assert table(client.get(address(job, "rejected")))[1][2] == "'@SUM(1)"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("roster.pdf", HEADS, "Choose a file that ends in .csv or .xlsx."),
        ("roster.csv", "", "The file is empty."),
    ],
)
def test_a_file_that_is_none_is_refused_at_the_field(client, name, text, words):
    assert words in sent(client, text, name).content.decode()
    assert not BulkJob.objects.exists()


def test_a_file_that_is_too_large(client, monkeypatch):
    monkeypatch.setattr("accounts.bulk.admin.MOST_BYTES", 10)
    assert "larger than 10 MB" in sent(client, HEADS).content.decode()


def test_without_an_entity(client):
    assert "Choose the entity they work for." in sent(client, HEADS, entity="").content.decode()


def test_codes_for_those_chosen_in_the_list(client):
    people = AssisterFactory.create_batch(2)
    chosen = {"action": "issue_codes", "_selected_action": [one.pk for one in people]}
    answer = client.post("/admin/accounts/assister/", chosen)
    job = BulkJob.objects.get()
    assert answer["Location"] == address(job)
    worked(job)
    page = client.get(address(job)).content.decode()
    assert "Each is sent a delegation code" in page
    assert people[0].certification_number in page


def test_cancelled_and_then_confirmed_in_another_tab(client):
    job = BulkJobFactory()
    assert (
        "Nothing was written." in client.post(address(job, "cancel"), follow=True).content.decode()
    )
    again = client.post(address(job, "confirm"), follow=True).content.decode()
    assert "confirmed or cancelled already" in again


@pytest.mark.parametrize("rows", [1, 60])
def test_the_page_takes_as_many_queries_for_any_number_of_rows(
    client, rows, django_assert_num_queries
):
    job = BulkJobFactory(kind="roster", total=rows)
    for number in range(rows):
        BulkRowFactory(job=job, number=number, plan="rejected", problems=[["", "No."]])
    client.get(address(job))  # what is cached once is cached
    with django_assert_num_queries(9):
        page = client.get(address(job)).content.decode()
    assert ("Page 1 of 2" in page) == (rows > 50)
