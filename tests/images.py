"""Images for tests, honest and hostile."""

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from PIL import Image, PngImagePlugin


def png(width: int = 40, height: int = 20, colour: str = "teal", **options) -> bytes:
    return _saved(Image.new("RGB", (width, height), colour), "PNG", **options)


def jpeg(width: int = 40, height: int = 20, **options) -> bytes:
    return _saved(Image.new("RGB", (width, height), "teal"), "JPEG", **options)


def jpeg_of_passes(times: int) -> bytes:
    """Its last pass over all pixels so many times: sixteen bytes ask for each."""
    whole = jpeg(200, 200, progressive=True)
    start = whole.rindex(b"\xff\xda")
    last = whole[start:].removesuffix(b"\xff\xd9")
    return whole[:start] + last * times + b"\xff\xd9"


def gif() -> bytes:
    return _saved(Image.new("P", (4, 4)), "GIF")


def _saved(image: Image.Image, kind: str, **options) -> bytes:
    file = BytesIO()
    image.save(file, format=kind, **options)
    return file.getvalue()


def png_with_words(words: str) -> bytes:
    """In a text chunk, where cameras and programs write what they know."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", words)
    return png(pnginfo=info)


def jpeg_of_a_camera(words: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = words
    exif[0x0112] = 6  # lying on its side
    return jpeg(40, 20, exif=exif)


def zipped(name: str = "evil.html") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(name, "<script>alert(1)</script>")
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))


def png_claiming(width: int, height: int, data: bytes = b"") -> bytes:
    """A head that promises so many pixels, whatever follows."""
    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

# What passes, but loses everything that is not a pixel.
POLYGLOTS = {
    "a PNG that is a ZIP as well": ("shot.png", png() + zipped()),
    "a PNG with a page after its end": ("shot.png", png() + SCRIPT),
    "a PNG with a page in its comment": ("shot.png", png_with_words(SCRIPT.decode())),
    "a JPEG with a page in its comment": ("shot.jpg", jpeg(comment=SCRIPT)),
    "a JPEG with a page after its end": ("shot.jpg", jpeg() + SCRIPT),
    "a JPEG with a program in its Exif": ("shot.jpeg", jpeg_of_a_camera("<?php system(1) ?>")),
}

# What is refused.
HOSTILE = {
    "nothing at all": ("shot.png", b""),
    "an SVG": ("shot.svg", SVG),
    "an SVG renamed": ("shot.png", SVG),
    "a GIF": ("shot.gif", gif()),
    "a GIF renamed": ("shot.png", gif()),
    "a JPEG renamed": ("shot.png", jpeg()),
    "a page renamed": ("shot.png", SCRIPT),
    "a page with the first bytes of a PNG": ("shot.png", b"\x89PNG\r\n\x1a\n" + SCRIPT),
    "a page with the first bytes of a JPEG": ("shot.jpg", b"\xff\xd8\xff" + SCRIPT),
    "two endings": ("shot.png.html", png()),
    "no ending": ("shot", png()),
    "a PNG cut off": ("shot.png", png(400, 400)[:300]),
    "a JPEG cut off": ("shot.jpg", jpeg(400, 400)[:-900]),
    "a PNG of huge size": ("shot.png", png_claiming(60_000, 60_000)),
    "a PNG one pixel wide and endless": ("shot.png", png_claiming(1, 2**31 - 1)),
    "a PNG of no size": ("shot.png", png_claiming(0, 0)),
    "a bomb": ("shot.png", png_claiming(8_000, 8_000, bytes(8_000 * 24_001))),
    "a PNG whose pixels never come": ("shot.png", png_claiming(100, 100)),
    "a PNG with a bomb for a comment": (
        "shot.png",
        png()[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80 * 1024**2), 9)) + png()[33:],
    ),
    "a JPEG of a thousand passes": ("shot.jpg", jpeg_of_passes(1000)),
    "more than ten megabytes": ("shot.png", png() + bytes(10 * 1024**2)),
}
