"""Files as people and villains make them: taken as meant, or refused with the reason, not held in memory."""

import tracemalloc
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.utils import translation

from accounts.bulk import reading, roster, workbooks
from accounts.errors import BadFile
from tests.accounts.test_bulk_jobs import ANA, BEN, HEADS, sheet

NAMES = HEADS.split(",")
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


@pytest.fixture
def read(tmp_path):
    """The rows of a file, each by its columns' names."""

    def rows(content, ending=".csv"):
        path = tmp_path / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(reading.read(path, ending, roster.COLUMNS))

    return rows


@pytest.fixture
def refused(read):
    def words(content, ending=".xlsx"):
        with pytest.raises(BadFile) as refusal:
            read(content, ending)
        return str(refusal.value)

    return words


def rebuilt(content, changes):
    """A workbook with some parts made anew: by name, a function of what it held."""
    book, written = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in {*book.namelist(), *changes}:
            old = book.read(name) if name in book.namelist() else b""
            archive.writestr(name, changes.get(name, bytes)(old))
    return written.getvalue()


def small(*rows):
    return sheet(NAMES, ANA.split(","), *rows)


def with_end(part, end, more):
    """The small workbook with more before the end of an element of a part."""
    close = f"</{end}>".encode()
    return rebuilt(small(), {part: lambda old: old.replace(close, more + close, 1)})


def with_shared_texts(texts):
    table = f'<sst xmlns="{SPREADSHEET}">'.encode() + texts + b"</sst>"
    return rebuilt(
        small(),
        {
            "[Content_Types].xml": lambda old: old.replace(b"</Types>", SHARED),
            "xl/sharedStrings.xml": lambda _old: table,
        },
    )


class TestAsMeant:
    def test_columns_in_another_order_and_others_between(self, read):
        [row] = read(
            "E-mail,Remarks,Last name,Number,Given name\na@example.org,x,López,500000901,Ana\n"
        )
        assert row.cells["certification_number"] == "500000901"
        assert (row.cells["first_name"], row.cells["email"]) == ("Ana", "a@example.org")
        assert row.cells["phone"] == ""

    @pytest.mark.parametrize("reader", ["en", "es"])
    @pytest.mark.parametrize("writer", ["en", "es"])
    def test_headings_in_either_language_whoever_reads_them(self, read, reader, writer):
        with translation.override(writer):
            heads = ",".join(str(column.label) for column in roster.COLUMNS)
        with translation.override(reader):
            [row] = read(f"{heads}\n{ANA}\n")
        assert list(row.cells) == [column.name for column in roster.COLUMNS]
        assert (row.cells["language"], row.cells["spoken_languages"]) == (
            "Spanish",
            "Spanish; English",
        )

    @pytest.mark.parametrize("number", ["500 000 901", "500-000-901", "500000901.0", "５00000901"])
    def test_numbers_as_spreadsheets_and_people_write_them(self, read, number):
        [row] = read(f"{HEADS}\n{number}{ANA[9:]}\n")
        assert row.cells["certification_number"] == "500000901"

    @pytest.mark.parametrize("number", [500000901, 500000901.0, "500000901.0"])
    def test_numbers_in_a_workbook(self, read, number):
        [row] = read(sheet(NAMES, [number, *ANA.split(",")[1:]]), ".xlsx")
        assert row.cells["certification_number"] == "500000901"

    def test_a_date_is_no_number_and_does_no_harm_elsewhere(self, read):
        day = date(2026, 1, 5)
        heads = [*NAMES, "Certified on"]
        rows = read(sheet(heads, [*ANA.split(","), day], [day, *BEN.split(",")[1:], day]), ".xlsx")
        assert [row.cells["first_name"] for row in rows] == ["Ana", "Ben"]
        assert len(rows[1].cells["certification_number"]) != 9

    def test_the_first_sheet_that_can_be_seen(self, read):
        def hide(book):
            book.active.sheet_state = "hidden"
            seen = book.create_sheet("Roster")
            seen.append(NAMES)
            seen.append(BEN.split(","))

        [row] = read(sheet(NAMES, ANA.split(","), write=hide), ".xlsx")
        assert row.cells["first_name"] == "Ben"


class TestRefused:
    def test_a_workbook_that_is_empty_or_has_headings_alone(self, refused):
        assert refused(sheet()) == "The file is empty."
        assert "headings and no rows" in refused(sheet(NAMES))

    def test_a_workbook_with_a_password(self, refused):
        assert "password" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))

    @pytest.mark.parametrize("ending", [".csv", ".xlsx"])
    def test_more_rows_than_the_limit(self, refused, settings, ending):
        settings.BULK_MAX_ROWS = 2
        rows = [ANA, BEN, ANA]
        content = sheet(NAMES, *(row.split(",") for row in rows))
        if ending == ".csv":
            content = "\n".join([HEADS, *rows])
        assert "more than 2 rows. Split it" in refused(content, ending)

    def test_unicode_text_that_breaks_off(self, refused):
        content = f"{HEADS}\n{ANA}\n".encode("utf-16")[:-1]
        assert "is not written in UTF-8" in refused(content, ".csv")

    def test_an_archive_that_lies_about_its_size(self, refused):
        content = with_end(SHEET, "sheetData", b"<row/>" * 100_000)
        at = content.index(b"PK\x01\x02")
        while SHEET.encode() != content[at + 46 : at + 46 + len(SHEET)]:
            at = content.index(b"PK\x01\x02", at + 4)
        lie = content[: at + 24] + (1000).to_bytes(4, "little") + content[at + 28 :]
        assert "damaged" in refused(lie)


class TestBombs:
    """A few kilobytes that would become gigabytes of objects, though not of XML."""

    @pytest.mark.parametrize(
        "make",
        [
            lambda: with_end(SHEET, "sheetData", b"<row>" + b"<c/>" * 4_000_000 + b"</row>"),
            lambda: with_end(SHEET, "sheetData", b"<row/>" * 30_000),
            lambda: with_end(SHEET, "sheetData", b"<junk>" + b"<x/>" * 60_000 + b"</junk>"),
            lambda: with_end(SHEET, "sheetData", b"<row><c>" + b"x" * 9_000_000 + b"</c></row>"),
            lambda: with_end(SHEET, "sheetData", b'<row x="' + b"x" * 9_000_000 + b'"/>'),
            lambda: with_end(STYLES, "fonts", b"<font/>" * 1_000_000),
            lambda: with_shared_texts(b"<si><t>a</t></si>" * 30_000),
            lambda: rebuilt(small(), {SHEET: lambda old: b'<!DOCTYPE x [<!ENTITY a "a">]>' + old}),
        ],
        ids=["row", "rows", "junk", "text", "attribute", "styles", "texts", "entities"],
    )
    def test_are_refused_before_they_unfold(self, refused, make, monkeypatch):
        monkeypatch.setattr(
            workbooks, "MOST_ONE_BY_ONE", 20_000
        )  # or this test would take its time
        content = make()
        tracemalloc.start()
        try:
            assert "far more than a list of people" in refused(content)
            assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
        finally:
            tracemalloc.stop()

    def test_what_is_large_and_honest_is_read(self, read):
        texts = b"".join(b"<si><t>%d</t></si>" % n for n in range(20_000))
        assert len(read(with_shared_texts(texts), ".xlsx")) == 1
        assert (
            workbooks.MOST_ONE_BY_ONE > 350_000
        )  # every cell of 50,000 rows with words of its own
