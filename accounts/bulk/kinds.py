"""What a bulk job can be about. Upper floors register theirs in ``AppConfig.ready()``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.bulk.reading import Column
from accounts.models import BulkJob, BulkRow


@dataclass(frozen=True)
class Kind:
    """``check`` sets each row's plan and problems and writes nothing else; ``apply`` does the plan.

    Both are called in the transaction of one chunk. ``apply`` rejects the row that a workflow refuses;
    what else it raises undoes the chunk. ``columns`` are those of the file it reads, or of the people it is
    about, and ``cells`` what a row has in them.
    """

    name: str
    label: str | Promise
    effect: str | Promise
    columns: Sequence[Column]
    cells: Callable[[BulkRow], list[str]]
    check: Callable[[BulkJob, Sequence[BulkRow]], None]
    apply: Callable[[BulkJob, Sequence[BulkRow]], None]


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _KINDS[kind.name] = kind


def of(job: BulkJob) -> Kind:
    return _KINDS[job.kind]
