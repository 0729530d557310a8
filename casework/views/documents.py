"""The documents of a case: listed, read, sent."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedRequest
from casework.errors import CaseClosed, NotWanted, SentAlready
from casework.forms import SendForm
from casework.models import Document, DocumentFile, DocumentType
from casework.views.doors import Door, closed, through_delegates_door, through_own_door
from casework.workflows import documents, reads
from delegation.models import Scope
from limiter.http import with_status_of
from portal.errors import Refusal
from portal.paginators import CappedPaginator
from portal.uploads import taking


@require_safe
def _list(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    reads.note_list(case=door.case, by=request.user)
    found = Document.objects.filter(case=door.case).for_lists().first_to_do_first()
    page_obj = CappedPaginator(found, 25).get_page(request.GET.get("page"))
    rows = [(row, door.url("document_detail", row.pk)) for row in page_obj]
    context = {"door": door, "page_obj": page_obj, "rows": rows}
    return render(request, "casework/document_list.html", context)


@require_safe
def _detail(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    document = _document(door, pk)
    reads.note_document(document=document, by=request.user)
    files = [
        {
            "file": file,
            "url": door.url("document_file", file.pk),
            "preview_url": door.url("document_preview", file.pk),
            "back_url": door.url("document_take_back", file.pk)
            if door.may(Scope.DOCUMENTS) and file.may_be_taken_back_by(request.user)
            else "",
        }
        for file in document.files.with_twin()
    ]
    context = {
        "door": door,
        "document": document,
        "files": files,
        "is_overdue": document.is_overdue(),
        "answer_url": door.url("document_answer", document.pk),
    }
    return render(request, "casework/document_detail.html", context)


def _document(door: Door, pk: UUID) -> Document:
    found = Document.objects.filter(case=door.case).with_type().prefetch_related("members")
    document = get_object_or_404(found, pk=pk)
    document.case = door.case
    return document


def _send(request: AuthenticatedRequest, door: Door) -> HttpResponse:
    form = _form(request, door)
    return _sent(request, door, form) if form.is_bound else _page(request, door, form)


def _answer(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    document = _document(door, pk)
    form = _form(request, door, document)
    if form.is_bound:
        return _sent(request, door, form, document)
    if not document.is_wanting:
        return redirect(door.url("document_detail", pk))
    return _page(request, door, form, document)


def _form(request: AuthenticatedRequest, door: Door, document: Document | None = None) -> SendForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return SendForm(*sent, case=door.case, document=document)


def _sent(
    request: AuthenticatedRequest, door: Door, form: SendForm, document: Document | None = None
) -> HttpResponse:
    """The files are with the worker; or the form again, with what was typed."""
    target = document.pk if document else form.key
    refused = None
    if form.is_valid():
        try:
            _do(request, door, form, document)
        except CaseClosed:
            return closed(request, door.case.pk, part=door.part)
        except Document.DoesNotExist:  # its last file was taken back meanwhile
            raise Http404 from None
        except (SentAlready, NotWanted) as refusal:
            messages.info(request, str(refusal))
            return _went(request, door, target)
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            _say(request, form)
            return _went(request, door, target)
    if _is_asked_by_script(request):
        said = [str(error) for errors in form.errors.values() for error in errors]
        return with_status_of(JsonResponse({"problems": said}), refused)
    return with_status_of(_page(request, door, form, document), refused)


def _do(
    request: AuthenticatedRequest, door: Door, form: SendForm, document: Document | None
) -> None:
    who: dict[str, Any] = {"case": door.case.pk, "by": request.user, "sending": form.sending()}
    if document:
        documents.answer(document=document.pk, **who)
    else:
        documents.send(document_type=form.cleaned_data["type"], **who)


def _say(request: AuthenticatedRequest, form: SendForm) -> None:
    messages.success(
        request, _("We have your files. They are checked now; you need not wait for that.")
    )
    twins = DocumentFile.objects.filter(form_key=form.key).twins().count()
    if twins:
        messages.warning(
            request,
            ngettext(
                "%(count)d of the files was sent before. If that was a mistake, send the right one.",
                "%(count)d of the files were sent before. If that was a mistake, send the right ones.",
                twins,
            )
            % {"count": twins},
        )


def _went(request: AuthenticatedRequest, door: Door, document: UUID) -> HttpResponse:
    url = door.url("document_detail", document)
    return JsonResponse({"to": url}) if _is_asked_by_script(request) else redirect(url)


def _is_asked_by_script(request: AuthenticatedRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _page(
    request: AuthenticatedRequest, door: Door, form: SendForm, document: Document | None = None
) -> HttpResponse:
    reads.note("document.open_form", about=document or door.case, case=door.case, by=request.user)
    context = {
        "door": door,
        "form": form,
        "document": document,
        "types": [] if document else list(DocumentType.objects.offered()),
        "lost_files": form.is_bound and bool(request.FILES),
    }
    return render(request, "casework/document_send.html", context)


own_document_list = through_own_door(_list)
own_document_detail = through_own_door(_detail)
own_document_send = taking(settings.DOCUMENT_MAX_REQUEST)(through_own_door(_send))
own_document_answer = taking(settings.DOCUMENT_MAX_REQUEST)(through_own_door(_answer))
document_list = through_delegates_door(_list)
document_detail = through_delegates_door(_detail)
document_send = taking(settings.DOCUMENT_MAX_REQUEST)(
    through_delegates_door(_send, Scope.DOCUMENTS)
)
document_answer = taking(settings.DOCUMENT_MAX_REQUEST)(
    through_delegates_door(_answer, Scope.DOCUMENTS)
)
