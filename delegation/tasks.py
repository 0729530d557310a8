from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from delegation.models import ActivationDraft, DelegationCode


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
