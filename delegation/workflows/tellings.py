"""Writing of several changes at once, some time after: the task takes what nobody has been told of yet."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import Assister
from audit import trail
from delegation import letters
from delegation.models import Delegation


@trail.workflow("delegation.tell_assister")
def tell_assister(*, assister: UUID, by: None = None) -> bool:
    """One mail of all that is new for the assister; none within DELEGATION_DIGEST of the last.

    Says whether one was posted.
    """
    # Of two tasks at once the second finds nothing left.
    Assister.objects.select_for_update(of=("self",), no_key=True).get(pk=assister)
    theirs = Delegation.objects.filter(assister=assister)
    now = timezone.now()
    news = list(theirs.filter(assister_news_at__isnull=False).with_people()[:1])
    told = theirs.filter(assister_told_at__gt=now - settings.DELEGATION_DIGEST).exists()
    if not news or told:
        return False
    theirs.filter(assister_news_at__isnull=False).update(
        assister_news_at=None, assister_told_at=now
    )
    letters.to_assister("delegation_news", news[0])
    trail.record("delegation.tell_assister", by=by, about=news[0].assister)
    return True


@trail.workflow("delegation.tell_consumer")
def tell_consumer(*, delegation: UUID, by: None = None) -> bool:
    """What the assister's standing means for the consumer: it ended, it pauses, it goes on. Once each."""
    row = (
        Delegation.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=delegation, consumer_news_at__isnull=False)
        .with_people()
        .first()
    )
    if row is None:
        return False
    row.consumer_news_at = None
    kind = _kind(row)
    row.save(update_fields=["consumer_news_at", "pause_told_at"])
    if kind:
        letters.to_consumer(kind, row)
        trail.record("delegation.tell_consumer", by=by, about=row, case=row.case, reason=kind)
    return bool(kind)


def _kind(row: Delegation) -> str:
    if not row.is_open:
        return "delegation_closed"
    if row.is_dormant and row.pause_told_at is None:
        row.pause_told_at = timezone.now()
        return "delegation_paused"
    if not row.is_dormant and row.pause_told_at is not None:
        row.pause_told_at = None
        return "delegation_resumed"
    return ""


@trail.workflow("delegation.delete_old")
def delete_old(*, delegation: UUID, by: None = None) -> bool:
    """Forget what ended longer ago than DELEGATION_KEEP; consent and audit trail are never deleted."""
    before = timezone.now() - settings.DELEGATION_KEEP
    row = Delegation.objects.filter(Q(pk=delegation), closed_at__lt=before).first()
    if row is None:
        return False
    trail.record("delegation.delete_old", by=by, about=row, case=row.case, entity=row.entity)
    row.delete()
    return True
