"""Sending documents, and what becomes of them until the case desk sees them."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from audit.models import AuditEvent
from casework import tasks
from casework.errors import (
    CaseClosed,
    CaseFull,
    FileNotReady,
    NotOfThisHousehold,
    NotWanted,
    SentAlready,
    TooManyFiles,
)
from casework.models import Document, DocumentFile, DocumentType
from casework.shelves import DOCUMENTS, QUARANTINE, THUMBNAILS
from casework.workflows import document_files, documents
from casework.workflows.documents import Sending
from limiter.errors import TooManyAttempts
from notifications.models import Notice
from portal.receiving import receive
from tests.casework import papers
from tests.casework.factories import DocumentFactory, DocumentFileFactory
from tests.casework.web import check_all, verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, HouseholdMemberFactory

pytestmark = pytest.mark.django_db


def sending(*contents, key=None, **more):
    files = [receive(BytesIO(each), "a.png") for each in contents or [papers.PNG]]
    return Sending(key=key or uuid4(), files=files, **{"for_contact": True, **more})


def send(case, *contents, by=None, **more):
    return documents.send(
        case=case.pk,
        document_type=DocumentType.objects.get(pk="income"),
        sending=sending(*contents, **more),
        by=by or case.user,
    )


@pytest.fixture
def case():
    return CaseFactory(linked=True)


class TestSend:
    def test_the_files_wait_in_quarantine_until_a_worker_has_opened_them(self, case):
        kit = HouseholdMemberFactory(case=case)
        document = send(case, papers.PNG, papers.PNG + b" ", members=[kit.pk], note="Both pages.")

        assert (document.state, document.note) == ("uploaded", "Both pages.")
        assert list(document.members.all()) == [kit]
        first, second = document.files.all()
        assert QUARANTINE.read(first.pk) == papers.PNG
        assert (first.kind, first.size, first.state) == ("PNG", len(papers.PNG), "waiting")
        assert first.sha256 != second.sha256

        check_all()

        document.refresh_from_db()
        assert document.state == "checked"
        assert THUMBNAILS.read(first.pk).startswith(b"\xff\xd8\xff")
        assert DOCUMENTS.read(first.pk).startswith(b"\x89PNG")
        with pytest.raises(FileNotFoundError):
            QUARANTINE.read(second.pk)

    def test_each_act_is_on_record_once(self, case):
        document = send(case)
        check_all()
        assert verbs() == ["document.send", "document_file.pass"]
        event = AuditEvent.objects.get(verb="document.send")
        assert event.object_id == str(document.pk)
        assert (event.actor_id, event.case_id, event.reason) == (case.user_id, case.pk, "files:1")
        assert event.acting_for_id is None

    def test_a_delegate_acts_for_the_consumer_and_of_an_entity(self, case):
        held = DelegationFactory(case=case)
        send(case, by=held.assister.user)
        event = AuditEvent.objects.get(verb="document.send")
        assert event.acting_for_id == case.user_id
        assert event.entity_id == held.assister.entity_id

    def test_the_same_form_sent_twice_is_one_document(self, case, uploads):
        key = uuid4()
        send(case, key=key)
        with pytest.raises(SentAlready):
            send(case, key=key)
        assert Document.objects.count() == DocumentFile.objects.count() == 1

    def test_nobody_of_another_household(self, case):
        gone = HouseholdMemberFactory(case=case, left_on=timezone.localdate())
        for member in (HouseholdMemberFactory(), gone):
            with pytest.raises(NotOfThisHousehold):
                send(case, members=[member.pk])
        assert not Document.objects.exists()

    def test_not_to_the_case_of_another(self, case):
        with pytest.raises(CaseClosed):
            send(case, by=CaseFactory(linked=True).user)
        assert verbs() == ["document.send refused: CaseClosed"]

    def test_not_after_the_delegation_has_ended(self, case):
        held = DelegationFactory(case=case, ended=True)
        with pytest.raises(CaseClosed):
            send(case, by=held.assister.user)

    def test_so_many_files_at_once_and_so_many_sendings_an_hour(self, case, settings):
        settings.DOCUMENT_MAX_FILES = 1
        with pytest.raises(TooManyFiles):
            send(case, papers.PNG, papers.PNG)
        for _again in range(settings.DOCUMENTS_PER_ACCOUNT - 1):
            with pytest.raises(TooManyFiles):
                send(case, papers.PNG, papers.PNG)
        with pytest.raises(TooManyAttempts):
            send(case)

    def test_a_case_holds_so_much_and_what_was_refused_takes_no_room(self, case, settings):
        settings.CASE_MAX_BYTES = 2 * len(papers.PNG)
        send(case)
        send(case)
        with pytest.raises(CaseFull):
            send(case)
        DocumentFile.objects.update(state="refused", reason="scripts", checked_at=timezone.now())
        send(case)


class TestAnswer:
    def answer(self, document, *contents, **more):
        return documents.answer(
            case=document.case_id,
            document=document.pk,
            sending=sending(*contents, **more),
            by=document.case.user,
        )

    def test_what_was_asked_for_goes_to_the_desk(self):
        asked = DocumentFactory(requested=True)
        self.answer(asked, note="Here.")
        check_all()
        asked.refresh_from_db()
        assert (asked.state, asked.note, asked.sent_by) == ("checked", "Here.", asked.case.user)

    def test_what_was_rejected_is_sent_again_and_the_words_stay_until_it_is_decided(self):
        rejected = DocumentFactory(rejected=True)
        old = DocumentFileFactory(document=rejected)
        self.answer(rejected)
        rejected.refresh_from_db()
        assert (rejected.state, rejected.words) == ("uploaded", "Send all pages.")
        assert (rejected.taken_by, rejected.decided_at) == (None, None)
        assert old in rejected.files.all()

    @pytest.mark.parametrize("state", ["uploaded", "taken", "accepted", "waived"])
    def test_nothing_for_what_is_settled_or_looked_at(self, state):
        document = DocumentFactory(**{state: True})
        with pytest.raises(NotWanted):
            self.answer(document)
        assert not document.files.exists()

    def test_the_same_form_twice_is_one_answer(self):
        asked, key = DocumentFactory(requested=True), uuid4()
        self.answer(asked, key=key)
        with pytest.raises(SentAlready):
            self.answer(asked, key=key)
        assert asked.files.count() == 1

    def test_a_document_of_another_case_is_not_there(self, case):
        foreign = DocumentFactory(requested=True)
        with pytest.raises(Document.DoesNotExist):
            documents.answer(case=case.pk, document=foreign.pk, sending=sending(), by=case.user)


class TestCheck:
    def test_of_several_files_some_may_be_refused(self, case):
        files = [
            receive(BytesIO(papers.PDF), "good.pdf"),
            receive(BytesIO(papers.with_attachment()), "evil.pdf"),
        ]
        documents.send(
            case=case.pk,
            document_type=DocumentType.objects.get(pk="other"),
            sending=Sending(key=uuid4(), files=files, for_contact=True),
            by=case.user,
        )
        check_all()

        good, bad = DocumentFile.objects.all()
        assert (good.state, good.pages) == ("clean", 1)
        assert (bad.state, bad.reason) == ("refused", "embedded")
        assert Document.objects.get().state == "checked"
        with pytest.raises(FileNotReady):
            document_files.hand_out(file=bad, by=case.user)

    def test_with_none_that_could_be_taken_it_goes_back_and_they_are_told(self, case):
        held = DelegationFactory(case=case)
        document = send(case, papers.PNG[:60])
        check_all()
        document.refresh_from_db()
        assert document.is_rejected_by_check
        told = set(Notice.objects.values_list("kind", "to"))
        assert told == {
            ("document_rejected", case.user.email),
            ("document_rejected", held.assister.user.email),
        }

    def test_a_delegate_who_may_not_work_now_is_not_told(self, case):
        DelegationFactory(case=case, assister__suspended=True)
        send(case, papers.PNG[:60])
        check_all()
        assert [notice.to for notice in Notice.objects.all()] == [case.user.email]

    def test_the_sending_before_does_not_make_the_next_one_good(self):
        rejected = DocumentFactory(rejected=True, sent_at=timezone.now() - timedelta(days=1))
        DocumentFileFactory(document=rejected)
        documents.answer(
            case=rejected.case_id,
            document=rejected.pk,
            sending=sending(papers.PNG[:60]),
            by=rejected.case.user,
        )
        check_all()
        rejected.refresh_from_db()
        assert rejected.state == "rejected"

    def test_a_file_is_checked_once(self, case):
        send(case)
        pk = str(DocumentFile.objects.get().pk)
        tasks.check_file(pk)
        tasks.check_file(pk)
        assert verbs().count("document_file.pass") == 1

    def test_a_file_that_is_not_there_is_called_damaged(self, case):
        file = DocumentFileFactory(waiting=True, document=DocumentFactory(uploaded=True))
        QUARANTINE.delete(file.pk)
        tasks.check_file(str(file.pk))
        file.refresh_from_db()
        assert (file.state, file.reason) == ("refused", "damaged")


def test_strays_go_after_a_day_and_what_rows_know_stays(uploads):
    clean, waiting = DocumentFileFactory(), DocumentFileFactory(waiting=True, position=1)
    for shelf in (QUARANTINE, DOCUMENTS, THUMBNAILS):
        shelf.put(uuid4(), b"half-way")
    DOCUMENTS.put(waiting.pk, b"of a check that broke off")
    for file in uploads.rglob("*"):
        os.utime(file, (0, 0))
    QUARANTINE.put(uuid4(), b"just now")

    tasks.delete_stray_files()

    assert DOCUMENTS.read(clean.pk)
    assert QUARANTINE.read(waiting.pk)
    assert len([file for file in uploads.rglob("*") if file.is_file()]) == 4


def test_files_lie_in_whatever_storage_is_set(case, settings, uploads):
    settings.STORAGES = {
        **settings.STORAGES,
        "uploads": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    send(case)
    check_all()
    file = DocumentFile.objects.get()
    assert document_files.hand_out(file=file, by=case.user).startswith(b"\x89PNG")
    assert not uploads.exists()


def test_files_are_for_our_user_alone(case, uploads):
    send(case)
    [file] = [path for path in uploads.rglob("*") if path.is_file()]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db(transaction=True)
def test_sendings_at_once_do_not_overfill_a_case(settings):
    settings.CASE_MAX_BYTES = 3 * len(papers.PNG)
    case = CaseFactory(linked=True)

    def try_it(_n):
        try:
            send(case)
            return "sent"
        except CaseFull:
            return "full"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        outcomes = sorted(threads.map(try_it, range(6)))

    assert outcomes == ["full"] * 3 + ["sent"] * 3
    assert DocumentFile.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_files_of_one_document_that_are_checked_at_once_take_it_on():
    case = CaseFactory(linked=True)
    document = send(case, *(papers.PNG + bytes(n) for n in range(4)))

    def check(pk):
        try:
            tasks.check_file(str(pk))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(check, document.files.values_list("pk", flat=True)))

    document.refresh_from_db()
    assert document.state == "checked"
