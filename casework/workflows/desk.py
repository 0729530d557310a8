"""What the case desk does with documents: asks for them, takes them up, accepts, rejects, waives."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.models import Case
from casework.errors import NotInTheQueue, OwnCase, OwnSending, SomeoneElsesDocument
from casework.models import Document, DocumentType
from casework.telling import tell
from casework.workflows.documents import household

State = Document.State


@trail.workflow("document.find_case")
def find_case(*, number: str, by: User) -> Case | None:
    """The case of this number, for whoever is to ask for a document; put on record either way."""
    case = Case.objects.filter(number=number).first()
    _refuse_own(case, by)
    trail.record("document.find_case", by=by, about=case, case=case, reason="" if case else "none")
    return case


@trail.workflow("document.request")
def request(
    *,
    case: Case,
    document_type: DocumentType,
    for_contact: bool,
    members: list[UUID],
    due_on: date,
    wanted: str,
    by: User,
) -> Document:
    """Ask a household for a document, until a day. Raises NotOfThisHousehold, OwnCase."""
    _refuse_own(case, by)
    document = Document.objects.create(
        case=case,
        type=document_type,
        for_contact=for_contact,
        state=State.REQUESTED,
        asked_by=by,
        asked_at=timezone.now(),
        due_on=due_on,
        wanted=wanted,
    )
    document.members.set(household(case, members))
    trail.record("document.request", by=by, about=document, case=case)
    tell("document_requested", document)
    return document


@trail.workflow("document.take")
def take(*, document: UUID, by: User) -> None:
    """It is theirs now. Raises NotInTheQueue, SomeoneElsesDocument, OwnCase, OwnSending."""
    held = _queued(document, by)
    _take(held, by)
    held.save(update_fields=["state", "taken_by", "taken_at"])
    trail.record("document.take", by=by, about=held, case=held.case)


@trail.workflow("document.put_back")
def put_back(*, document: UUID, by: User) -> None:
    """Anybody may take it. Anybody may put it back, too: the one who has it may be away."""
    held = _locked(document, by)
    if held.state != State.WITH_DESK:
        raise _not_queued(held)
    held.state, held.taken_by, held.taken_at = State.CHECKED, None, None
    held.save(update_fields=["state", "taken_by", "taken_at"])
    trail.record("document.put_back", by=by, about=held, case=held.case)


@trail.workflow("document.accept")
def accept(*, document: UUID, by: User) -> None:
    held = _queued(document, by)
    _decide(held, State.ACCEPTED, by, words="")
    trail.record("document.accept", by=by, about=held, case=held.case)
    tell("document_settled", held)


@trail.workflow("document.reject")
def reject(*, document: UUID, words: str, by: User) -> None:
    """``words`` say what to send instead."""
    held = _queued(document, by)
    _decide(held, State.REJECTED, by, words=words)
    trail.record("document.reject", by=by, about=held, case=held.case)
    tell("document_rejected", held)


@trail.workflow("document.waive")
def waive(*, document: UUID, words: str, by: User) -> None:
    """What was asked for is not needed any more, for the reason in ``words``. Raises NotInTheQueue."""
    held = _locked(document, by)
    if held.is_settled or not held.was_asked_for:
        why = _("Only what was requested, and is not settled, can be waived.")
        raise NotInTheQueue(why, about=held)
    _refuse_taken(held, by)
    _decide(held, State.WAIVED, by, words=words)
    trail.record("document.waive", by=by, about=held, case=held.case)
    tell("document_settled", held)


@trail.workflow("document.desk_read")
def read(*, document: Document, by: User) -> None:
    """Before it is shown: what cannot be noted is not seen. Raises OwnCase."""
    _refuse_own(document.case, by)
    trail.record("document.desk_read", by=by, about=document, case=document.case)


@trail.workflow("case.desk_read")
def read_case(*, case: Case, by: User) -> None:
    """Whose case it is and its number, shown before something is asked for. Raises OwnCase."""
    _refuse_own(case, by)
    trail.record("case.desk_read", by=by, about=case, case=case)


def _locked(document: UUID, by: User) -> Document:
    held = Document.objects.select_for_update(of=("self",), no_key=True).select_related(
        "case__user", "taken_by"
    )
    found = held.filter(pk=document).first()
    if found is None:  # its last file was taken back meanwhile
        raise _not_queued(None)
    _refuse_own(found.case, by)
    return found


def _queued(document: UUID, by: User) -> Document:
    held = _locked(document, by)
    if not held.is_queued:
        raise _not_queued(held)
    _refuse_taken(held, by)
    return held


def _take(held: Document, by: User) -> None:
    held.state = State.WITH_DESK
    held.taken_by, held.taken_at = by, timezone.now()


def _decide(held: Document, state: Document.State, by: User, *, words: str) -> None:
    """By whoever has it; what is nobody's becomes theirs by that."""
    _take(held, by)
    held.state, held.words = state, words
    held.decided_by, held.decided_at = by, timezone.now()
    held.save(update_fields=["state", "words", "taken_by", "taken_at", "decided_by", "decided_at"])


def _refuse_own(case: Case | None, by: User) -> None:
    if case and case.user_id == by.pk:
        words = _("This is your own case. Somebody else of the case desk works on it.")
        raise OwnCase(words, about=case)


def _refuse_taken(held: Document, by: User) -> None:
    """Somebody else has it; or it comes from whoever is to decide."""
    if held.sent_by_id == by.pk:
        words = _("You sent this yourself. Somebody else of the case desk decides on it.")
        raise OwnSending(words, about=held)
    if held.taken_by and held.taken_by != by:
        raise SomeoneElsesDocument(
            _("%(name)s has this document. Ask them, or put it back first.")
            % {"name": held.taken_by.username},
            about=held,
        )


def _not_queued(held: Document | None) -> NotInTheQueue:
    words = _("This document is not in the queue now. See below how it stands.")
    return NotInTheQueue(words, about=held)
