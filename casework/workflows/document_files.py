"""A file on its way: scanned, opened and written anew, handed out or refused."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from casework import marks
from casework.errors import FileNotReady
from casework.models import Document, DocumentFile
from casework.shelves import DOCUMENTS, QUARANTINE, THUMBNAILS
from casework.telling import tell
from portal import opening, scanner

State = DocumentFile.State


@trail.workflow("document_file.check")
def check(*, file: UUID) -> None:
    """Scan a file, where there is a scanner; write it anew; say whether it may be handed out. Once.

    While the scanner gives no answer the file waits: ScannerDown.
    """
    found = (
        DocumentFile.objects.unchecked()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("document__case")
        .filter(pk=file)
        .first()
    )
    if found is None:
        return
    try:
        found.reason = _judge(found)
    except FileNotFoundError:  # of a backup that has the rows and not the files, say
        found.reason = DocumentFile.Reason.DAMAGED
    found.state = State.REFUSED if found.reason else State.CLEAN
    found.checked_at = timezone.now()
    found.save(update_fields=["state", "reason", "pages", "checked_at"])
    said = "document_file.refuse" if found.reason else "document_file.pass"
    case = found.document.case
    trail.record(said, by=None, about=found, reason=found.reason, case=case)
    _settle(found.document_id)
    transaction.on_commit(partial(QUARANTINE.delete, found.pk), robust=False)


def _judge(file: DocumentFile) -> str:
    """Why it is not taken; nothing, when it is on its shelf as we wrote it."""
    if scanner.is_configured():
        with QUARANTINE.open(file.pk) as stream:
            if not scanner.is_clean(stream):
                return DocumentFile.Reason.INFECTED
    try:
        opened = opening.open_anew(file.kind, QUARANTINE.read(file.pk))
    except opening.Unfit as unfit:
        return DocumentFile.Reason(unfit.reason)
    file.pages = opened.pages
    DOCUMENTS.put(file.pk, opened.content)
    if opened.thumbnail:
        THUMBNAILS.put(file.pk, opened.thumbnail)
    return ""


def _settle(document: UUID) -> None:
    """Once the last file of a sending is judged, the document goes on; or back, if none could be taken."""
    held = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document)
    if held.state == Document.State.UPLOADED:
        go_on(held, set(held.files.of_last_sending().values_list("state", flat=True)))


def go_on(held: Document, states: set[str]) -> None:
    """By the states that its files are in, at least one; ``held`` is locked."""
    if State.WAITING in states:
        return
    if State.CLEAN in states:
        held.state = Document.State.CHECKED
        held.save(update_fields=["state"])
        return
    held.state, held.decided_at = Document.State.REJECTED, timezone.now()
    held.save(update_fields=["state", "decided_at"])
    tell("document_rejected", held)


@trail.workflow("document_file.download")
def hand_out(*, file: DocumentFile, by: User, at_desk: bool = False) -> bytes:
    """The file as we wrote it, put on record. Raises FileNotReady unless it is clean."""
    _refuse_unclean(file)
    marked = marks.of(file.document.case, None if at_desk else by)
    verb = "document_file.desk_download" if at_desk else "document_file.download"
    trail.record(verb, by=by, about=file, **marked)
    return DOCUMENTS.read(file.pk)


@trail.workflow("document_file.preview")
def preview(*, file: DocumentFile, by: User, at_desk: bool = False) -> bytes:
    """The small picture of it, which shows enough to be put on record, too. Raises FileNotReady."""
    _refuse_unclean(file)
    if not file.is_picture:
        raise FileNotReady(_("There is no picture of this file."), about=file.document)
    marked = marks.of(file.document.case, None if at_desk else by)
    verb = "document_file.desk_preview" if at_desk else "document_file.preview"
    trail.record(verb, by=by, about=file, **marked)
    return THUMBNAILS.read(file.pk)


def _refuse_unclean(file: DocumentFile) -> None:
    if not DocumentFile.objects.servable().filter(pk=file.pk).exists():
        words = _("The file is still being checked, or was not taken.")
        raise FileNotReady(words, about=file.document)
