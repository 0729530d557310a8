"""The first look at a document that somebody sends: its name, its first bytes, its size.

What costs more, or may be fooled, is left to the worker (``opening.py``); so that a request answers at
once, and whoever chose the wrong file reads it beside the field.
"""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from portal.fields import clean_line
from portal.uploads import BOMBS, BadUpload


@dataclass(frozen=True)
class Kind:
    """A sort of document: our name for it, how its files begin, what their names end with."""

    name: str
    begins: re.Pattern[bytes]
    endings: frozenset[str]


KINDS = [
    Kind("PDF", re.compile(rb"%PDF-"), frozenset({".pdf"})),
    Kind("JPEG", re.compile(rb"\xff\xd8\xff"), frozenset({".jpg", ".jpeg"})),
    Kind("PNG", re.compile(rb"\x89PNG\r\n\x1a\n"), frozenset({".png"})),
    Kind(
        "HEIC", re.compile(rb"\0\0\0.ftyp(?:heic|heix|mif1)", re.S), frozenset({".heic", ".heif"})
    ),
]
ENDINGS = sorted(ending for kind in KINDS for ending in kind.endings)
LONGEST_NAME = 100


@dataclass(frozen=True)
class Received:
    """A file as it came. Its name is for people to know it again by, and leads nowhere."""

    file: IO[bytes]
    kind: str
    name: str
    size: int
    sha256: str


def receive(file: IO[bytes], name: str) -> Received:
    """The file, if it may be what its name says. Raises BadUpload with words for the user."""
    shown = shown_name(name)
    content = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if not content:
        raise BadUpload(_("“%(name)s” is empty. Choose the file once more.") % {"name": shown})
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise BadUpload(
            _("“%(name)s” is larger than %(size)d MB. Choose a smaller file, or take a new photo.")
            % {"name": shown, "size": settings.UPLOAD_MAX_BYTES // 1024**2}
        )
    kind = _kind_of(content, shown)
    _look_at_size(content, kind, shown)
    return Received(file, kind.name, shown, len(content), hashlib.sha256(content).hexdigest())


def shown_name(name: str) -> str:
    """The last part of a path, without what nobody sees; its end is what it is known by."""
    last = re.split(r"[/\\]", name)[-1]
    return clean_line(last)[-LONGEST_NAME:].strip()


def _kind_of(content: bytes, name: str) -> Kind:
    ending = PurePath(name).suffix.lower()
    kind = next((kind for kind in KINDS if ending in kind.endings), None)
    if kind is None:
        raise BadUpload(
            _(
                "“%(name)s” is not a PDF, JPEG, PNG or HEIC file. Choose one of these, or take a photo."
            )
            % {"name": name}
        )
    if not kind.begins.match(content):
        raise BadUpload(
            _(
                "“%(name)s” is not the sort of file that its name says. Take a photo of the page instead."
            )
            % {"name": name}
        )
    return kind


def _look_at_size(content: bytes, kind: Kind, name: str) -> None:
    """Of images whose head is read without decoding anything."""
    if kind.name not in {"JPEG", "PNG"}:
        return
    try:
        with Image.open(BytesIO(content), formats=[kind.name]) as image:
            is_too_large = image.width * image.height > settings.UPLOAD_MAX_PIXELS
    except BOMBS:
        is_too_large = True
    except Exception as error:  # decoders raise whatever a hostile file makes them stumble over
        raise BadUpload(
            _("“%(name)s” is damaged or incomplete. Take a new photo.") % {"name": name}
        ) from error
    if is_too_large:
        raise BadUpload(
            _("“%(name)s” has more than %(count)d million pixels. Take a photo of a smaller size.")
            % {"name": name, "count": settings.UPLOAD_MAX_PIXELS // 1_000_000}
        )
