"""What an event was about, in a word or two: of all events of a page at once, a question for each kind."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from audit.models import AuditEvent
from casework.models import ChangeReport, Document, DocumentFile, Renewal
from delegation.models import Delegation

Names = dict[str, str]
Thing = tuple[str, str]


def names(events: Iterable[AuditEvent]) -> dict[Thing, str]:
    """By object type and id. What is not there any more, or needs no name, is left out."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        wanted[event.object_type].add(event.object_id)
    return {
        (kind, key): name
        for kind, keys in wanted.items()
        if kind in NAMERS
        for key, name in NAMERS[kind](keys).items()
    }


def _documents(keys: set[str]) -> Names:
    found = Document.objects.filter(pk__in=keys).select_related("type")
    return {str(row.pk): row.type.name for row in found}


def _files(keys: set[str]) -> Names:
    found = DocumentFile.objects.filter(pk__in=keys).select_related("document__type")
    return {str(row.pk): row.document.type.name for row in found}


def _changes(keys: set[str]) -> Names:
    found = ChangeReport.objects.filter(pk__in=keys).only("kind")
    return {str(row.pk): str(row.get_kind_display()) for row in found}


def _renewals(keys: set[str]) -> Names:
    return {str(row.pk): str(row.year) for row in Renewal.objects.filter(pk__in=keys).only("year")}


def _delegations(keys: set[str]) -> Names:
    found = Delegation.objects.filter(pk__in=keys).select_related("assister")
    return {str(row.pk): row.assister.full_name for row in found}


NAMERS: dict[str, Callable[[set[str]], Names]] = {
    "casework.document": _documents,
    "casework.documentfile": _files,
    "casework.changereport": _changes,
    "casework.renewal": _renewals,
    "delegation.delegation": _delegations,
}
