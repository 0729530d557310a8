"""What changes and renewals have in common: a draft that is held, saved, sent, and decided on.

Called inside workflows, which open the transaction and put it on record.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from casework.errors import (
    CaseClosed,
    EditedElsewhere,
    NotEditable,
    NotInTheQueue,
    OwnCase,
    OwnSending,
)
from casework.models import Statement
from casework.telling import tell_of
from delegation import access
from delegation.models import Scope

State = Statement.State
S = TypeVar("S", bound=Statement)


def open_case(case: UUID, by: User, part: Scope) -> Case:
    """Locked, so that nobody ends the delegation before this is done. ``part`` is what the act takes.

    Raises CaseClosed.
    """
    try:
        return access.open_locked(by, case, part=part)
    except Case.DoesNotExist:
        raise CaseClosed(_("This case is not open to you any more. Nothing was sent.")) from None


def save(held: S, *, version: int, answers: dict[str, Any], by: User) -> int:
    """Keep what was typed, if nobody saved since ``version``; the new version.

    One conditional update, so of two tabs that save at once one is refused. The same words a second
    time are no other edit. Raises EditedElsewhere, NotEditable.
    """
    rows = type(held)._default_manager.filter(pk=held.pk)
    saved = rows.filter(state__in=Statement.EDITABLE, version=version).update(
        answers=answers, version=F("version") + 1, edited_by=by, edited_at=timezone.now()
    )
    if saved:
        return version + 1
    held.refresh_from_db()
    if not held.is_editable:
        raise not_editable()
    if held.answers == answers:
        return held.version
    raise edited_elsewhere()


def send(held: S, *, version: int, facts: dict[str, Any], by: User, **more: Any) -> S:
    """Hand a draft over, as it was reviewed. ``held`` is locked. Raises EditedElsewhere, NotEditable."""
    if not held.is_editable:
        raise not_editable()
    if held.version != version:
        raise edited_elsewhere()
    told = {"facts": facts, "sent_by": by, "sent_at": timezone.now(), **more}
    told |= {"state": State.SENT, "decided_by": None, "decided_at": None}
    _write(held, **told)
    if held.case.user and held.case.user_id != by.pk:
        tell_of("statement_sent", held, [held.case.user])
    return held


def decide(held: S, *, state: Statement.State, words: str, by: User) -> S:
    """The case desk’s word on what is in its queue. Raises NotInTheQueue, OwnCase, OwnSending."""
    if held.case.user_id == by.pk:
        why = _("This is your own case: somebody else of the case desk must do it.")
        raise OwnCase(why, about=held)
    if held.sent_by_id == by.pk:
        why = _("You sent this yourself. Somebody else of the case desk decides on it.")
        raise OwnSending(why, about=held)
    if not held.is_sent:
        why = _("It is not in the queue any more. See below how it stands.")
        raise NotInTheQueue(why, about=held)
    _write(held, state=state, words=words, decided_by=by, decided_at=timezone.now())
    tell_of(f"statement_{state.value}", held)
    return held


def withdraw(held: S, *, by: User) -> S:
    """Raises NotEditable once the case desk has taken it in."""
    if not held.is_open:
        raise not_editable()
    _write(held, state=State.WITHDRAWN, decided_by=by, decided_at=timezone.now())
    return held


def take_back(held: S, *, by: User) -> S:
    """What was sent is a draft again, with all its answers. Raises NotEditable once it is decided on."""
    if not held.is_sent:
        words = _("It is with the case desk no more. See below how it stands.")
        raise NotEditable(words, about=held)
    told = dict.fromkeys(["facts", "sent_by", "sent_at"])
    _write(held, state=State.DRAFT, edited_by=by, edited_at=timezone.now(), **told)
    return held


def locked(model: type[S], pk: UUID, case: Case) -> S:
    """Raises the model’s DoesNotExist for one of another case."""
    rows: QuerySet[S] = model._default_manager.filter(case=case)
    found = rows.select_for_update(of=("self",), no_key=True).get(pk=pk)
    found.case = case
    return found


def edited_elsewhere() -> EditedElsewhere:
    return EditedElsewhere(_("It was changed in another window, or by somebody else, meanwhile."))


def not_editable() -> NotEditable:
    return NotEditable(_("It was sent already, or is settled. See below how it stands."))


def _write(held: Statement, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(held, name, value)
    held.save(update_fields=list(facts))
