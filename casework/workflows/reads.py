"""That somebody looked at the work on a case. Before it is shown: what cannot be noted is not seen."""

from django.db.models import Model

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


@trail.workflow("casework.read")
def note(verb: str, *, about: Model, case: Case, by: User) -> None:
    """A change, a renewal, or the list of them, of one case."""
    trail.record(verb, by=by, about=about, **marks.of(case, by))


@trail.workflow("renewal.board")
def note_board(*, by: User) -> None:
    """Names and dates of many cases at once: one event, of the assister’s."""
    trail.record("renewal.board", by=by, about=by.assister, entity=by.assister.entity)
