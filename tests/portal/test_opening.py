"""What a file shows is written anew in a process of its own, which takes only so much."""

import zlib
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from portal import opening
from portal.opening import Unfit, open_anew
from tests import images
from tests.casework import papers


def size_of(content):
    with Image.open(BytesIO(content)) as image:
        image.load()
        return image.size


def reason(kind, content):
    with pytest.raises(Unfit) as unfit:
        open_anew(kind, content)
    return unfit.value.reason


def wide_png(width, height):
    """Grey and plain, made without the pixels in memory."""
    packer = zlib.compressobj(1)
    row = b"\0" + b"\x80" * (3 * width)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    claim = images.png_claiming(width, height)
    start, end = claim.index(b"IDAT") - 4, claim.index(b"IEND") - 4
    return claim[:start] + images.chunk(b"IDAT", data) + claim[end:]


def test_a_heic_becomes_a_jpeg_that_everybody_can_open():
    opened = open_anew("HEIC", papers.HEIC)
    assert opened.content.startswith(b"\xff\xd8\xff")
    assert size_of(opened.content) == size_of(opened.thumbnail) == (40, 20)


def test_a_photo_that_lies_on_its_side_stands_up_and_says_nothing_of_the_camera():
    opened = open_anew("JPEG", images.jpeg_of_a_camera("<?php"))
    assert size_of(opened.content) == (20, 40)
    assert b"<?php" not in opened.content


def test_the_thumbnail_is_small_and_on_white_paper():
    file = BytesIO()
    Image.new("RGBA", (1000, 500), (0, 0, 0, 0)).save(file, format="PNG")

    opened = open_anew("PNG", file.getvalue())

    with Image.open(BytesIO(opened.thumbnail)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (320, 160))
        assert min(thumbnail.convert("L").getextrema()) > 250


def test_a_large_photo_is_kept_at_half_its_width():
    assert size_of(open_anew("JPEG", images.jpeg(6000, 4000)).content) == (3000, 2000)


def test_a_pdf_keeps_its_pages_and_loses_what_happens_by_itself():
    goes_somewhere = papers.acting(S=pikepdf.Name.URI, URI="https://example.org")
    opened = open_anew("PDF", goes_somewhere)
    assert opened.pages == 1
    with pikepdf.open(BytesIO(opened.content)) as pdf:
        assert "/OpenAction" not in pdf.Root


def test_what_needs_too_much_memory_is_refused_not_tried():
    assert reason("PNG", wide_png(6300, 6300)) == "too_large"
    assert reason("JPEG", images.jpeg(6300, 6300, progressive=True)) == "too_large"


@pytest.mark.parametrize("program", ["import os; os.abort()", "print('no answer of ours')", ""])
def test_whatever_the_other_process_dies_of_the_file_is_called_damaged(
    program, tmp_path, monkeypatch
):
    opener = tmp_path / "opener.py"
    opener.write_text(program)
    monkeypatch.setattr(opening, "OPENER", opener)
    assert reason("PDF", papers.PDF) == "damaged"


def test_a_process_that_does_not_end_is_ended(tmp_path, monkeypatch, settings):
    opener = tmp_path / "opener.py"
    opener.write_text("while True: pass")
    monkeypatch.setattr(opening, "OPENER", opener)
    settings.UPLOAD_OPENING = timedelta(seconds=0.5)
    assert reason("PDF", papers.PDF) == "damaged"


def test_every_reason_that_it_gives_has_words():
    from casework.models import DocumentFile

    assert set(opening.REASONS) < set(DocumentFile.Reason.values)
