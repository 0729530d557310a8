"""A picture on its way: stored, checked for viruses, handed out or deleted."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from notifications import broker
from portal import scanner, uploads
from support.errors import ScreenshotNotReady
from support.models import ProblemReport, Screenshot

State = Screenshot.State


def add(*, report: ProblemReport, image: uploads.CleanImage) -> Screenshot:
    """Within the caller's transaction. Where no scanner is configured, being written anew must do."""
    waits = scanner.is_configured()
    screenshot = Screenshot.objects.create(
        report=report,
        kind=image.kind,
        size=len(image.content),
        width=image.width,
        height=image.height,
        state=State.WAITING if waits else State.CLEAN,
        checked_at=None if waits else timezone.now(),
    )
    uploads.store(screenshot.pk, image.content)
    if waits:
        transaction.on_commit(lambda: _ask_for_scan(screenshot.pk), robust=True)
    return screenshot


def _ask_for_scan(screenshot: UUID) -> None:
    from support.tasks import scan_screenshot

    broker.nudge(scan_screenshot, screenshot)


@trail.workflow("screenshot.scan")
def scan(*, screenshot: UUID) -> None:
    """Let the scanner decide, once. While it gives no answer the picture waits: ScannerDown."""
    found = (
        Screenshot.objects.unscanned()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=screenshot)
        .first()
    )
    if found is None:
        return
    with uploads.path_of(found.pk).open("rb") as file:
        is_clean = scanner.is_clean(file)
    found.state = State.CLEAN if is_clean else State.INFECTED
    found.checked_at = timezone.now()
    found.save(update_fields=["state", "checked_at"])
    trail.record(
        f"screenshot.{'found_clean' if is_clean else 'found_infected'}", by=None, about=found
    )
    if not is_clean:
        transaction.on_commit(lambda: uploads.delete(found.pk))


@trail.workflow("screenshot.download")
def hand_out(*, report: ProblemReport, by: User | None) -> tuple[Screenshot, bytes]:
    """The picture of a report, put on record. Raises ScreenshotNotReady unless it is clean."""
    found = Screenshot.objects.servable().filter(report=report).first()
    if found is None:
        raise ScreenshotNotReady(_("There is no picture, or it is still being checked."))
    trail.record("screenshot.download", by=by, about=found)
    return found, uploads.path_of(found.pk).read_bytes()


def delete_of(report: ProblemReport) -> None:
    """Within the caller's transaction, and its file after that; one that is left is a stray."""
    for screenshot in Screenshot.objects.filter(report=report):
        key = screenshot.pk
        screenshot.delete()
        transaction.on_commit(partial(uploads.delete, key))
