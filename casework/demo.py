"""The demo’s documents, in every state, of maria and two others whom carmen helps; and questions."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from cases.models import Case
from casework.models import Document, DocumentFile, Question
from casework.shelves import DOCUMENTS, QUARANTINE, THUMBNAILS
from delegation.models import Delegation

WANTED = "All pay stubs of last month, of each job."
WORDS = (
    "The street cannot be read. Send a sharper photo, or a utility bill of the last three months."
)
WAIVED = "We found it in the records of the state."
State = Document.State
QUESTION = "Do you still work at both places, or only at the one of the last pay stub?"
ANSWERED = "Since when does your mother live with you?"
ANSWER = "Desde marzo de este año."


def load() -> list[str]:
    maria = Case.objects.filter(user__username="maria").first()
    desk = User.objects.filter(username="casedesk").first()
    if maria and maria.user and desk:
        with transaction.atomic():
            if not Document.objects.exists():
                _make_marias(maria, maria.user, desk)
                _make_carmens(maria, desk)
            if not Question.objects.exists():
                _ask(maria, maria.user, desk)
    return [
        "",
        "Documents: as maria at /my-case/, as carmen on the cases of her consumers (/cases/),",
        "  as casedesk at /admin/casework/document/",
        "Questions: as maria at /my-case/questions/, as casedesk at /admin/casework/question/",
    ]


def _make_marias(case: Case, by: User, desk: User) -> None:
    _make(case, "income", State.REQUESTED, desk=desk, due_in=78, wanted=WANTED)
    facts: dict[str, Any] = {"desk": desk, "by": by}
    _add_photo(_make(case, "residency", State.REJECTED, due_in=30, words=WORDS, **facts))
    _add_photo(_make(case, "identity", State.ACCEPTED, **facts))
    _add_photo(_make(case, "citizenship", State.WITH_DESK, **facts))
    _make(case, "ssn", State.WAIVED, words=WAIVED, desk=desk)


def _make_carmens(marias: Case, desk: User) -> None:
    """What one of her consumers has not sent in time; and what she has just sent for another."""
    held = Delegation.objects.active().filter(assister__user__username="carmen")
    others = held.exclude(case=marias).order_by("case__number").select_related("assister__user")
    found = list(others.select_related("case")[:2])
    if len(found) < 2:  # the demo was changed
        return
    late, busy = found
    _make(late.case, "income", State.REQUESTED, desk=desk, due_in=-9, wanted=WANTED)
    for state in (State.CHECKED, State.UPLOADED):
        by = busy.assister.user
        document = _make(busy.case, "income", state, desk=desk, by=by)
        _add_photo(document, waiting=state == State.UPLOADED)


def _make(
    case: Case,
    type_id: str,
    state: Document.State,
    *,
    desk: User,
    by: User | None = None,
    due_in: int = 60,
    **words: str,
) -> Document:
    """Asked for twelve days before, or, of an older request, 90 days before it was due."""
    now = timezone.now()
    was_sent = state not in {State.REQUESTED, State.WAIVED}
    is_decided = state in {State.ACCEPTED, State.REJECTED, State.WAIVED}
    is_taken = state in {State.WITH_DESK, State.ACCEPTED, State.REJECTED}
    return Document.objects.create(
        case=case,
        type_id=type_id,
        for_contact=True,
        state=state,
        asked_by=desk,
        asked_at=now - timedelta(days=max(12, 90 - due_in)),
        due_on=timezone.localdate() + timedelta(days=due_in),
        sent_by=by if was_sent else None,
        sent_at=now - timedelta(days=3) if was_sent else None,
        taken_by=desk if is_taken else None,
        taken_at=now - timedelta(days=1) if is_taken else None,
        decided_by=desk if is_decided else None,
        decided_at=now - timedelta(days=1) if is_decided else None,
        **words,
    )


def _ask(case: Case, by: User, desk: User) -> None:
    """One that waits for maria, and one whose answer waits for the case desk."""
    now = timezone.now()
    asked: dict[str, Any] = {"case": case, "asked_as": Question.Asker.DESK, "asked_by": desk}
    Question.objects.create(**asked, words=QUESTION, asked_at=now - timedelta(days=1))
    Question.objects.create(
        **asked,
        words=ANSWERED,
        asked_at=now - timedelta(days=6),
        state=Question.State.ANSWERED,
        answer=ANSWER,
        answered_by=by,
        answered_at=now - timedelta(days=2),
    )


def _add_photo(document: Document, *, waiting: bool = False) -> None:
    """One that waits is checked by the worker soon."""
    assert document.sent_by is not None
    assert document.sent_at is not None
    content = _photo()
    clean: dict[str, Any] = {
        "state": DocumentFile.State.CLEAN,
        "checked_at": timezone.now(),
        "pages": 1,
    }
    file = DocumentFile.objects.create(
        document=document,
        form_key=uuid4(),
        position=0,
        name="IMG_0042.jpg",
        kind="JPEG",
        size=len(content),
        sha256=f"{document.pk.int:064x}",
        added_by=document.sent_by,
        added_at=document.sent_at,
        **({} if waiting else clean),
    )
    if waiting:
        QUARANTINE.put(file.pk, content)
    else:
        DOCUMENTS.put(file.pk, content)
        THUMBNAILS.put(file.pk, content)


def _photo() -> bytes:
    """A page with lines on it."""
    page = Image.new("RGB", (320, 320), "#e8e6df")
    pen = ImageDraw.Draw(page)
    for y in range(40, 290, 18):
        pen.line((40, y, 280 - (y * 7) % 90, y), fill="#8a8a85", width=4)
    file = BytesIO()
    page.save(file, format="JPEG")
    return file.getvalue()
