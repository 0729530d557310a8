"""A wrong file is taken back before the case desk has the document; what is left goes on, or back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.errors import BeingChecked, CaseClosed, NotInTheQueue, NotTheirsToTakeBack
from casework.models import Document, DocumentFile
from casework.workflows import desk, document_files, taking_back
from tests.casework import papers
from tests.casework.factories import CASE_DESK, DocumentFactory, DocumentFileFactory
from tests.casework.test_changes import at_once, end, told
from tests.casework.web import answer_form, check_all, form, paper, verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
EVIL = ("evil.pdf", papers.acting(S=papers.Name.JavaScript, JS="app.alert(1)"))


@pytest.fixture
def held():
    return DelegationFactory()


@pytest.fixture
def pat(client, held):
    client.force_login(held.case.user)
    return client


def own(name, *args):
    return reverse(f"casework:own_document_{name}", args=args)


def page(response):
    return response.content.decode()


def take_back(file, by=None):
    by = by or file.added_by
    case = file.document.case_id
    return taking_back.take_back_file(case=case, file=file.pk, by=by)


def shelves(uploads):
    return {path.name for path in uploads.rglob("*") if path.is_file()}


def test_the_database_refuses_a_former_decision_without_its_moment():
    with pytest.raises(IntegrityError, match="document_former_by_only_with_at"):
        DocumentFactory(former_by=UserFactory())


class TestWhatIsLeft:
    @pytest.fixture(autouse=True)
    def commits(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            yield

    def test_the_others_stay_with_the_case_desk(self, pat, held):
        pat.post(own("send"), form(paper("a.png"), paper("b.jpg", papers.JPEG)))
        check_all()
        wrong, right = DocumentFile.objects.all()
        assert take_back(wrong)
        document = Document.objects.get()
        assert (document.state, list(document.files.all())) == ("checked", [right])
        assert verbs()[-1] == "document.take_back_file"

    def test_what_waited_for_the_wrong_one_goes_on(self, held):
        document = DocumentFactory(case=held.case, uploaded=True)
        waits = DocumentFileFactory(document=document, waiting=True)
        DocumentFileFactory(document=document, position=1)
        take_back(waits)
        document.refresh_from_db()
        assert document.state == "checked"

    def test_with_none_but_refused_ones_it_must_be_sent_again(self, pat, held):
        pat.post(own("send"), form(paper("a.png"), paper(*EVIL)))
        check_all()
        take_back(DocumentFile.objects.servable().get())
        document = Document.objects.get()
        assert document.is_rejected_by_check
        assert told() == {
            ("document_rejected", person.email) for person in (held.case.user, held.assister.user)
        }

    def test_what_nobody_asked_for_is_gone(self, pat, held):
        pat.post(own("send"), form())
        assert not take_back(DocumentFile.objects.get())
        assert not Document.objects.exists()

    def test_what_was_asked_for_is_requested_again(self, pat, held):
        asked = DocumentFactory(case=held.case, requested=True)
        pat.post(own("answer", asked.pk), answer_form(note="Of May."))
        check_all()
        assert take_back(asked.files.get())
        asked.refresh_from_db()
        assert (asked.state, asked.sent_at, asked.sent_by, asked.note) == (
            "requested",
            None,
            None,
            "",
        )

    @pytest.mark.parametrize("facts", [{"rejected": True}, {"unfit": True}])
    def test_what_was_rejected_is_rejected_as_it_was(self, pat, held, facts):
        before = DocumentFactory(
            case=held.case, sent_at=timezone.now() - timedelta(days=2), **facts
        )
        DocumentFileFactory(document=before)
        pat.post(own("answer", before.pk), answer_form())
        check_all()
        take_back(DocumentFile.objects.latest("added_at"))
        after = Document.objects.get()
        names = ["state", "sent_at", "sent_by_id", "decided_at", "decided_by_id", "words"]
        assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
        assert (after.former_at, after.is_rejected_by_check) == (None, "unfit" in facts)


class TestWhoAndWhen:
    @pytest.mark.parametrize(
        "facts",
        [
            {"taken": True},
            {"accepted": True},
            {"rejected": True},
            {"waived": True},
            {"unfit": True},
        ],
    )
    def test_not_once_the_case_desk_has_it(self, facts):
        file = DocumentFileFactory(document=DocumentFactory(**facts))
        with pytest.raises(NotTheirsToTakeBack):
            take_back(file)
        assert DocumentFile.objects.exists()

    def test_not_what_was_refused_or_sent_before(self):
        document = DocumentFactory()
        earlier = document.sent_at - timedelta(days=1)
        for facts in ({"refused": True}, {"added_at": earlier, "position": 1}):
            with pytest.raises(NotTheirsToTakeBack):
                take_back(DocumentFileFactory(document=document, **facts))

    def test_the_delegate_their_own_the_consumer_every_one(self, held):
        dee = held.assister.user
        document = DocumentFactory(case=held.case)
        by_pat = DocumentFileFactory(document=document)
        by_dee = DocumentFileFactory(document=document, added_by=dee, position=1)
        with pytest.raises(NotTheirsToTakeBack):
            take_back(by_pat, dee)
        take_back(by_dee, held.case.user)
        assert list(document.files.all()) == [by_pat]

    def test_not_after_the_delegation_has_ended_and_not_of_another_case(self, held):
        dee = held.assister.user
        file = DocumentFileFactory(document__case=held.case, added_by=dee)
        foreign = DocumentFileFactory()
        with pytest.raises(DocumentFile.DoesNotExist):
            taking_back.take_back_file(case=held.case_id, file=foreign.pk, by=dee)
        end(held)
        with pytest.raises(CaseClosed):
            take_back(file, dee)


class TestPages:
    def test_asked_once_more_and_deleted_with_its_content(
        self, pat, held, uploads, django_capture_on_commit_callbacks
    ):
        file = DocumentFileFactory(document__case=held.case)
        assert shelves(uploads) == {str(file.pk)}
        detail = own("detail", file.document_id)
        assert own("take_back", file.pk) in page(pat.get(detail))
        assert "Take it back and delete it" in page(pat.get(own("take_back", file.pk)))
        with django_capture_on_commit_callbacks(execute=True):
            told = pat.post(own("take_back", file.pk), follow=True)
        assert told.redirect_chain[-1][0] == own("list")
        assert "The file is taken back and deleted." in page(told)
        assert shelves(uploads) == set()
        assert pat.post(own("take_back", file.pk)).status_code == 404

    def test_too_late_one_reads_how_it_stands(self, pat, held):
        file = DocumentFileFactory(document=DocumentFactory(case=held.case, taken=True))
        assert own("take_back", file.pk) not in page(pat.get(own("detail", file.document_id)))
        for response in (
            pat.get(own("take_back", file.pk), follow=True),
            pat.post(own("take_back", file.pk), follow=True),
        ):
            assert "cannot be taken back any more" in page(response)

    def test_the_desk_is_told_that_it_is_gone(self):
        kim, gone = StaffFactory(role=CASE_DESK), uuid4()
        for act in (desk.take, desk.accept):
            with pytest.raises(NotInTheQueue):
                act(document=gone, by=kim)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_while_the_case_desk_takes_it(self, uploads):
        kim, file = StaffFactory(role=CASE_DESK), DocumentFileFactory()
        outcome = at_once(
            lambda: take_back(file), lambda: desk.take(document=file.document_id, by=kim)
        )
        state = Document.objects.values_list("state", flat=True).first()
        assert (outcome, state, bool(shelves(uploads))) in [
            ([False, NotInTheQueue], None, False),
            ([NotTheirsToTakeBack, None], "desk", True),
        ]

    def test_while_it_is_checked_it_is_not_waited_for(self):
        file = DocumentFileFactory(document=DocumentFactory(uploaded=True), waiting=True)
        with transaction.atomic():
            DocumentFile.objects.select_for_update().get(pk=file.pk)
            assert at_once(lambda: take_back(file)) == [BeingChecked]
        assert DocumentFile.objects.get().is_waiting

    def test_by_the_worker_or_taken_back_but_never_both(self, uploads):
        document = DocumentFactory(uploaded=True)
        file = DocumentFileFactory(document=document, waiting=True, content=papers.PNG)
        outcome = at_once(lambda: take_back(file), lambda: document_files.check(file=file.pk))
        state = Document.objects.values_list("state", flat=True).first()
        assert (outcome[0], state, bool(shelves(uploads))) in [
            (False, None, False),
            (BeingChecked, "checked", True),
        ]
