"""The only door to the audit trail."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Model

from audit.models import AuditEvent
from portal import context
from portal.errors import Refusal

P = ParamSpec("P")
R = TypeVar("R")
Actor = Model | AnonymousUser


def record(
    verb: str,
    *,
    by: Actor | None,
    about: Model | None = None,
    acting_for: Model | None = None,
    entity: Model | None = None,
    case: Model | None = None,
    outcome: AuditEvent.Outcome = AuditEvent.Outcome.DONE,
    reason: str = "",
) -> AuditEvent:
    """Write an event in the caller's transaction: if it cannot be written, the act does not happen.

    ``by`` is None for the system and for visitors. Only ids are kept of whatever is handed in.
    """
    if outcome != AuditEvent.Outcome.REFUSED and not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{verb}: an act and its audit event belong in one transaction."
        )
    here = context.current()
    return AuditEvent.objects.create(
        verb=verb,
        outcome=outcome,
        reason=reason,
        actor_id=_id(by),
        acting_for_id=_id(acting_for),
        entity_id=_id(entity),
        case_id=_id(case),
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
                _record_refusal(verb, refusal, by=kwargs.get("by"))
                raise

        return run

    return decorate


def _record_refusal(verb: str, refusal: Refusal, *, by: object) -> None:
    about = getattr(refusal, "about", None)
    record(
        verb,
        by=by if isinstance(by, Model | AnonymousUser) else None,
        about=about if isinstance(about, Model) else None,
        outcome=AuditEvent.Outcome.REFUSED,
        reason=type(refusal).__name__,
    )


def _id(thing: Actor | None) -> UUID | None:
    return None if thing is None else thing.pk
