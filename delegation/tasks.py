from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from delegation.models import ActivationDraft, Delegation, DelegationCode
from delegation.workflows import endings, tellings

# The next run, a minute later, takes the rest.
MOST_AT_ONCE = 500


@shared_task
def erase_ended_codes() -> None:
    """Forget the digest of a code some time after it ended: until then one can say "used on …"."""
    before = timezone.now() - timedelta(days=settings.ENDED_CODE_DAYS)
    DelegationCode.objects.filter(
        Q(used_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before),
        digest__isnull=False,
    ).update(digest=None)


@shared_task
def delete_old_drafts() -> None:
    """What nobody has touched for the lifetime of a draft is gone, and the password's hash with it."""
    current = ActivationDraft.objects.current()
    ActivationDraft.objects.exclude(pk__in=current.values("pk")).delete()


@shared_task
def look_after_delegations() -> None:
    """What a day brings: requests warned of and expired, years reminded of and over. One transaction each."""
    now, today = timezone.now(), timezone.localdate()
    pending, active = Delegation.objects.pending(), Delegation.objects.active()
    over = now - settings.DELEGATION_REQUEST_LIFETIME
    soon = today + settings.DELEGATION_RENEWAL_OPENS
    work = [
        (endings.expire, pending.filter(asked_at__lte=over)),
        (endings.warn, pending.filter(warned_at=None, asked_at__lte=now - endings.warning_after())),
        (endings.run_out, active.filter(until_on__lt=today)),
        (endings.remind, active.filter(reminded_at=None, until_on__lte=soon)),
    ]
    for act, rows in work:
        for pk in rows.order_by("asked_at").values_list("pk", flat=True):
            act(delegation=pk)


@shared_task
def tell_of_delegations() -> None:
    """Write to who has not heard yet: assisters of several things at once, consumers of each."""
    news = Delegation.objects.filter(assister_news_at__isnull=False).order_by()
    for pk in news.values_list("assister", flat=True).distinct():
        tellings.tell_assister(assister=pk)
    waiting = Delegation.objects.filter(consumer_news_at__isnull=False)
    for pk in waiting.order_by("consumer_news_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        tellings.tell_consumer(delegation=pk)


@shared_task
def delete_old_delegations() -> None:
    before = timezone.now() - settings.DELEGATION_KEEP
    old = Delegation.objects.filter(closed_at__lt=before)
    for pk in old.values_list("pk", flat=True):
        tellings.delete_old(delegation=pk)
