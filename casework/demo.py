"""The demo's documents and questions: for maria's case of each one that waits, and one that came back."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from cases.models import Case
from casework.models import Document, DocumentFile, Question
from casework.shelves import DOCUMENTS, THUMBNAILS

WANTED = "All pay stubs of last month, of each job."
WORDS = (
    "The street cannot be read. Send a sharper photo, or a utility bill of the last three months."
)
QUESTION = "Do you still work at both places, or only at the one of the last pay stub?"
ANSWERED = "Since when does your mother live with you?"
ANSWER = "Desde marzo de este año."


def load() -> list[str]:
    case = Case.objects.filter(user__username="maria").first()
    desk = User.objects.filter(username="casedesk").first()
    if case and desk and not case.documents.exists():
        _make(case, desk)
    if case and desk and not case.questions.exists():
        _ask(case, desk)
    return [
        "",
        "Documents: as maria at /my-case/documents/, as casedesk at /admin/casework/document/",
        "Questions: as maria at /my-case/questions/, as casedesk at /admin/casework/question/",
    ]


@transaction.atomic
def _make(case: Case, desk: User) -> None:
    now = timezone.now()
    asked = {
        "case": case,
        "for_contact": True,
        "asked_by": desk,
        "asked_at": now - timedelta(days=12),
    }
    Document.objects.create(
        **asked,
        type_id="income",
        state=Document.State.REQUESTED,
        due_on=timezone.localdate() + timedelta(days=78),
        wanted=WANTED,
    )
    rejected = Document.objects.create(
        **asked,
        type_id="residency",
        state=Document.State.REJECTED,
        due_on=timezone.localdate() + timedelta(days=30),
        sent_by=case.user,
        sent_at=now - timedelta(days=3),
        taken_by=desk,
        taken_at=now - timedelta(days=1),
        decided_by=desk,
        decided_at=now - timedelta(days=1),
        words=WORDS,
    )
    _add_photo(rejected, case.user or desk)


def _ask(case: Case, desk: User) -> None:
    """One that waits for maria, and one whose answer waits for the case desk."""
    now = timezone.now()
    asked = {"case": case, "asked_as": Question.Asker.DESK, "asked_by": desk}
    Question.objects.create(**asked, words=QUESTION, asked_at=now - timedelta(days=1))
    Question.objects.create(
        **asked,
        words=ANSWERED,
        asked_at=now - timedelta(days=6),
        state=Question.State.ANSWERED,
        answer=ANSWER,
        answered_by=case.user,
        answered_at=now - timedelta(days=2),
    )


def _add_photo(document: Document, by: User) -> None:
    content = _photo()
    file = DocumentFile.objects.create(
        document=document,
        form_key=uuid4(),
        position=0,
        name="IMG_0042.jpg",
        kind="JPEG",
        size=len(content),
        sha256=f"{1:064x}",
        added_by=by,
        state=DocumentFile.State.CLEAN,
        checked_at=timezone.now(),
        pages=1,
    )
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
