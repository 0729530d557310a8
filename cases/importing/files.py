"""The file that is read, line by line, and the one into which bad lines go."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from cases.errors import UnreadableFile
from cases.importing.rows import COLUMNS

LONGEST_LINE = 64 * 1024
Progress = Callable[[int], None]


def lines(file: BinaryIO, progress: Progress) -> Iterator[str]:
    """As text. Says of each how many bytes it took. Raises UnreadableFile."""
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        progress(len(raw))
        if len(raw) == LONGEST_LINE:
            raise UnreadableFile(f"Line {number} is too long: is this a CSV file?")
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableFile(
                f"Line {number} is not UTF-8. Save the file as “CSV UTF-8”, then import it again."
            ) from None


def records(
    file: BinaryIO, progress: Progress
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and each record with the line it ends on. Raises UnreadableFile."""
    reader = csv.reader(lines(file, progress), strict=True)
    order = [name.strip() for name in next(_careful(reader), [])]
    missing = sorted(COLUMNS.keys() - set(order))
    if missing or len(set(order)) < len(order):
        raise UnreadableFile(
            "The first line must name each column once. Missing: " + (", ".join(missing) or "none")
        )
    return order, ((reader.line_num, cells) for cells in _careful(reader) if cells)


def _careful(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableFile(f"This is no CSV: {error}.") from None


class Rejected:
    """The file of lines that were not taken in; there only if there are any, for its owner's eyes."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self._file: TextIO | None = None

    def add(self, line: int, reasons: str, cells: list[str]) -> None:
        if self._file is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            self._file = os.fdopen(
                os.open(self.path, flags, 0o600), "w", encoding="utf-8", newline=""
            )
            os.fchmod(self._file.fileno(), 0o600)  # one of a time before may be open to others
        csv.writer(self._file).writerow([line, reasons, *cells])
        self.count += 1

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
