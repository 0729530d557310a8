"""Sending documents: by the consumer, or by the delegate for them."""

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.models import Case, HouseholdMember
from casework import marks, statements
from casework.errors import (
    CaseFull,
    NotOfThisHousehold,
    NotWanted,
    SentAlready,
    TooManyFiles,
)
from casework.limits import SENDINGS_ACCOUNT
from casework.models import Document, DocumentFile, DocumentType
from casework.shelves import QUARANTINE
from delegation.models import Scope
from limiter import limits
from notifications import broker
from portal.db import refusing
from portal.receiving import Received

State = Document.State


@dataclass(frozen=True)
class Sending:
    """What a form brought. ``key`` is the form's: sent twice, it counts once."""

    key: UUID
    files: list[Received]
    note: str = ""
    for_contact: bool = False
    members: list[UUID] = field(default_factory=list)


@trail.workflow("document.send")
def send(*, case: UUID, document_type: DocumentType, sending: Sending, by: User) -> Document:
    """Add a document that nobody asked for, with its files, to be checked by a worker.

    Raises CaseClosed, SentAlready, NotOfThisHousehold, CaseFull, TooManyFiles, TooManyAttempts.
    """
    limits.charge((SENDINGS_ACCOUNT, by.pk))
    held = statements.open_case(case, by, Scope.DOCUMENTS)  # so nobody else fills it meanwhile
    now = timezone.now()
    with refusing("casework_document_pkey", _sent_already()):
        document = Document.objects.create(
            pk=sending.key,
            case=held,
            type=document_type,
            for_contact=sending.for_contact,
            state=State.UPLOADED,
            sent_by=by,
            sent_at=now,
            note=sending.note,
        )
    document.members.set(household(held, sending.members))
    _add_files(document, sending, by)
    reason = f"files:{len(sending.files)}"
    trail.record("document.send", by=by, about=document, reason=reason, **marks.of(held, by))
    return document


@trail.workflow("document.answer")
def answer(*, case: UUID, document: UUID, sending: Sending, by: User) -> Document:
    """Send files for a document that is requested, or was rejected.

    Raises CaseClosed, SentAlready, NotWanted, CaseFull, TooManyFiles, TooManyAttempts; and
    Document.DoesNotExist for a document that is none of this case.
    """
    limits.charge((SENDINGS_ACCOUNT, by.pk))
    held = statements.open_case(case, by, Scope.DOCUMENTS)  # so nobody else fills it meanwhile
    found = Document.objects.select_for_update(of=("self",), no_key=True).get(
        pk=document, case=held
    )
    if DocumentFile.objects.filter(form_key=sending.key).exists():  # nobody adds while it is locked
        raise _sent_already()
    if not found.is_wanting:
        raise NotWanted(_("Nothing is needed for this document now. See below how it stands."))
    _begin_again(found, sending, by)
    _add_files(found, sending, by)
    reason = f"files:{len(sending.files)}"
    trail.record("document.answer", by=by, about=found, reason=reason, **marks.of(held, by))
    return found


def _begin_again(document: Document, sending: Sending, by: User) -> None:
    """As if nobody had decided; what the case desk said last stays to be read."""
    facts = {
        "state": State.UPLOADED,
        "note": sending.note,
        "sent_by": by,
        "sent_at": timezone.now(),
        "former_by": document.decided_by,
        "former_at": document.decided_at,
        **dict.fromkeys(["taken_by", "taken_at", "decided_by", "decided_at"]),
    }
    for name, fact in facts.items():
        setattr(document, name, fact)
    document.save(update_fields=list(facts))


def household(case: Case, members: list[UUID]) -> list[HouseholdMember]:
    """These people, who belong to the household now. Raises NotOfThisHousehold."""
    found = list(case.members.current().filter(pk__in=members))
    if len(found) != len(set(members)):
        raise NotOfThisHousehold(_("The household has changed. Choose again whom it is for."))
    return found


def _sent_already() -> SentAlready:
    return SentAlready(_("These files were sent already."))


def _add_files(document: Document, sending: Sending, by: User) -> None:
    if len(sending.files) > settings.DOCUMENT_MAX_FILES:
        raise TooManyFiles(
            _("Send at most %(count)d files at once.") % {"count": settings.DOCUMENT_MAX_FILES}
        )
    _refuse_full(document.case, sum(file.size for file in sending.files))
    now = document.sent_at or timezone.now()
    rows = [
        DocumentFile(
            document=document,
            form_key=sending.key,
            position=position,
            name=file.name,
            kind=file.kind,
            size=file.size,
            sha256=file.sha256,
            added_by=by,
            added_at=now,
        )
        for position, file in enumerate(sending.files)
    ]
    with refusing("documentfile_once_per_form", _sent_already()):
        DocumentFile.objects.bulk_create(rows)
    for row, file in zip(rows, sending.files, strict=True):
        QUARANTINE.put(row.pk, file.file)
    transaction.on_commit(lambda: _ask_for_checks([row.pk for row in rows]), robust=True)


def _refuse_full(case: Case, more: int) -> None:
    """Counted while the case is locked: two sendings at once cannot both take the last room."""
    kept = DocumentFile.objects.kept().filter(document__case=case)
    taken = kept.aggregate(sum=Sum("size"))["sum"] or 0
    if taken + more > settings.CASE_MAX_BYTES:
        raise CaseFull(
            _(
                "The files of a case may take %(most)d MB together, and this would be more. Send "
                "smaller files, or call the Help Line."
            )
            % {"most": settings.CASE_MAX_BYTES // 1024**2}
        )


def _ask_for_checks(files: list[UUID]) -> None:
    from casework.tasks import check_file

    for file in files:
        broker.nudge(check_file, file)
