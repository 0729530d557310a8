import logging
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications import broker
from portal import scanner
from support.models import ProblemReport, Screenshot
from support.workflows import reports, screenshots

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 100


@shared_task
def scan_screenshot(pk: str) -> None:
    """Safe to run twice; what the scanner does not answer is asked again by the sweep."""
    try:
        screenshots.scan(screenshot=UUID(pk))
    except scanner.ScannerDown as error:
        logger.warning("The virus scanner gave no answer (%s): the picture waits.", error)


@shared_task
def sweep_screenshots() -> None:
    """Nudge the scans that were missed."""
    for screenshot in Screenshot.objects.overdue().order_by("added_at")[:MOST_AT_ONCE]:
        broker.nudge(scan_screenshot, screenshot.pk)


@shared_task
def delete_old_reports() -> None:
    """Each in a transaction of its own: what is done stays done."""
    before = timezone.now() - settings.CLOSED_REPORT_KEPT
    old = ProblemReport.objects.closed_before(before).order_by("closed_at")
    for pk in old.values_list("pk", flat=True).iterator(chunk_size=500):
        reports.delete_old(report=pk, closed_before=before)
