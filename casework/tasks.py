import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from casework import board, shelves
from casework.models import DocumentFile
from casework.workflows import document_files, renewals
from notifications import broker
from portal import scanner

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 100
MOST_REMINDED = 5_000


@shared_task
def check_file(pk: str) -> None:
    """Safe to run twice; what the scanner does not answer is asked again by the sweep."""
    try:
        document_files.check(file=UUID(pk))
    except scanner.ScannerDown as error:
        logger.warning("The virus scanner gave no answer (%s): the file waits.", error)


@shared_task
def sweep_files() -> None:
    """Nudge the checks that were missed; while the scanner is down none, or each would wait for it."""
    late = DocumentFile.objects.overdue().order_by("added_at")
    waiting = list(late.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if waiting and scanner.is_configured() and not scanner.answers():
        logger.warning("The virus scanner does not answer: %d files or more wait.", len(waiting))
        return
    for file in waiting:
        broker.nudge(check_file, file)


@shared_task
def delete_stray_files() -> None:
    """Of sendings and checks that broke off half-way, a day ago."""
    before = timezone.now() - timedelta(days=1)
    files = DocumentFile.objects
    shelves.QUARANTINE.delete_strays(
        before=before, is_known=lambda key: files.unchecked().filter(pk=key).exists()
    )
    for shelf in (shelves.DOCUMENTS, shelves.THUMBNAILS):
        shelf.delete_strays(
            before=before, is_known=lambda key: files.servable().filter(pk=key).exists()
        )


@shared_task
def remind_of_renewals() -> None:
    """However often it runs, nobody is told the same twice; what is left over waits for the next run."""
    for days, due in board.to_remind(timezone.localdate(), settings.CASE_RENEWAL_REMINDERS):
        for case in list(due.values_list("pk", flat=True)[:MOST_REMINDED]):
            renewals.remind(case=case, days=days)
