"""Taking in what the system of record says of cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from audit import trail
from cases import models
from cases.errors import UnreadableFile
from cases.importing import files, staging
from cases.importing.rows import BadRow, read


@dataclass(frozen=True)
class Imported:
    written: staging.Written
    bad: int


@trail.workflow("case.import_file")
def load(*, path: Path, rejected: Path, progress: files.Progress) -> Imported:
    """Add new cases, bring known ones up to date, and write bad lines with their reasons to a file.

    All or nothing. Each case that was known and is changed has an event of its own, which its consumer sees;
    of a new one there is nothing to tell yet. Accounts that are linked stay so; cases that the file does not
    name stay as they are.
    Memory does not grow with the number of lines. ``progress`` is told of bytes as they are read.
    Raises UnreadableFile.
    """
    if rejected.resolve() == path.resolve():
        raise UnreadableFile("Bad lines would go over the file that is read: name another file.")
    bad = files.Rejected(rejected)
    try:
        with path.open("rb") as file:
            order, records = files.records(file, progress)
            staging.fill(_good(records, order, bad))
        for line, number in staging.repeated():
            bad.add(line, "number stands in a line before", [number])
        for line, number in staging.of_others():
            bad.add(
                line, "number has an account, and name and born_on are another person's", [number]
            )
    finally:
        bad.close()
    written = staging.write(today=timezone.localdate())
    trail.record_selected("case.import", staging.CHANGED, about=models.Case)
    trail.record("case.import_file", by=None, reason=f"new:{written.new}:changed:{written.changed}")
    return Imported(written, bad.count)


def _good(
    records: Iterator[tuple[int, list[str]]], order: list[str], bad: files.Rejected
) -> Iterator[list[Any]]:
    for line, cells in records:
        try:
            yield [*read(cells, order), line]
        except BadRow as reasons:
            bad.add(line, str(reasons), cells)
