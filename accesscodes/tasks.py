from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accesscodes.models import AccessCode


@shared_task
def erase_ended_codes() -> None:
    """Forget the digest of a code some time after it ended: until then one can say "used on …"."""
    before = timezone.now() - timedelta(days=settings.ENDED_CODE_DAYS)
    AccessCode.objects.filter(
        Q(used_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before),
        digest__isnull=False,
    ).update(digest=None)
