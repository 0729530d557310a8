"""Files for tests, honest and hostile, each as (name, content). Images: tests/images.py."""

import base64
import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests import images

# A photo of 40 by 20 pixels; what reads such files cannot write them.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAACJpbG9jAAAAAERAAAEAAQAAAAABoAABAAAAAAAAACoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "AA5waXRtAAAAAAABAAAA/GlwcnAAAADcaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNw"
    "AAADAJAAAAMAAAMAHroCQGEAAQApQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPB"
    "iQAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAKAAAAAEAAAAUAAAAAf///+gAAAAC"
    "////1AAAAAIAAAAQcGl4aQAAAAADCAgIAAAAGGlwbWEAAAAAAAAAAQABBYECAwWEAAAAMm1kYXQAAAAmKAGvGSFeQkDvXaW/"
    "/2t+Iyzd/W1t8pkoppcE14iZCwOBgI2RnTg="
)
# Assembled, so that no scanner takes this file for infected.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(change=None, pages: int = 1, **options) -> bytes:
    """Of blank pages; ``change(pdf)`` makes it a hostile one."""
    with pikepdf.new() as paper:
        for _page in range(pages):
            paper.add_blank_page()
        if change:
            change(paper)
        file = BytesIO()
        paper.save(file, **options)
        return file.getvalue()


def acting(**action) -> bytes:
    """One that does something when it is opened."""
    return pdf(lambda paper: paper.Root.__setattr__("OpenAction", Dictionary(**action)))


def on_a_page(**action) -> bytes:
    """One that does something when a link on its page is pressed."""

    def add(paper):
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**action)
        )
        paper.pages[0].Annots = Array([link])

    return pdf(add)


def with_attachment() -> bytes:
    return pdf(lambda paper: paper.attachments.__setitem__("evil.exe", b"MZ"))


def with_form_of_xml() -> bytes:
    def add(paper):
        paper.Root.AcroForm = Dictionary(Fields=[], XFA=paper.make_stream(b"<xdp/>"))

    return pdf(add)


def with_film() -> bytes:
    def add(paper):
        film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])
        paper.pages[0].Annots = Array([film])

    return pdf(add)


