"""That somebody looked at the work on a case. Before it is shown: what cannot be noted is not seen."""

from collections.abc import Iterable, Iterator

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


@trail.workflow("case.list")
def note_listed(*, cases: Iterable[Case], by: User) -> None:
    """That each of these was on a page with others: one event of each case."""
    trail.record_many("case.list", by=by, events=_of_each(cases, by))


@trail.workflow("case.export")
def note_exported(*, cases: Iterable[Case], by: User) -> None:
    """That each of these was taken along in a file: one event of each case."""
    trail.record_many("case.export", by=by, events=_of_each(cases, by))


def _of_each(cases: Iterable[Case], by: User) -> Iterator[trail.Told]:
    return ({"about": case, **marks.of(case, by)} for case in cases)
