"""What people upload: taken apart, written anew and kept where no address leads.

Nothing of the file itself is kept, only the pixels that it shows: sniffing alone lets files pass that
are an image to one program and something else to the next. Documents will come through here too.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from portal.errors import Refusal

# An image of more pixels is an error, not a warning, and before any of them is decoded.
Image.MAX_IMAGE_PIXELS = settings.UPLOAD_MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# Cameras and programs make ten or so.
START_OF_SCAN, MOST_SCANS = b"\xff\xda", 100
BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)


@dataclass(frozen=True)
class Kind:
    """A sort of image: Pillow's name for it, how its files begin, what their names end with."""

    name: str
    magic: bytes
    endings: frozenset[str]
    mime: str


KINDS = [
    Kind("PNG", b"\x89PNG\r\n\x1a\n", frozenset({".png"}), "image/png"),
    Kind("JPEG", b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"}), "image/jpeg"),
]
IMAGE_ENDINGS = sorted(ending for kind in KINDS for ending in kind.endings)
MIME = {kind.name: kind.mime for kind in KINDS}


# Somebody's photos, all at once; who sends more than that is cut off.
HEARD_OUT = 110 * 1024**2


class BadUpload(Refusal):
    """The file is none that we take."""


@dataclass(frozen=True)
class CleanImage:
    """An image as we wrote it: pixels and nothing else."""

    content: bytes
    kind: str
    width: int
    height: int


def read_image(file: IO[bytes], name: str) -> CleanImage:
    """The image in an upload, encoded anew. Raises BadUpload with words for the user.

    Ends, then first bytes, then size in pixels, then decoding, each only if the one before passed.
    """
    content = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if not content:
        raise BadUpload(_("The file is empty. Choose the screenshot once more."))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise BadUpload(
            _("The file is larger than %(size)d MB. Choose a smaller one.")
            % {"size": settings.UPLOAD_MAX_BYTES // 1024**2}
        )
    return _encoded_anew(content, _kind_of(content, name))


def _kind_of(content: bytes, name: str) -> Kind:
    """By the end of the name and by the first bytes, which must agree."""
    ending = PurePath(name).suffix.lower()
    by_name = next((kind for kind in KINDS if ending in kind.endings), None)
    if by_name is None:
        raise BadUpload(_("Choose a PNG or JPEG image: a file that ends in .png, .jpg or .jpeg."))
    if not content.startswith(by_name.magic) or _is_endless(content, by_name):
        raise BadUpload(_("This file is not the image that its name says. Take a new screenshot."))
    return by_name


def _is_endless(content: bytes, kind: Kind) -> bool:
    """A JPEG of very many passes: each goes over all pixels, and takes a few bytes to ask for."""
    return kind.name == "JPEG" and content.count(START_OF_SCAN) > MOST_SCANS


def _encoded_anew(content: bytes, kind: Kind) -> CleanImage:
    try:
        with Image.open(BytesIO(content), formats=[kind.name]) as image:
            return _pixels_of(image, kind)
    except BOMBS as bomb:
        raise BadUpload(
            _("The image has more than %(count)d million pixels. Choose a smaller one.")
            % {"count": settings.UPLOAD_MAX_PIXELS // 1_000_000}
        ) from bomb
    except Exception as error:  # decoders raise whatever a hostile file makes them stumble over
        raise BadUpload(
            _("We could not read this image: it is damaged or incomplete. Take a new screenshot.")
        ) from error


def _pixels_of(image: Image.Image, kind: Kind) -> CleanImage:
    if image.width * image.height > settings.UPLOAD_MAX_PIXELS:  # should a filter hide the warning
        raise Image.DecompressionBombError
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    has_alpha = kind.name == "PNG" and image.has_transparency_data
    mode = "RGBA" if has_alpha else "RGB"
    # Each copy of the largest image is 160 MB, and anybody may send one.
    pixels = image if image.mode == mode else image.convert(mode)
    pixels.info = {}
    pixels.getexif().clear()
    written = BytesIO()
    options: dict[str, Any] = {"quality": 90} if kind.name == "JPEG" else {}
    pixels.save(written, format=kind.name, **options)
    return CleanImage(written.getvalue(), kind.name, pixels.width, pixels.height)


# --- where files lie -----------------------------------------------------------------------------


def path_of(key: UUID) -> Path:
    """Outside of everything that is served, under a name that nobody chose."""
    return Path(settings.UPLOAD_DIR) / str(key)


def store(key: UUID, content: bytes) -> None:
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(content)


def delete(key: UUID) -> None:
    path_of(key).unlink(missing_ok=True)


Owner = Callable[[UUID], bool]
_owners: list[Owner] = []


def register(owner: Owner) -> None:
    """``owner`` says whether a row of its app still needs the file of that key. For AppConfig.ready()."""
    _owners.append(owner)


def delete_strays(*, before: float) -> int:
    """Delete files of an earlier time than ``before`` that no owner needs; says how many."""
    deleted = 0
    for path in Path(settings.UPLOAD_DIR).glob("*"):
        key = _key_of(path)
        if key is not None and path.stat().st_mtime < before and not _is_needed(key):
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _is_needed(key: UUID) -> bool:
    return any(owner(key) for owner in _owners)


def _key_of(path: Path) -> UUID | None:
    """None for a file that is none of ours."""
    try:
        return UUID(path.name) if path.is_file() else None
    except ValueError:
        return None


def _read_past(stream: Any, size: int) -> None:
    """A browser shows an answer only once it has sent what it is sending."""
    while size > 0 and (part := stream.read(min(size, 64 * 1024))):
        size -= len(part)


class RequestLimit(FileUploadHandler):
    """Refuses a request whose files together are far too large, before any of it is written."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if content_length > self._most():
            _read_past(input_data, min(content_length, HEARD_OUT))
            raise RequestDataTooBig("The files of a request are too large together.")

    def _most(self) -> int:
        """A view may take more, of people whom we know."""
        request: Any = self.request
        match = getattr(request, "resolver_match", None)
        user = getattr(request, "user", None)
        if match is None or user is None or not user.is_authenticated:
            return settings.UPLOAD_MAX_REQUEST
        return getattr(match.func, "most_bytes", settings.UPLOAD_MAX_REQUEST)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def taking(most_bytes: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a view that takes larger requests than others, from whoever is signed in. Outermost."""

    def mark(view: Any) -> Any:
        view.most_bytes = most_bytes
        return view

    return mark
