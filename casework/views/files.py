"""The checked way by which a file of a document leaves the portal; and the way back, of a wrong one."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedRequest
from accounts.models import User
from casework.errors import CaseClosed, FileNotReady
from casework.models import DocumentFile
from casework.views.doors import Door, closed, through_delegates_door, through_own_door
from casework.workflows import document_files, reads, taking_back
from delegation.models import Scope
from portal.attachments import attachment
from portal.errors import Refusal

HandOut = Callable[..., bytes]


def download(file: DocumentFile, by: User, at_desk: bool = False) -> HttpResponse:
    content = _content(document_files.hand_out, file, by, at_desk)
    return attachment(content, mime=file.mime, name=file.our_name)


def preview(file: DocumentFile, by: User, at_desk: bool = False) -> HttpResponse:
    content = _content(document_files.preview, file, by, at_desk)
    return attachment(content, mime="image/jpeg", name="preview.jpg")


def _content(hand_out: HandOut, file: DocumentFile, by: User, at_desk: bool) -> bytes:
    try:
        return hand_out(file=file, by=by, at_desk=at_desk)
    except (FileNotReady, FileNotFoundError) as error:
        raise Http404 from error


@require_safe
def _download(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    return download(_file(door, pk), request.user)


@require_safe
def _preview(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    return preview(_file(door, pk), request.user)


def _take_back(request: AuthenticatedRequest, door: Door, pk: UUID) -> HttpResponse:
    """Asked once more, for it cannot be undone."""
    file = _file(door, pk)
    document_url = door.url("document_detail", file.document_id)
    if request.method == "POST":
        return _taken_back(request, door, file, document_url)
    if not file.may_be_taken_back_by(request.user):
        messages.info(request, _("This file cannot be taken back any more."))
        return redirect(document_url)
    reads.note_document(document=file.document, by=request.user)
    context = {"door": door, "file": file, "document_url": document_url}
    return render(request, "casework/document_take_back.html", context)


def _taken_back(
    request: AuthenticatedRequest, door: Door, file: DocumentFile, document_url: str
) -> HttpResponse:
    try:
        is_left = taking_back.take_back_file(case=door.case.pk, file=file.pk, by=request.user)
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except DocumentFile.DoesNotExist:  # in another window
        raise Http404 from None
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(document_url)
    messages.success(request, _("The file is taken back and deleted."))
    return redirect(document_url if is_left else door.list_url)


def _file(door: Door, pk: UUID) -> DocumentFile:
    found = DocumentFile.objects.filter(document__case=door.case)
    found = found.select_related("document__case__user", "document__type")
    return get_object_or_404(found, pk=pk)


own_document_file = through_own_door(_download)
own_document_preview = through_own_door(_preview)
document_file = through_delegates_door(_download)
document_preview = through_delegates_door(_preview)
own_document_take_back = through_own_door(_take_back)
document_take_back = through_delegates_door(_take_back, Scope.DOCUMENTS)
