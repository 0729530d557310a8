"""Opens one uploaded file and writes it anew, in a process of its own: ``opener.py KIND MAX_PIXELS``.

The file comes on standard input. Out comes a line of JSON, then the file as we wrote it, then its
thumbnail. Whoever is fooled by a hostile file is this process, which may take only so much memory and
time, has no network to speak to, no database and no secrets; its end is all that a bomb achieves.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

MEMORY = 150 * 1024**2  # more than Python and the libraries take by themselves
SECONDS = 25
# From here on a photo is kept at half its width and height, which is a sharp page still.
LARGE = 16_000_000
BAND = 256  # rows that are shrunk at a time
THUMBNAIL = 320
MOST_SCANS = 100  # passes of a JPEG; cameras and programs make ten or so

# What a page that somebody sends as a proof has no need of, and what to call it.
ACTIONS = {
    "/JavaScript": "scripts",
    "/Rendition": "scripts",
    "/RichMediaExecute": "scripts",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToE": "embedded",
    "/GoToR": "launch",
}
KEYS = {
    "/JS": "scripts",
    "/JavaScript": "scripts",
    "/XFA": "scripts",
    "/RichMediaContent": "embedded",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
}
TYPES = {"/EmbeddedFile": "embedded"}
SUBTYPES = {"/FileAttachment": "embedded", "/RichMedia": "embedded", "/3D": "embedded"}


class Unfit(Exception):
    """Why the file is not taken, in a word."""


def main(kind: str, most_pixels: int) -> None:
    read = {"PDF": read_pdf, "HEIC": read_heic}.get(kind, read_image)
    _load(kind)
    _confine()
    content, thumbnail = b"", b""
    try:
        facts, content, thumbnail = read(sys.stdin.buffer.read(), kind, most_pixels)
    except Unfit as unfit:
        facts = {"unfit": str(unfit)}
    except MemoryError:
        facts = {"unfit": "too_large"}
    except Exception:  # decoders raise whatever a hostile file makes them stumble over
        facts = {"unfit": "damaged"}
    head = {**facts, "content": len(content), "thumbnail": len(thumbnail)}
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n" + content + thumbnail)
    out.flush()


def _load(kind: str) -> None:
    """What reading it takes, before there is a limit; and no more, for each file waits for it."""
    if kind == "PDF":
        import pikepdf  # noqa: F401

        return
    from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401

    if kind == "HEIC":
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1


def _confine() -> None:
    """From here on so much memory and time."""
    with open("/proc/self/status") as status:
        taken = next(int(line.split()[1]) for line in status if line.startswith("VmData:"))
    most = taken * 1024 + MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# --- images ----------------------------------------------------------------------------------------

Read = tuple[dict[str, Any], bytes, bytes]


def read_image(content: bytes, kind: str, most_pixels: int) -> Read:
    from PIL import Image, ImageOps

    if kind == "JPEG" and content.count(b"\xff\xda") > MOST_SCANS:
        raise Unfit("damaged")
    Image.MAX_IMAGE_PIXELS = most_pixels
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=[kind]) as image:
            _refuse_too_many(image.width * image.height, most_pixels)
            is_large = image.width * image.height > LARGE
            if is_large and image.info.get("progressive"):  # cannot be decoded small
                raise Unfit("too_large")
            if is_large and kind == "JPEG":
                # Decoded small at once, in a quarter of the memory.
                image.draft("RGB", (image.width // 2, image.height // 2))
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return _written(image, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise Unfit("too_many_pixels") from bomb


def _refuse_too_many(pixels: int, most: int) -> None:
    if pixels > most:
        raise Unfit("too_many_pixels")


def read_heic(content: bytes, kind: str, most_pixels: int) -> Read:
    """As a JPEG, which everybody can open. A large one is shrunk band by band: never all of it twice."""
    import pi_heif
    from PIL import Image

    file = pi_heif.open_heif(BytesIO(content), convert_hdr_to_8bit=True)
    width, height = file.size
    _refuse_too_many(width * height, most_pixels)
    if file.mode not in {"L", "RGB", "RGBA"}:
        raise Unfit("damaged")
    factor = 2 if width * height > LARGE else 1
    paper = Image.new("RGB", (width // factor, height // factor))
    pixels = memoryview(file.data)
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        band = Image.frombuffer(
            file.mode,
            (width, rows),
            bytes(pixels[top * file.stride : (top + rows) * file.stride]),
            "raw",
            file.mode,
            file.stride,
            1,
        ).convert("RGB")
        paper.paste(band.reduce(factor) if factor > 1 else band, (0, top // factor))
    return _written(paper, kind)


def _written(image: Any, kind: str) -> Read:
    """Pixels and nothing else."""
    is_png = kind == "PNG"
    mode = "RGBA" if is_png and image.has_transparency_data else "RGB"
    pixels = image if image.mode == mode else image.convert(mode)
    pixels.info = {}
    pixels.getexif().clear()
    written = BytesIO()
    if is_png:
        pixels.save(written, format="PNG")
    else:
        pixels.save(written, format="JPEG", quality=88)
    facts = {"width": pixels.width, "height": pixels.height, "pages": 1}
    return facts, written.getvalue(), _thumbnail(pixels)


def _thumbnail(pixels: Any) -> bytes:
    """By taking every so manieth pixel first: averaging over all of them would take a copy."""
    from PIL import Image

    step = max(1, max(pixels.size) // (4 * THUMBNAIL))
    size = (max(1, pixels.width // step), max(1, pixels.height // step))
    small = pixels.resize(size, Image.Resampling.NEAREST)
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    written = BytesIO()
    small.save(written, format="JPEG", quality=80)
    return written.getvalue()


# --- PDF -------------------------------------------------------------------------------------------


def read_pdf(content: bytes, kind: str, most_pixels: int) -> Read:
    """The same pages, of objects that we have looked at one by one; nothing before, between or after."""
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(content), attempt_recovery=False)
    except pikepdf.PasswordError as locked:
        raise Unfit("encrypted") from locked
    with pdf:
        if pdf.is_encrypted:
            raise Unfit("encrypted")
        for thing in [pdf.trailer, *pdf.objects]:
            _look_into(thing)
        if not len(pdf.pages):
            raise Unfit("damaged")
        for name in ("/OpenAction", "/AA"):  # nothing happens by opening it
            if name in pdf.Root:
                del pdf.Root[name]
        written = BytesIO()
        pdf.save(written, fix_metadata_version=False)
        return {"width": 0, "height": 0, "pages": len(pdf.pages)}, written.getvalue(), b""


def _look_into(thing: Any) -> None:
    """Of this object and what lies directly in it; what it refers to has its own turn."""
    import pikepdf

    waiting = [thing]
    is_first = True
    while waiting:
        it = waiting.pop()
        if not isinstance(it, pikepdf.Object) or (it.is_indirect and not is_first):
            continue
        is_first = False
        if isinstance(it, pikepdf.Array):
            waiting.extend(it)
        elif isinstance(it, pikepdf.Dictionary | pikepdf.Stream):
            facts = it.stream_dict if isinstance(it, pikepdf.Stream) else it
            _judge(facts)
            waiting.extend(value for _key, value in facts.items())


def _judge(facts: Any) -> None:
    for key in facts.keys():  # noqa: SIM118 - a dictionary of a PDF is no dict
        if key in KEYS:
            raise Unfit(KEYS[key])
    for key, known in (("/S", ACTIONS), ("/Type", TYPES), ("/Subtype", SUBTYPES)):
        said = str(facts.get(key, ""))
        if said in known:
            raise Unfit(known[said])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
