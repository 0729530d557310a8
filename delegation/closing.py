"""How a delegation that is open becomes one that is not: the same whoever closes it, and why.

The caller has locked the case, and asked what there is to ask.
"""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from audit import trail
from delegation import letters
from delegation.models import Delegation

State, Side, Reason = Delegation.State, Delegation.Side, Delegation.Reason
VERBS = {
    State.ENDED: "delegation.end",
    State.WITHDRAWN: "delegation.withdraw",
    State.DECLINED: "delegation.decline",
    State.EXPIRED: "delegation.expire",
}
WRITTEN = ["state", "reason", "closed_at", "closed_as", "closed_by"]
WRITTEN += ["assister_news_at", "consumer_news_at"]
# Of these the consumer hears with what came in their place.
SAID_ELSEWHERE = {Reason.REPLACED, Reason.RENEWED}


def close(
    delegation: Delegation,
    state: Delegation.State,
    reason: Delegation.Reason,
    *,
    side: Delegation.Side,
    by: User | None,
    at: datetime,
    later: bool = False,
) -> None:
    """Write it, put it on record, tell both sides. ``later``: a task writes to the consumers, of many."""
    delegation.state, delegation.reason = state, reason
    delegation.closed_at, delegation.closed_as, delegation.closed_by = at, side, by
    if side != Side.ASSISTER and reason != Reason.RENEWED:
        delegation.assister_news_at = at
    if later:
        delegation.consumer_news_at = at
    delegation.save(update_fields=WRITTEN)
    trail.record(
        VERBS[state],
        by=by,
        about=delegation,
        entity=delegation.entity,
        case=delegation.case,
        reason=f"{side}:{reason}",
    )
    if not later and reason not in SAID_ELSEWHERE:
        letters.to_consumer("delegation_closed", delegation)


def close_for_consumer(row: Delegation, *, side: Delegation.Side, by: User | None) -> None:
    """What is active ends, what waits is withdrawn; the case is locked."""
    state = State.WITHDRAWN if row.is_pending else State.ENDED
    close(row, state, Reason.ASKED, side=side, by=by, at=timezone.now())
