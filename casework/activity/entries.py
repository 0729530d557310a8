"""The events of a page as it shows them: by day, equal ones folded, each in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import AuditEvent
from casework.activity import things, words
from casework.activity.people import People, Person
from casework.models import DocumentFile, Objection
from delegation.models import Delegation

# Words of their own say already that it did not work.
REFUSALS = {"access_code.count_wrong_try"}


@dataclass
class Entry:
    """One thing that one person did on one day, however often; ``events`` has each time, newest first."""

    person: Person
    text: str
    about: str
    why: str
    events: list[AuditEvent]
    objection: Objection | None = None

    @property
    def newest(self) -> AuditEvent:
        return self.events[0]

    @property
    def is_folded(self) -> bool:
        return len(self.events) > 1


def by_day(
    events: Iterable[AuditEvent], you: User, objections: bool = True
) -> list[tuple[date, list[Entry]]]:
    """Nothing is left out: the entries have as many events as there are. A constant number of questions."""
    events = list(events)
    people, about = People(events, you), things.names(events)
    objected = _objections(events) if objections else {}
    days = groupby(events, key=lambda event: timezone.localdate(event.at))
    return [
        (day, [_entry(same, people, about, objected) for same in _folded(of_day, objected)])
        for day, of_day in days
    ]


def _folded(
    events: Iterable[AuditEvent], objected: dict[int, Objection]
) -> Iterable[list[AuditEvent]]:
    """Those that read the same, together, where the newest of them stands.

    What somebody objected to stands by itself: so one can object to what was done again.
    """
    found: dict[Any, list[AuditEvent]] = {}
    for event in events:
        alone = event.pk if event.pk in objected else None
        found.setdefault((*_likeness(event), alone), []).append(event)
    return found.values()


def _likeness(event: AuditEvent) -> tuple[object, ...]:
    return (
        event.verb,
        event.outcome,
        event.reason,
        event.actor_id,
        event.entity_id,
        event.object_type,
        event.object_id,
        event.address if event.actor_id is None else None,
    )


def _objections(events: list[AuditEvent]) -> dict[int, Objection]:
    found = Objection.objects.filter(event__in=[event.pk for event in events])
    return {row.event: row for row in found}


def _entry(
    events: list[AuditEvent],
    people: People,
    about: dict[things.Thing, str],
    objected: dict[int, Objection],
) -> Entry:
    newest = events[0]
    return Entry(
        person=people.of(newest),
        text=said(newest),
        about=about.get((newest.object_type, newest.object_id), ""),
        why=_why(newest),
        events=events,
        objection=objected.get(newest.pk),
    )


def said(event: AuditEvent) -> str:
    text = str(words.of(event.verb).text)
    if event.outcome == AuditEvent.Outcome.DONE or event.verb in REFUSALS:
        return text
    return _("Tried, and was refused: %(what)s") % {"what": text}


def _why(event: AuditEvent) -> str:
    """The fact that an event was recorded with, where it tells the consumer something."""
    if event.outcome != AuditEvent.Outcome.DONE:
        return ""
    noun, fact = event.verb.partition(".")[0], event.reason
    if noun == "delegation":
        reason = fact.rpartition(":")[2]
        return str(_label(Delegation.Reason, reason) or _label(Delegation.State, reason))
    if event.verb == "document_file.refuse":
        return str(_label(DocumentFile.Reason, fact))
    if event.verb == "identity_check.check":
        return (
            _("The facts matched.") if fact == "outcome:passed" else _("The facts did not match.")
        )
    return ""


def _label(choices: Any, value: str) -> Any:
    return choices(value).label if value in choices.values else ""
