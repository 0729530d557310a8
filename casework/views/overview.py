"""The page of a case: what needs doing first, then how everything stands, then the record."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedRequest
from accounts.models import Assister
from cases import record
from casework.models import ChangeReport, Document, DocumentFile, Question, Renewal
from casework.models.document import DocumentQuerySet
from casework.views import locks, todo
from casework.views.doors import Door, own_door, through_delegates_door
from casework.workflows import reads
from delegation.models import Delegation, Scope

# How many of each kind are looked at, and how many are shown below what needs doing.
MOST, LATEST = 20, 3


@never_cache
@require_safe
def my_case(request: AuthenticatedRequest) -> HttpResponse:
    """Their own; to everybody else how to link one."""
    door = own_door(request)
    return _page(request, door) if door else render(request, "cases/my_case_none.html")


@require_safe
def _page(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    reads.note("case.read", about=door.case, case=door.case, by=request.user)
    context = {
        "door": door,
        "documents": [_latest(door, document) for document in _sent(door)],
        "sections": record.sections(door.case),
        "urls": {
            "documents": door.url("document_list"),
            "send": door.url("document_send"),
            "changes": door.url("change_list"),
            "report": door.url("change_create"),
            "renewal": door.url("renewal_detail"),
        },
        **_work(door),
    }
    return render(request, "casework/case_page.html", context)


def _work(door: Door) -> dict[str, object]:
    """What needs doing, who may, and what is locked."""
    case = door.case
    wanting = list(_documents(door).wanting().first_to_do_first()[: MOST + 1])
    changes = list(ChangeReport.objects.filter(case=case).first_to_do_first()[: MOST + 1])
    year = case.coverage_year + 1
    renewal = Renewal.objects.filter(case=case, year=year).first()
    helpers = _helpers(door)
    return {
        "todos": todo.of(
            door,
            documents=wanting[:MOST],
            changes=changes[:MOST],
            questions=_questions(door),
            renewal=renewal,
            delegation=next((row for row in helpers if row.is_active), None),
        ),
        "has_more": len(wanting) > MOST or any(row.is_editable for row in changes[MOST:]),
        "changes": [(row, door.url("change_detail", row.pk)) for row in changes[:LATEST]],
        "renewal": renewal,
        "year": year,
        "helpers": helpers,
        "locks": [] if door.is_own else locks.of(door, changes=changes, renewal=renewal),
    }


def _questions(door: Door) -> QuerySet[Question]:
    """Those that somebody on this side is to answer: an assister not their own."""
    found = Question.objects.open().filter(case=door.case).order_by("asked_at", "pk")
    if door.is_own:
        return found
    return found.of_desk() if door.may(Scope.CHANGES) else found.none()


def _documents(door: Door) -> DocumentQuerySet:
    return Document.objects.filter(case=door.case).with_type()


def _sent(door: Door) -> QuerySet[Document]:
    """The last ones, with those of their files that may be shown."""
    files = Prefetch("files", DocumentFile.objects.servable(), to_attr="servable")
    found = _documents(door).filter(sent_at__isnull=False)
    return found.prefetch_related(files).order_by("-sent_at", "pk")[:LATEST]


def _latest(door: Door, document: Document) -> dict[str, object]:
    picture = next((file for file in document.servable if file.is_picture), None)  # type: ignore[attr-defined]
    return {
        "document": document,
        "url": door.url("document_detail", document.pk),
        "preview_url": door.url("document_preview", picture.pk) if picture else "",
    }


def _helpers(door: Door) -> list[Delegation]:
    """Who has access, and who is asked; ``is_ready``, unless that gives nothing at present.

    To an assister only their own is anything.
    """
    if door.delegation:
        return [door.delegation]
    ready = Assister.objects.ready().filter(pk=OuterRef("assister")).order_by()
    found = door.case.delegations.open().with_people().annotate(is_ready=Exists(ready))
    return list(found.order_by("state", "pk"))


case_page = through_delegates_door(_page)
