"""That somebody looked at documents. Before they are shown: what cannot be noted is not seen."""

from accounts.models import User
from audit import trail
from cases.models import Case
from casework import marks
from casework.models import Document


@trail.workflow("document.list")
def note_list(*, case: Case, by: User) -> None:
    trail.record("document.list", by=by, about=case, **marks.of(case, by))


@trail.workflow("document.read")
def note_document(*, document: Document, by: User) -> None:
    trail.record("document.read", by=by, about=document, **marks.of(document.case, by))
