"""A wrong file, taken back by who sent it before anybody of the case desk has it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from casework import marks, statements
from casework.errors import BeingChecked, NotTheirsToTakeBack
from casework.models import Document, DocumentFile
from casework.shelves import DOCUMENTS, QUARANTINE, THUMBNAILS
from casework.workflows.document_files import go_on
from delegation.models import Scope

State = Document.State


@trail.workflow("document.take_back_file")
def take_back_file(*, case: UUID, file: UUID, by: User) -> bool:
    """The file is gone, and deleted once this commits; whether its document is still there.

    Without a file the document is what it was before it was sent: requested, rejected, or not there.
    Raises CaseClosed, NotTheirsToTakeBack, BeingChecked; DocumentFile.DoesNotExist for one of another case.
    """
    held = statements.open_case(case, by, Scope.DOCUMENTS)
    found = _locked(DocumentFile.objects.get(pk=file, document__case=held))
    document = _document(found)
    document.case = held
    if not found.may_be_taken_back_by(by):
        raise NotTheirsToTakeBack(
            _("This file cannot be taken back any more. See below how the document stands."),
            about=document,
        )
    trail.record("document.take_back_file", by=by, about=found, **marks.of(held, by))
    found.delete()
    transaction.on_commit(lambda: _erase(file), robust=True)
    left = set(document.files.of_last_sending().values_list("state", flat=True))
    if left:
        go_on(document, left)
        return True
    return _as_before(document)


def _locked(file: DocumentFile) -> DocumentFile:
    """Not waited for: the worker that opens it has it locked, and locks the document next."""
    rows = DocumentFile.objects.select_for_update(of=("self",), skip_locked=True)
    found = rows.filter(pk=file.pk).first()
    if found is None:
        words = _("The file is being checked at this moment. Try again in a minute.")
        raise BeingChecked(words, about=file.document)
    return found


def _document(file: DocumentFile) -> Document:
    """Locked, so that nobody of the case desk takes it meanwhile; who did so before is seen."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=file.document_id)
    file.document = document
    return document


def _as_before(document: Document) -> bool:
    """Rejected, requested, or never sent."""
    if document.former_at:
        earlier = document.files.order_by("-added_at").select_related("added_by")[0]
        facts = {"state": State.REJECTED, "sent_by": earlier.added_by, "sent_at": earlier.added_at}
        facts |= {"decided_by": document.former_by, "decided_at": document.former_at}
        if document.former_by:
            facts |= {"taken_by": document.former_by, "taken_at": document.former_at}
    elif document.was_asked_for:
        facts = {"state": State.REQUESTED, "sent_by": None, "sent_at": None}
    else:
        document.delete()
        return False
    facts |= {"note": "", "former_by": None, "former_at": None}
    for name, value in facts.items():
        setattr(document, name, value)
    document.save(update_fields=list(facts))
    return True


def _erase(file: UUID) -> None:
    for shelf in (QUARANTINE, DOCUMENTS, THUMBNAILS):
        shelf.delete(file)
