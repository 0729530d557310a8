"""XLSX row by row. Whoever made the file, what is read of it fits in the memory of a worker.

A small archive may unpack to gigabytes, and a few megabytes of XML may become gigabytes of objects: each part
is looked through first, with nothing kept, and refused if it is built like no list of people.
"""

import warnings
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import openpyxl
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import BadFile

MOST_COLUMNS = 40
MOST_UNPACKED = 64 * 1024**2  # what 50,000 rows of a roster unpack to is half of it
MOST_PARTS = 500
MOST_ELEMENTS = 3_000_000  # 50,000 rows of twenty columns
MOST_AT_A_TIME = 50_000  # those of one row, of one text, of all styles
MOST_ONE_BY_ONE = 600_000
ONE_BY_ONE = {"row", "si"}  # a row, and a text that cells share: read, and taken apart again
LONGEST_PIECE = 256 * 1024


class TooMuch(Exception):
    """This part would unpack to more than a list of people."""


def rows(path: Path) -> Generator[list[str]]:
    """Raises BadFile, at the first row or further on."""
    try:
        with zipfile.ZipFile(path) as archive:
            _look_through(archive)
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which nobody reads
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            yield from _sheet_rows(_first_to_be_seen(book))
    except BadFile:
        raise
    except TooMuch as error:
        raise BadFile(
            _("This workbook unpacks to far more than a list of people. Save the sheet as .csv.")
        ) from error
    except Exception as error:  # a damaged workbook fails wherever the reader stumbles
        raise BadFile(_unreadable(path)) from error


def _unreadable(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"\xd0\xcf\x11\xe0":  # what Excel wraps a workbook in that has a password
        return _("This workbook is protected by a password, or older than .xlsx. Save it anew.")
    if start[:2] != b"PK":
        return _("This file is not the workbook that its name says. Save it as .xlsx or .csv.")
    return _("We could not read this workbook: it is damaged. Save it anew, or as .csv.")


def _first_to_be_seen(book: Any) -> Any:
    return next(
        (one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0]
    )


def _sheet_rows(sheet: Any) -> Generator[list[str]]:
    sheet.reset_dimensions()  # a workbook may say any size; what counts is what is there
    for row in sheet.iter_rows(
        max_row=settings.BULK_MAX_ROWS * 2, max_col=MOST_COLUMNS, values_only=True
    ):
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A number without the point that a spreadsheet gives it; what is a formula begins with ``=``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    return "=" if hasattr(value, "ref") else str(value)


# --- before anything is kept -----------------------------------------------------------------------


def _look_through(archive: zipfile.ZipFile) -> None:
    """By what the archive says of its parts, more than which is never unpacked; then by what they hold."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooMuch
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _Look(archive, part)


class _Look:
    """Counts what one part would have in memory at a time. Raises TooMuch."""

    def __init__(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        self.elements = self.at_a_time = self.one_by_one = self.letters = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.begin
        parser.CharacterDataHandler = self.say
        parser.StartDoctypeDeclHandler = self.declare
        fed = 0
        with archive.open(part) as file:
            while chunk := file.read(64 * 1024):
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_PIECE:
                    raise TooMuch
        parser.Parse(b"", True)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        is_next = name.rpartition(":")[2] in ONE_BY_ONE
        self.letters = 0
        self.elements += 1
        self.one_by_one += is_next
        self.at_a_time = 0 if is_next else self.at_a_time + 1
        if (
            self.elements > MOST_ELEMENTS
            or self.at_a_time > MOST_AT_A_TIME
            or self.one_by_one > MOST_ONE_BY_ONE
        ):
            raise TooMuch

    def say(self, text: str) -> None:
        self.letters += len(text)
        if self.letters > LONGEST_PIECE:
            raise TooMuch

    def declare(self, *_about: object) -> None:
        """No spreadsheet declares entities, which can stand for each other over and over."""
        raise TooMuch
