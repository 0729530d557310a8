from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from shop.models import ShopCheck


@shared_task
def delete_old_checks() -> None:
    """A year and a bit: the reminder of the next window leads back to its check."""
    before = timezone.now() - timedelta(days=settings.SHOP_CHECK_DAYS)
    ShopCheck.objects.nobody_asked_about().filter(at__lt=before).delete()
