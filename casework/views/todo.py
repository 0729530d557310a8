"""What needs doing in a case, most urgent first: each with the one place where it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case
from casework import board
from casework.models import ChangeReport, Document, Question, Renewal
from casework.views.doors import Door
from delegation.models import Delegation, Scope


class Urgency(IntEnum):
    OVERDUE = 0
    CAME_BACK = 1
    DUE = 2
    UNSENT = 3
    MISSING = 4
    ENDING = 5


@dataclass(frozen=True)
class Todo:
    """``due_on``: by when, if there is such a day."""

    title: str
    text: str
    url: str
    action: str
    urgency: Urgency
    due_on: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.urgency == Urgency.OVERDUE

    @property
    def turn(self) -> tuple[Urgency, date]:
        return self.urgency, self.due_on or date.max


def of(
    door: Door,
    *,
    documents: Iterable[Document],
    changes: Iterable[ChangeReport],
    questions: Iterable[Question],
    renewal: Renewal | None,
    delegation: Delegation | None,
) -> list[Todo]:
    """``renewal`` is the one after the covered year; ``delegation`` the active one of the case."""
    today = timezone.localdate()
    found = [
        *(_document(door, document, today) for document in documents if document.is_wanting),
        *(_change(door, change) for change in changes if change.is_editable),
        *(_question(door, question) for question in questions),
        *_of_coverage(door, renewal, today),
        *_ending(door, delegation, today),
    ]
    return sorted(found, key=lambda todo: todo.turn)


def _document(door: Door, document: Document, today: date) -> Todo:
    """On the page of a rejected one stands what was wrong with each file."""
    if document.is_overdue(today):
        urgency = Urgency.OVERDUE
    else:
        urgency = Urgency.DUE if document.state == Document.State.REQUESTED else Urgency.CAME_BACK
    if document.state == Document.State.REQUESTED:
        text = document.wanted or _("The case desk asks for this document.")
    else:
        text = document.words or _("None of the files could be taken.")
    direct = door.may(Scope.DOCUMENTS) and not document.is_rejected_by_check
    return Todo(
        title=document.type.name,
        text=text,
        url=door.url("document_answer" if direct else "document_detail", document.pk),
        action=_("Send it") if direct else _("See why"),
        urgency=urgency,
        due_on=document.due_on,
    )


def _change(door: Door, change: ChangeReport) -> Todo:
    came_back = change.is_returned
    return Todo(
        title=change.get_kind_display(),
        text=change.words if came_back else _("This change is written, and not sent yet."),
        url=door.url("change_edit" if door.may(Scope.CHANGES) else "change_detail", change.pk),
        action=_("Correct it") if came_back else _("Go on"),
        urgency=Urgency.CAME_BACK if came_back else Urgency.UNSENT,
    )


def _question(door: Door, question: Question) -> Todo:
    who = _("The case desk asks") if question.is_of_desk else _("Your assister asks")
    return Todo(
        title=who,
        text=question.words,
        url=door.url("question_answer", question.pk),
        action=_("Answer"),
        urgency=Urgency.DUE,
    )


def _of_coverage(door: Door, renewal: Renewal | None, today: date) -> Iterator[Todo]:
    """Nothing of one that has ended."""
    if door.case.status != Case.Status.ENDED:
        yield from _renewal(door, renewal, today)
        yield from _consent(door, renewal, today)


def _renewal(door: Door, renewal: Renewal | None, today: date) -> Iterator[Todo]:
    """Begun or not: from the first reminder on; and whatever came back or is begun, at any time."""
    due_on = door.case.renewal_due_on
    if renewal is not None and not renewal.is_editable:
        return
    came_back = renewal is not None and renewal.is_returned
    if renewal is None and not board.is_due_soon(door.case, today):
        return
    if due_on is not None and due_on < today:
        urgency = Urgency.OVERDUE
    elif came_back:
        urgency = Urgency.CAME_BACK
    else:
        urgency = Urgency.DUE if board.is_due_soon(door.case, today) else Urgency.UNSENT
    yield Todo(
        title=_("Renewal for %(year)d") % {"year": door.case.coverage_year + 1},
        text=_renewal_words(renewal),
        url=door.url("renewal_detail"),
        action=_("Correct it") if came_back else _("Go on") if renewal else _("Begin"),
        urgency=urgency,
        due_on=due_on,
    )


def _renewal_words(renewal: Renewal | None) -> str:
    if renewal is None:
        return _("Without it, coverage or the help with its cost may end.")
    if renewal.is_returned:
        return renewal.words
    return _("It is begun, and not sent yet.")


def _consent(door: Door, renewal: Renewal | None, today: date) -> Iterator[Todo]:
    """Asked in the renewal: once that is sent, whatever it says there is their answer."""
    until = door.case.consent_until
    if (until is not None and until >= today) or (renewal and not renewal.is_editable):
        return
    if door.is_own:
        text = _("Without it, help with the premium may end. You are asked in the renewal.")
    else:
        text = _("Without it, help with the premium may end. Ask the consumer, in the renewal.")
    yield Todo(
        title=_("Consent to verify income is missing"),
        text=text,
        url=door.url("renewal_detail"),
        action=_("Open the renewal"),
        urgency=Urgency.MISSING,
    )


def _ending(door: Door, delegation: Delegation | None, today: date) -> Iterator[Todo]:
    if delegation is None or delegation.until_on - settings.DELEGATION_RENEWAL_OPENS > today:
        return
    if door.is_own:
        text = _("If you want to keep this help, sign again. If you do nothing, it ends.")
        url, action = reverse("consent:delegate", args=[delegation.assister_id]), _("Sign again")
    else:
        text = _("If the consumer wants to keep your help, they sign again: show them your link.")
        url, action = reverse("finder:own_link"), _("Your own link")
    yield Todo(
        title=_("Your help with this case ends soon")
        if not door.is_own
        else _("Help with your case ends soon"),
        text=text,
        url=url,
        action=action,
        urgency=Urgency.ENDING,
        due_on=delegation.until_on,
    )
