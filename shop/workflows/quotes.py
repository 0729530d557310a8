"""The life of a request for a quote: asked, taken by somebody of the sales team, noted on, closed.

Whoever notes on or closes a request has it: one that is nobody's becomes theirs by that.
"""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from audit import trail
from limiter import limits
from limiter.errors import TooManyAttempts
from notifications import outbox
from portal.one_time import key_of
from shop.errors import NotTaken, RequestClosed, SomeoneElsesRequest
from shop.limits import QUOTES_ADDRESS, RECEIPTS_MAILBOX
from shop.models import QuoteNote, QuoteRequest, ShopCheck

State = QuoteRequest.State


@trail.workflow("quote_request.ask")
def ask(
    *,
    whom: dict[str, str],
    key: UUID,
    language: str,
    shop_check: ShopCheck | None,
    by: User | None,
) -> QuoteRequest:
    """Put a request into the sales queue; a receipt goes to who asked, a notice to the sales team.

    ``whom`` is name, business, phone and email of somebody who agreed to be called: that moment is
    kept. ``key`` is the form's: the same once more in the same form is the same request.
    Raises TooManyAttempts.
    """
    now = timezone.now()
    facts = {
        "language": language,
        "shop_check": shop_check,
        "requester": by,
        "sent_at": now,
        "consented_at": now,
    }
    request, is_new = QuoteRequest.objects.get_or_create(
        form_key=key_of(key, whom), defaults={**whom, **facts}
    )
    if not is_new:
        return request
    limits.charge((QUOTES_ADDRESS, limits.client_network()))
    request.refresh_from_db(fields=["number"])
    trail.record("quote_request.ask", by=by, about=request)
    _tell_requester(request)
    _tell_sales(request)
    return request


def _tell_requester(request: QuoteRequest) -> None:
    """A few times a day: anybody may have named this address."""
    try:
        limits.charge((RECEIPTS_MAILBOX, request.email.lower()))
    except TooManyAttempts:
        return
    outbox.post("quote_received", to=request.email, language=request.language, about=request)


def _tell_sales(request: QuoteRequest) -> None:
    for seller in User.objects.filter(groups__name=roles.SHOP_SALES, is_active=True):
        outbox.post("quote_waiting", to=seller.email, language=seller.language, about=request)


@trail.workflow("quote_request.read")
def read(*, request: QuoteRequest, by: User) -> None:
    """Put on record that somebody of the sales team saw who asked."""
    trail.record("quote_request.read", by=by, about=request)


@trail.workflow("quote_request.take")
def take(*, request: UUID, by: User) -> QuoteRequest:
    """From now on this is theirs. Raises RequestClosed, SomeoneElsesRequest."""
    found = _to_work_on(request, by=by)
    trail.record("quote_request.take", by=by, about=found)
    return found


@trail.workflow("quote_request.put_back")
def put_back(*, request: UUID, by: User) -> QuoteRequest:
    """It is nobody's again, whoever had it: they may be away. Raises RequestClosed, NotTaken."""
    found = _locked(request)
    if found.owner_id is None:
        raise NotTaken(_("Nobody has this request: there is nothing to put back."))
    found.state, found.owner, found.taken_at = State.NEW, None, None
    found.save(update_fields=["state", "owner", "taken_at"])
    trail.record("quote_request.put_back", by=by, about=found)
    return found


@trail.workflow("quote_request.note")
def note(*, request: UUID, text: str, by: User) -> QuoteNote:
    """For the sales team only. Raises RequestClosed, SomeoneElsesRequest."""
    found = _to_work_on(request, by=by)
    added = found.notes.create(text=text, by=by)
    trail.record("quote_request.note", by=by, about=found)
    return added


@trail.workflow("quote_request.close")
def close(*, request: UUID, outcome: str, by: User) -> QuoteRequest:
    """The end, and how it ended. Raises RequestClosed, SomeoneElsesRequest."""
    found = _to_work_on(request, by=by)
    found.state, found.outcome = State.CLOSED, outcome
    found.closed_by, found.closed_at = by, timezone.now()
    found.save(update_fields=["state", "outcome", "closed_by", "closed_at"])
    trail.record("quote_request.close", by=by, about=found)
    return found


def _locked(request: UUID) -> QuoteRequest:
    """Without joins: after a wait, PostgreSQL reads this row anew, but the joined ones as they were."""
    found = QuoteRequest.objects.select_for_update(of=("self",)).get(pk=request)
    if found.is_closed:
        raise RequestClosed(_("This request is closed already."))
    return found


def _to_work_on(request: UUID, *, by: User) -> QuoteRequest:
    """The request, locked, and theirs from now on if it was nobody's."""
    found = _locked(request)
    if found.owner_id not in {None, by.pk}:
        raise SomeoneElsesRequest(
            _(
                "Somebody else has taken this request. Put it back first if you want to go on with it."
            )
        )
    if found.owner_id is None:
        found.state, found.owner, found.taken_at = State.OPEN, by, timezone.now()
        found.save(update_fields=["state", "owner", "taken_at"])
    return found
