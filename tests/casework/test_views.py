"""The pages of documents, from both sides: who gets in, what is noted, what stays of what was typed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from casework.models import Document, DocumentFile
from casework.views import documents
from tests.casework import papers
from tests.casework.factories import DocumentFactory, DocumentFileFactory
from tests.casework.web import answer_form, check_all, form, paper, verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, HouseholdMemberFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """Pat’s case, delegated to Dee."""
    return DelegationFactory()


@pytest.fixture
def pat(client, held):
    client.force_login(held.case.user)
    return client


@pytest.fixture
def dee(client, held):
    client.force_login(held.assister.user)
    return client


def own(name, *args):
    return reverse(f"casework:own_{name}", args=args)


def of(case, name, *args):
    return reverse(f"casework:{name}", args=[case.pk, *args])


def page(response):
    return response.content.decode()


class TestList:
    def test_both_see_it_and_both_are_on_record(self, client, held):
        DocumentFactory(case=held.case, requested=True)
        DocumentFactory()
        for user, url in (
            (held.case.user, own("document_list")),
            (held.assister.user, of(held.case, "document_list")),
        ):
            client.force_login(user)
            shown = page(client.get(url))
            assert shown.count("Proof of yearly income") == 1
        assert verbs()[-2:] == ["document.list", "document.list"]
        by_pat, by_dee = AuditEvent.objects.filter(verb="document.list").order_by("pk")
        assert (by_pat.acting_for_id, by_pat.entity_id) == (None, None)
        assert by_dee.acting_for_id == held.case.user_id
        assert by_dee.entity_id == held.assister.entity_id

    def test_an_empty_one_says_what_to_do(self, pat):
        assert "No documents yet" in page(pat.get(own("document_list")))

    def test_the_delegate_reads_whom_they_help(self, dee, held):
        shown = page(dee.get(of(held.case, "document_list")))
        assert "You are helping <strong>Pat Gives</strong>" in shown

    def test_it_costs_the_same_for_one_and_for_many(self, pat, held, django_assert_max_num_queries):
        DocumentFactory(case=held.case)
        pat.get(own("document_list"))
        with django_assert_max_num_queries(12) as one:
            pat.get(own("document_list"))
        for _n in range(10):
            document = DocumentFactory(case=held.case)
            document.members.add(HouseholdMemberFactory(case=held.case))
        with django_assert_max_num_queries(len(one.captured_queries)):
            pat.get(own("document_list"))

    def test_without_a_case_one_is_told_how_to_link_it(self, client):
        client.force_login(UserFactory())
        assert client.get(own("document_list")).url == reverse("cases:my_case")


class TestSend:
    def test_it_is_with_the_worker_at_once(self, pat, held):
        response = pat.post(own("document_send"), form(note="Of May."), follow=True)
        document = Document.objects.get()
        assert response.redirect_chain == [(own("document_detail", document.pk), 302)]
        assert "We have your files." in page(response)
        assert "We are checking the files" in page(response)
        assert (document.case, document.for_contact, document.note) == (held.case, True, "Of May.")

    def test_the_delegate_sends_for_them(self, dee, held):
        kit = HouseholdMemberFactory(case=held.case)
        dee.post(of(held.case, "document_send"), form(people=[str(kit.pk)]))
        document = Document.objects.get()
        assert document.sent_by == held.assister.user
        assert list(document.members.all()) == [kit]

    def test_a_photo_of_a_camera_comes_along(self, pat):
        pat.post(own("document_send"), form(photo=paper("image.jpg", papers.JPEG)))
        assert [file.kind for file in DocumentFile.objects.all()] == ["PNG", "JPEG"]

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"uploads": []}, "Choose at least one file."),
            ({"type": ""}, "Choose what you send."),
            ({"type": "gold"}, "Choose one of the list."),
            ({"people": []}, "Choose for whom the document is."),
            ({"people": [str(uuid4())]}, "Choose people of this household."),
            (
                {"uploads": [paper(f"{n}.png") for n in range(11)]},
                "Send at most 10 files at once.",
            ),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_stays(self, pat, facts, words):
        shown = page(pat.post(own("document_send"), form(note="Of May.", **facts)))
        assert words in shown
        assert "Of May." in shown
        assert not Document.objects.exists()

    def test_a_script_reads_the_problems_and_where_to_go(self, pat):
        told = pat.post(
            own("document_send"),
            form(paper("a.exe", b"MZ")),
            headers={"Accept": "application/json"},
        ).json()
        assert "is not a PDF, JPEG, PNG or HEIC file" in told["problems"][0]
        sent = pat.post(own("document_send"), form(), headers={"Accept": "application/json"})
        assert sent.json() == {"to": own("document_detail", Document.objects.get().pk)}

    def test_the_same_form_again_leads_to_what_it_made(self, pat):
        sent = form()
        pat.post(own("document_send"), sent)
        again = pat.post(own("document_send"), {**sent, "uploads": [paper()]}, follow=True)
        assert "These files were sent already." in page(again)
        assert Document.objects.count() == 1

    def test_a_file_that_was_sent_before_is_pointed_out(self, pat):
        pat.post(own("document_send"), form())
        again = page(pat.post(own("document_send"), form(), follow=True))
        assert "1 of the files was sent before." in again
        assert "The same file was sent before." in again

    def test_the_coach_speaks_for_each_type(self, pat):
        shown = page(pat.get(own("document_send")))
        assert "Send all pay stubs of one whole month" in shown
        assert "capture=" in shown

    def test_more_than_a_request_may_hold_is_not_read(self, pat, monkeypatch):
        monkeypatch.setattr(documents.own_document_send, "most_bytes", 100_000)
        large = form(paper("a.png", b"x" * 200_000))
        assert pat.post(own("document_send"), large).status_code == 413
        assert not Document.objects.exists()

    def test_who_is_not_signed_in_sends_no_more_than_elsewhere(self, settings):
        settings.UPLOAD_MAX_REQUEST = 1_000
        browser = Client(enforce_csrf_checks=True)  # the token is looked for before who it is
        browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
        large = form(paper("a.png", b"x" * 5_000))
        assert browser.post(own("document_send"), large).status_code == 413


class TestAnswer:
    def test_from_the_request_to_the_desk(self, pat, held):
        asked = DocumentFactory(case=held.case, requested=True, wanted="All of last month.")
        assert "All of last month." in page(pat.get(own("document_answer", asked.pk)))
        pat.post(own("document_answer", asked.pk), answer_form())
        check_all()
        asked.refresh_from_db()
        assert asked.state == "checked"
        shown = page(pat.get(own("document_detail", asked.pk)))
        assert "It is with the case desk" in shown

    def test_what_is_settled_needs_nothing(self, pat, held):
        done = DocumentFactory(case=held.case, accepted=True)
        detail = own("document_detail", done.pk)
        assert pat.get(own("document_answer", done.pk)).url == detail
        told = page(pat.post(own("document_answer", done.pk), answer_form(), follow=True))
        assert "Nothing is needed for this document now." in told
        assert not done.files.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"requested": True}, "Send it by"),
        (
            {"requested": True, "due_on": timezone.localdate() - timedelta(days=2)},
            "It was due on",
        ),
        ({"uploaded": True}, "We are checking the files"),
        ({}, "It is with the case desk"),
        ({"taken": True}, "It is with the case desk"),
        ({"accepted": True}, "It was accepted"),
        ({"rejected": True}, "Send all pages."),
        ({"unfit": True}, "None of the files could be taken"),
        ({"waived": True}, "Found elsewhere."),
    ],
)
def test_each_state_says_what_to_do(pat, held, facts, words):
    document = DocumentFactory(case=held.case, **facts)
    assert words in page(pat.get(own("document_detail", document.pk)))


class TestFiles:
    @pytest.fixture
    def file(self, held):
        return DocumentFileFactory(document__case=held.case, name="Pat Gives.png")

    def test_a_download_is_saved_not_run_and_on_record(self, dee, held, file):
        response = dee.get(of(held.case, "document_file", file.pk))
        assert response.content == b"as we wrote it"
        assert response["Content-Type"] == "image/png"
        assert response["Content-Disposition"].startswith('attachment; filename="income-')
        assert "Pat" not in response["Content-Disposition"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in response["Cache-Control"]
        assert verbs() == ["document_file.download"]

    def test_a_preview_is_ours_and_on_record_too(self, pat, file):
        response = pat.get(own("document_preview", file.pk))
        assert (response.content, response["Content-Type"]) == (b"small", "image/jpeg")
        assert verbs() == ["document_file.preview"]

    @pytest.mark.parametrize("state", ["waiting", "refused"])
    def test_what_is_not_clean_is_handed_to_nobody(self, pat, held, state):
        file = DocumentFileFactory(document__case=held.case, **{state: True})
        for name in ("document_file", "document_preview"):
            assert pat.get(own(name, file.pk)).status_code == 404

    def test_of_a_pdf_there_is_no_preview(self, pat, held):
        file = DocumentFileFactory(document__case=held.case, kind="PDF")
        assert pat.get(own("document_preview", file.pk)).status_code == 404

    def test_the_page_of_a_document_shows_its_files_and_why_some_were_not_taken(self, pat, file):
        DocumentFileFactory(document=file.document, refused=True, position=1)
        shown = page(pat.get(own("document_detail", file.document_id)))
        assert own("document_preview", file.pk) in shown
        assert "It holds a program or a form that works by one." in shown


NAMES = ["document_detail", "document_answer", "document_file", "document_preview"]


def there(document, name):
    if name in {"document_file", "document_preview"}:
        return DocumentFileFactory(document=document).pk
    return document.pk


class TestNobodyElse:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_document_of_another_case_is_not_there(self, client, held, name):
        pk = there(DocumentFactory(requested=True), name)
        for user, url in (
            (held.case.user, own(name, pk)),
            (held.assister.user, of(held.case, name, pk)),
        ):
            client.force_login(user)
            assert client.get(url).status_code == 404
            if name == "document_answer":
                assert client.post(url, answer_form()).status_code == 404
        assert not DocumentFile.objects.unchecked().exists()

    def test_a_case_of_another_is_not_there(self, dee):
        case = CaseFactory(linked=True)
        assert dee.get(of(case, "document_list")).status_code == 404
        assert dee.post(of(case, "document_send"), form()).status_code == 404
        assert not Document.objects.exists()

    def test_the_consumers_own_case_is_no_delegates_case(self, pat, held):
        assert pat.get(of(held.case, "document_list")).status_code == 404

    def test_ended_between_page_and_post(self, dee, held):
        url = of(held.case, "document_send")
        assert dee.get(url).status_code == 200
        held.state, held.closed_at = "ended", timezone.now()
        held.closed_as, held.reason = "consumer", "asked"
        held.save()

        response = dee.post(url, form(note="Both pages of the May stub."))

        assert response.status_code == 403
        assert "The delegation ended on" in page(response)
        assert "Both pages of the May stub." in page(response)
        assert "Gives" not in page(response)
        assert not Document.objects.exists()
        assert verbs()[-1] == "page.open refused: CaseClosed"

    def test_a_delegate_who_is_not_ready_reads_what_is_missing(self, client):
        held = DelegationFactory(assister__suspended=True)
        client.force_login(held.assister.user)
        response = client.get(of(held.case, "document_list"))
        assert response.status_code == 403
        assert "suspended" in page(response).lower()
