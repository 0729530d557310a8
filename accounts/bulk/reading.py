"""Spreadsheets as people send them: CSV and XLSX, row by row, never more in memory than one row.

A file that is not what its name says, or that would unpack into far more than a roster can be, is refused as
a whole, with the row where that shows. What is wrong with one row is said of that row.
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.bulk import workbooks
from accounts.bulk.workbooks import MOST_COLUMNS
from accounts.errors import BadFile
from portal.fields import clean_line

ENDINGS = (".csv", ".xlsx")
LONGEST_CELL = 1000
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Column:
    """``headings`` are the others by which people call it, in any case, spaced and accented as they like."""

    name: str
    label: str | Promise
    headings: tuple[str, ...] = ()
    is_required: bool = False
    clean: Callable[[str], str] = clean_line


@dataclass
class Read:
    """A row as the file has it; ``number`` as a spreadsheet counts."""

    number: int
    cells: dict[str, str]
    problems: list[list[str]] = field(default_factory=list)


def read(path: Path, ending: str, columns: Sequence[Column]) -> Iterator[Read]:
    """The rows that say anything. Raises BadFile, at the first row or further on."""
    rows = _csv_rows(path) if ending == ".csv" else workbooks.rows(path)
    try:
        first = next(rows, None)
        if not first:
            raise BadFile(_("The file is empty."))
        at = _positions(first, columns)
        found = 0
        for number, row in enumerate(rows, start=2):
            if not any(cell.strip() for cell in row):
                continue
            if (found := found + 1) > settings.BULK_MAX_ROWS:
                raise BadFile(
                    _("The file has more than {} rows. Split it and send the parts.").format(
                        settings.BULK_MAX_ROWS
                    )
                )
            yield _row(number, row, at, columns)
        if not found:
            raise BadFile(_("The file has headings and no rows below them."))
    finally:
        rows.close()


def _row(number: int, row: Sequence[str], at: dict[str, int], columns: Sequence[Column]) -> Read:
    read = Read(number, {})
    for column in columns:
        place = at.get(column.name)
        text = row[place] if place is not None and place < len(row) else ""
        if text.lstrip().startswith("="):
            words = _("This is a formula. Paste the value that it shows instead.")
            read.problems.append([str(column.label), words])
        elif len(text) > LONGEST_CELL:
            read.problems.append([str(column.label), _("This text is far too long.")])
        else:
            read.cells[column.name] = column.clean(text)
    return read


# --- headings ------------------------------------------------------------------------------------


def _key(heading: str) -> str:
    """A heading without case, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", heading).casefold()
    return re.sub(r"[^a-z0-9#]", "", plain)


def _headings(column: Column) -> Iterator[str]:
    """Its label in every language: the empty sheet may come from somebody who reads another one."""
    yield from (column.name, *column.headings)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(column.label)


def _positions(row: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column stands. Raises BadFile for headings that are missing, merged or there twice."""
    names = {_key(heading): one.name for one in columns for heading in _headings(one)}
    at: dict[str, int] = {}
    for place, heading in enumerate(row):
        name = names.get(_key(heading))
        if name in at:
            raise BadFile(_("Row 1 has the heading of one column twice: {}.").format(heading))
        if name:
            at[name] = place
    missing = [str(one.label) for one in columns if one.is_required and one.name not in at]
    if missing:
        raise BadFile(
            _(
                "Row 1 must hold the headings, one above each column, no cells merged. "
                "We found none for: {}."
            ).format(", ".join(missing))
        )
    return at


# --- CSV -----------------------------------------------------------------------------------------


def _csv_rows(path: Path) -> Generator[list[str]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        try:
            first = file.readline(LONGEST_CELL * MOST_COLUMNS)
            delimiter = max(DELIMITERS, key=first.count)
            yield from _parsed(csv.reader([first], delimiter=delimiter), 1)
            yield from _parsed(csv.reader(file, delimiter=delimiter, strict=True), 2)
        except UnicodeError as error:
            raise BadFile(
                _("Row {} is not written in UTF-8. Save the file as “CSV UTF-8”.").format(
                    _line_of_first_fault(path, encoding)
                )
            ) from error


def _parsed(rows: Iterable[list[str]], first: int) -> Iterator[list[str]]:
    number = first
    try:
        for number, row in enumerate(rows, start=first):
            if any("\0" in cell for cell in row):
                raise BadFile(_("Row {} holds signs that are no text.").format(number))
            yield row[:MOST_COLUMNS]
    except csv.Error as error:
        raise BadFile(
            _("Row {} has a quotation mark that does not end.").format(number + 1)
        ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFile(_("This is a workbook, though its name ends in .csv. Send it as .xlsx."))
    return "utf-8-sig"


def _line_of_first_fault(path: Path, encoding: str) -> int:
    if encoding == "utf-16":
        return 1
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8-sig")
            except UnicodeDecodeError:
                return number
    return 1
