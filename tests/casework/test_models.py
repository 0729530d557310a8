"""What the database itself refuses about documents and their files."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from casework import reference
from casework.models import Document, DocumentFile, DocumentType
from tests.casework.factories import DocumentFactory, DocumentFileFactory, DocumentTypeFactory

pytestmark = pytest.mark.django_db


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint):
        make()


NOTHING_SENT = {"sent_by": None, "sent_at": None}


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("document_of_a_known_state_and_decided_at_its_end", {"state": "lost"}),
        ("document_asked_by_at_and_due_agree", {"asked_at": timezone.now()}),
        (
            "document_only_what_was_asked_for_waits_or_is_waived",
            {"state": "requested", **NOTHING_SENT},
        ),
        ("document_sent_by_and_at_agree", {"sent_by": None}),
        ("document_requested_until_sent", {"state": "uploaded", **NOTHING_SENT}),
        ("document_taken_by_and_at_agree", {"taken_at": timezone.now()}),
        ("document_with_the_desk_when_taken", {"state": "desk"}),
        (
            "document_of_a_known_state_and_decided_at_its_end",
            {"decided_at": timezone.now()},
        ),
        (
            "document_decided_by_somebody",
            {"state": "accepted", "decided_at": timezone.now()},
        ),
        ("document_rejected_or_waived_with_words", {"rejected": True, "words": ""}),
    ],
)
def test_the_database_refuses_a_document(constraint, facts):
    refused(constraint, lambda: DocumentFactory(**facts))


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("documentfile_kind_is_known", {"kind": "EXE"}),
        ("documentfile_checked_and_state_agree", {"checked_at": None}),
        ("documentfile_refused_for_a_reason", {"reason": "scripts"}),
        ("documentfile_clean_has_pages", {"pages": 0}),
        ("documentfile_holds_something", {"size": 0}),
        ("documentfile_sha256_is_hex", {"sha256": "x" * 64}),
    ],
)
def test_the_database_refuses_a_file(constraint, facts):
    refused(constraint, lambda: DocumentFileFactory(**facts))


def test_a_place_in_a_form_is_taken_once():
    file = DocumentFileFactory()
    refused("documentfile_once_per_form", lambda: DocumentFileFactory(form_key=file.form_key))


def test_a_type_says_it_in_both_languages():
    refused("documenttype_said_in_both_languages", lambda: DocumentTypeFactory(coach_es=""))


def test_the_types_are_there_and_what_the_desk_changed_stays():
    assert DocumentType.objects.offered().count() == len(reference.TYPES)
    DocumentType.objects.filter(pk="income").update(name_en="Pay stubs", is_offered=False)

    reference.load()

    changed = DocumentType.objects.get(pk="income")
    assert (changed.name_en, changed.is_offered) == ("Pay stubs", False)


def test_a_type_speaks_the_language_of_the_page():
    from django.utils import translation

    income = DocumentType.objects.get(pk="income")
    with translation.override("es"):
        assert income.name == "Comprobante de ingresos anuales"
        assert income.coach[0].startswith("Envíe todos")
    assert income.name == "Proof of yearly income"


def test_what_waits_for_the_household_comes_first_soonest_due_first():
    today = timezone.localdate()
    accepted = DocumentFactory(accepted=True)
    case = accepted.case
    checked = DocumentFactory(case=case)
    late = DocumentFactory(case=case, requested=True, due_on=today + timedelta(days=50))
    soon = DocumentFactory(case=case, requested=True, due_on=today + timedelta(days=5))
    unasked = DocumentFactory(case=case, unfit=True)

    found = Document.objects.filter(case=case).for_lists().first_to_do_first()

    assert list(found) == [soon, late, unasked, checked, accepted]


def test_a_document_is_overdue_the_day_after_and_only_while_it_is_wanted():
    today = timezone.localdate()
    requested = DocumentFactory(requested=True, due_on=today)
    assert not requested.is_overdue(today)
    assert requested.is_overdue(today + timedelta(days=1))
    assert not DocumentFactory(asked=True, due_on=today).is_overdue(today + timedelta(days=1))


def test_a_twin_is_the_later_of_two_equal_files_of_one_case():
    first = DocumentFileFactory(sha256="a" * 64)
    second = DocumentFileFactory(document=first.document, sha256="a" * 64, position=1)
    DocumentFileFactory(sha256="a" * 64)  # of another case
    refused_one = DocumentFileFactory(
        document=first.document, sha256="b" * 64, refused=True, position=2
    )
    again = DocumentFileFactory(document=first.document, sha256=refused_one.sha256, position=3)

    twins = DocumentFile.objects.twins()

    assert list(twins) == [second]
    assert again not in twins
