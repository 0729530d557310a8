"""The pictures and videos that staff upload: checked, kept apart from what is served, handed out in parts."""

import re
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from portal import scanner, uploads
from training.errors import BadVideo
from training.models import TrainingFile

RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def path_of(key: UUID) -> Path:
    """In a folder of their own: what problem reports leave behind is swept from the one above."""
    return Path(settings.UPLOAD_DIR) / "training" / str(key)


# --- taking them in -----------------------------------------------------------------------------


def add_picture(image: uploads.CleanImage, *, by: User) -> TrainingFile:
    """Within the caller's transaction."""
    return _add(image.kind, BytesIO(image.content), by=by)


def add_video(upload: UploadedFile, *, by: User) -> TrainingFile:
    """Within the caller's transaction. Raises BadVideo for what is none, or is not clean."""
    kind = kind_of_video(upload)
    upload.seek(0)
    row = _add(kind, upload, by=by)
    if scanner.is_configured():
        _must_be_clean(path_of(row.pk))
    return row


def _must_be_clean(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if scanner.is_clean(file):
                return
        said = _("The virus scanner refuses this file.")
    except scanner.ScannerDown:
        said = _("The virus scanner does not answer. Try again later.")
    path.unlink()
    raise BadVideo(said)


def _add(kind: str, content: IO[bytes] | UploadedFile, *, by: User) -> TrainingFile:
    row = TrainingFile.objects.create(kind=kind, added_by=by)
    path = path_of(row.pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        while chunk := content.read(1024 * 1024):
            file.write(chunk)
    trail.record("training_file.add", by=by, about=row)
    return row


def kind_of_video(upload: UploadedFile) -> str:
    """By its first bytes. Raises BadVideo for anything but MP4 and WebM."""
    upload.seek(0)
    head = upload.read(12)
    if head[4:8] == b"ftyp":
        return TrainingFile.Kind.MP4
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return TrainingFile.Kind.WEBM
    raise BadVideo(_("Choose a video in the format MP4 or WebM."))


# --- handing them out ---------------------------------------------------------------------------


def served(row: TrainingFile, asked: str) -> HttpResponse:
    """All of it, or the part that a player asks for. It never changes under its address."""
    path = path_of(row.pk)
    if not path.exists():
        raise Http404
    response = _part(path, asked) if RANGE.match(asked) else HttpResponse(path.read_bytes())
    response["Content-Type"] = row.mime
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# So much at once: a player asks for the next part when it gets there.
LONGEST_PART = 1024 * 1024


def _part(path: Path, asked: str) -> HttpResponse:
    size = path.stat().st_size
    first, last = _bounds(asked, size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    last = min(last, first + LONGEST_PART - 1)
    with path.open("rb") as file:
        file.seek(first)
        content = file.read(last - first + 1)
    headers = {"Content-Range": f"bytes {first}-{last}/{size}"}
    return HttpResponse(content, status=206, headers=headers)


def _bounds(asked: str, size: int) -> tuple[int, int]:
    """First and last byte; the first lies behind the last where there is nothing to give."""
    begin, end = RANGE.match(asked).groups()  # type: ignore[union-attr]
    if not begin:  # the last so many bytes
        return (max(0, size - int(end)), size - 1) if end and int(end) else (size, size - 1)
    return int(begin), min(int(end) if end else size - 1, size - 1)
