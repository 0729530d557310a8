"""The only door to the audit trail."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypedDict, TypeVar, Unpack
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from audit.models import AuditEvent
from portal import context
from portal.errors import Refusal

P = ParamSpec("P")
R = TypeVar("R")
Actor = Model | AnonymousUser
# What a case is called in object_type: of a floor above, and all that this one knows of it.
CASE = "cases.case"


class Told(TypedDict, total=False):
    """What an event says besides who did what. An id serves as well as the row."""

    about: Model | None
    acting_for: Actor | UUID | None
    entity: Model | UUID | None
    case: Model | UUID | None


def record(
    verb: str,
    *,
    by: Actor | None,
    outcome: AuditEvent.Outcome = AuditEvent.Outcome.DONE,
    reason: str = "",
    **told: Unpack[Told],
) -> AuditEvent:
    """Write an event in the caller's transaction: if it cannot be written, the act does not happen.

    ``by`` is None for the system and for visitors. Only ids are kept of whatever is handed in.
    """
    if outcome != AuditEvent.Outcome.REFUSED:
        _must_be_in_a_transaction(verb)
    event = _event(verb, by, **told)
    event.outcome, event.reason = outcome, reason
    event.save(force_insert=True)
    return event


def record_many(verb: str, *, by: Actor | None, events: Iterable[Told]) -> None:
    """As ``record``, of what was done to many rows at once: an event for each, in one INSERT a thousand."""
    _must_be_in_a_transaction(verb)
    AuditEvent.objects.bulk_create((_event(verb, by, **told) for told in events), batch_size=1000)


def record_selected(verb: str, ids: str, *, about: type[Model]) -> None:
    """As ``record_many``, by nobody, of all rows whose keys a SELECT of ours gives, without fetching them."""
    _must_be_in_a_transaction(verb)
    label = about._meta.label_lower
    case = "id" if label == CASE else "NULL::uuid"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditevent (at, verb, outcome, reason, case_id, object_type, object_id,"
            f" request_id) SELECT %s, %s, 'done', '', {case}, %s, id::text, '' FROM ({ids}) AS row (id)",
            [timezone.now(), verb, label],
        )


def _must_be_in_a_transaction(verb: str) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{verb}: an act and its audit event belong in one transaction."
        )


def _event(verb: str, by: Actor | None, **told: Unpack[Told]) -> AuditEvent:
    here, about = context.current(), told.get("about")
    return AuditEvent(
        verb=verb,
        actor_id=_id(by),
        acting_for_id=_id(told.get("acting_for")),
        entity_id=_id(told.get("entity")),
        case_id=_id(told.get("case")) or _case_of(about),
        object_type=about._meta.label_lower if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        request_id=here.request_id,
        address=here.address,
    )


def workflow(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """One transaction around the function; a Refusal that leaves it is put on record.

    The refusal's event comes after the rollback, in a transaction of its own, with the refusal's
    class as the reason and its ``about``, if it has one, as the object. Inside another workflow it
    shares that one's fate: should the refusal leave that one too, the outer verb is on record.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except Refusal as refusal:
                _record_refusal(verb, refusal, by=kwargs.get("by"), case=kwargs.get("case"))
                raise

        return run

    return decorate


def _record_refusal(verb: str, refusal: Refusal, *, by: object, case: object) -> None:
    """``case``: which one the workflow was asked to work on, by its row or its id."""
    about = getattr(refusal, "about", None)
    record(
        verb,
        by=by if isinstance(by, Model | AnonymousUser) else None,
        about=about if isinstance(about, Model) else None,
        case=case if isinstance(case, Model | UUID) else None,
        outcome=AuditEvent.Outcome.REFUSED,
        reason=type(refusal).__name__,
    )


def _case_of(about: Model | None) -> UUID | None:
    """What is about something of a case is about the case, and its consumer sees it: none is forgotten."""
    if about is not None and about._meta.label_lower == CASE:
        own: UUID = about.pk
        return own
    case: UUID | None = getattr(about, "case_id", None)
    return case


def _id(thing: Actor | UUID | None) -> UUID | None:
    return thing if thing is None or isinstance(thing, UUID) else thing.pk
