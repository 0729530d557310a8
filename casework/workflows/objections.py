"""“This wasn’t OK”: the consumer objects to something done on their case; the certification desk answers."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from cases.models import Case
from casework.activity import events
from casework.activity.people import access_of
from casework.errors import AnsweredAlready, ObjectedAlready, OwnCase
from casework.models import Objection
from delegation import holding
from delegation.workflows import delegations
from notifications import outbox
from portal.db import refusing


@trail.workflow("objection.make")
def make(*, case: UUID, event: int, words: str, ends: UUID | None, by: User) -> Objection:
    """Report one thing that somebody else did; and end what lets them do more, if the page said so.

    ``ends`` is the access, or the request, that the page said would end: it does if it is open still and is
    theirs. Once for each event, from however many tabs. Raises ObjectedAlready, AuditEvent.DoesNotExist (of
    another case, or one’s own act), Case.DoesNotExist.
    """
    own = holding.case(case, among=Case.objects.of(by))
    done = events.objectionable(own, by).get(pk=event)
    ended = access_of(own, done).filter(pk=ends).first() if ends else None
    again = ObjectedAlready(_("You have reported this already. See below what became of it."))
    with refusing("objection_once_per_event", again):
        objection = Objection.objects.create(
            case=own,
            event=done.pk,
            by=by,
            against=User.objects.filter(pk=done.actor_id).first() if done.actor_id else None,
            words=words,
            ended=ended,
        )
    if ended:
        delegations.end(delegation=ended.pk, by=by)
    objection.refresh_from_db(fields=["number"])
    reason = "ended" if ended else ""
    trail.record("objection.make", by=by, about=objection, reason=reason)
    outbox.post("objection_received", to=by.email, language=by.language, about=objection)
    return objection


@trail.workflow("objection.read")
def note_read(*, objection: Objection, by: User) -> None:
    """The consumer, at what became of it."""
    trail.record("objection.read", by=by, about=objection)


@trail.workflow("objection.answer")
def answer(*, objection: UUID, words: str, by: User) -> None:
    """Say what became of it, once; the consumer is written to. Raises AnsweredAlready, OwnCase."""
    found = Objection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection)
    if by.pk in {found.by_id, found.against_id}:
        why = _("This is about you. Somebody else of the desk must answer it.")
        raise OwnCase(why, about=found)
    if found.is_answered:
        raise AnsweredAlready(_("This was answered already. See below."), about=found)
    found.answer, found.answered_by, found.answered_at = words, by, timezone.now()
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.record("objection.answer", by=by, about=found)
    outbox.post("objection_answered", to=found.by.email, language=found.by.language, about=found)
