"""The checked way by which a file of a document leaves the portal."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedRequest
from accounts.models import User
from casework.errors import FileNotReady
from casework.models import DocumentFile
from casework.views.doors import Door, through_delegates_door, through_own_door
from casework.workflows import document_files
from portal.attachments import attachment

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


def _file(door: Door, pk: UUID) -> DocumentFile:
    found = DocumentFile.objects.filter(document__case=door.case)
    return get_object_or_404(found.select_related("document__case__user"), pk=pk)


own_document_file = through_own_door(_download)
own_document_preview = through_own_door(_preview)
document_file = through_delegates_door(_download)
document_preview = through_delegates_door(_preview)