def hidden_script() -> bytes:
    """Its name written in an odd way, deep down, in a packed stream of objects."""

    def add(paper):
        paper.Root.Extra = paper.make_indirect(
            Array([Array([Dictionary(Deep=Dictionary(JS="app.alert(1)"))])])
        )

    return pdf(add, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def odd_name() -> bytes:
    plain = on_a_page(S=Name.Launch, F="cmd.exe")
    assert plain.count(b"/Launch") == plain.count(b"cmd.exe") == 1
    return plain.replace(b"/Launch", b"/L#61unch").replace(b"cmd.exe", b"cmd.e")


def bomb_of_objects() -> bytes:
    """A packed stream of objects that unpacks to far more than may be taken."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(1024**2)) for _ in range(400)) + packer.flush()
    start = b"%PDF-1.5\n"
    head = (
        b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
    )
    body = head % len(packed) + packed + b"\nendstream\nendobj\n"
    return start + body + b"startxref\n%d\n%%%%EOF\n" % len(start)


def pages_in_a_circle() -> bytes:
    def add(paper):
        paper.Root.Pages.Kids = Array([paper.Root.Pages])

    return pdf(add)


def heic_claiming(width: int, height: int) -> bytes:
    """A head that promises so many pixels."""
    at = HEIC.index(b"ispe") + 8
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return HEIC[:at] + head + HEIC[at + 8 :]


PNG, JPEG, PDF = images.png(), images.jpeg(), pdf()

HONEST = {
    "a PNG": ("letter.png", PNG),
    "a JPEG": ("IMG_0001.JPG", JPEG),
    "a HEIC": ("IMG_0002.HEIC", HEIC),
    "a PDF": ("Pay stub, May.pdf", PDF),
    "a PDF of several pages, packed": (
        "lease.pdf",
        pdf(pages=3, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    "a PDF with a link to a page of the web": (
        "plan.pdf",
        on_a_page(S=Name.URI, URI="https://example.org/"),
    ),
}

# What passes, but loses all that is no picture and no page.
POLYGLOTS = {
    **images.POLYGLOTS,
    "a PDF that is a ZIP as well": ("a.pdf", PDF + images.zipped()),
    "a PDF with a page of the web after its end": ("a.pdf", PDF + images.SCRIPT),
    "a PDF with a page of the web in a comment": (
        "a.pdf",
        PDF[: PDF.index(b"%%EOF")] + b"%" + images.SCRIPT + b"\n%%EOF\n",
    ),
    "a PDF with an object that nothing refers to": (
        "a.pdf",
        pdf(lambda paper: paper.make_stream(images.SCRIPT)),
    ),
    "a HEIC with a program after its end": ("a.heic", HEIC + b"<?php system(1) ?>"),
    "a PNG with the EICAR text after its end": ("a.png", PNG + EICAR),
    "a PDF with the EICAR text after its end": ("a.pdf", PDF + EICAR),
    "a JPEG with the EICAR text in its comment": ("a.jpg", images.jpeg(comment=EICAR)),
}

# What is refused: at once, or by the worker that opens it.
HOSTILE = {
    **{
        name: (file.replace("shot", "page"), content)
        for name, (file, content) in images.HOSTILE.items()
    },
    "a PNG of 40,000 by 40,000": ("a.png", images.png_claiming(40_000, 40_000)),
    "a HEIC of huge size": ("a.heic", heic_claiming(40_000, 40_000)),
    "a HEIC cut off": ("a.heic", HEIC[:300]),
    "a HEIC that is only its first bytes": ("a.heic", HEIC[:28]),
    "a film renamed": ("a.heic", b"\0\0\0\x18ftypmp42" + HEIC[12:]),
    "the EICAR text": ("eicar.com", EICAR),
    "the EICAR text renamed": ("eicar.pdf", EICAR),
    "a ZIP renamed": ("a.pdf", images.zipped()),
    "a program with two endings": ("invoice.pdf.exe", b"MZ" + PDF),
    "a PDF behind a program": ("a.pdf", b"MZ\x90\0" + PDF),
    "a PDF renamed to an image": ("a.png", PDF),
    "an image renamed to a PDF": ("a.pdf", PNG),
    "a PDF cut off": ("a.pdf", PDF[: len(PDF) // 2]),
    "a PDF that is only its first bytes": ("a.pdf", b"%PDF-1.7\n"),
    "a PDF with a password": (
        "a.pdf",
        pdf(encryption=pikepdf.Encryption(owner="owner", user="user")),
    ),
    "a PDF that limits its use": ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="o", user=""))),
    "a PDF that runs a script": ("a.pdf", acting(S=Name.JavaScript, JS="app.alert(1)")),
    "a PDF with a script in a link": ("a.pdf", on_a_page(S=Name.JavaScript, JS="app.alert(1)")),
    "a PDF with a script deep down": ("a.pdf", hidden_script()),
    "a PDF that starts a program": ("a.pdf", on_a_page(S=Name.Launch, F="cmd.exe")),
    "a PDF that starts a program by an odd name": ("a.pdf", odd_name()),
    "a PDF that sends a form": ("a.pdf", on_a_page(S=Name.SubmitForm, F="https://example.org")),
    "a PDF that opens another": ("a.pdf", on_a_page(S=Name.GoToR, F="\\\\example.org\\share")),
    "a PDF with a file in it": ("a.pdf", with_attachment()),
    "a PDF with a form of XML": ("a.pdf", with_form_of_xml()),
    "a PDF with a film": ("a.pdf", with_film()),
    "a PDF of pages in a circle": ("a.pdf", pages_in_a_circle()),
    "a PDF that unpacks to 400 MB": ("a.pdf", bomb_of_objects()),
    "a path for a name": ("../../../etc/cron.d/evil", PDF),
    "a name of line breaks": ("a\r\nSet-Cookie: x=1\r\n", PDF),
    "a name with a NUL": ("a.pdf\0.php", PDF),
    "a name that turns around": ("a\u202efdp.exe", PDF),
}
# Whose names alone are odd: kept under ours.
ODD_NAMES = {
    "a path": "../../../../etc/passwd.pdf",
    "a path of Windows": "C:\\Windows\\System32\\evil.pdf",
    "a header": 'a"; filename=evil.html\r\nX-Evil: 1.pdf',
    "a very long one": f"{'a' * 5_000}.pdf",
    "one that turns around": "a\u202egnp.pdf",
    "markup": "<img src=x onerror=alert(1)>.pdf",
}
