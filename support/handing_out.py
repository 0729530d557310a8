"""The checked way by which a picture leaves the portal."""

from django.http import Http404, HttpResponse

from accounts.models import User
from portal.attachments import attachment
from support.errors import ScreenshotNotReady
from support.models import ProblemReport
from support.workflows import screenshots


def as_attachment(report: ProblemReport, *, by: User | None) -> HttpResponse:
    """To be saved, not shown: nothing in it could run, and never under our address."""
    try:
        screenshot, content = screenshots.hand_out(report=report, by=by)
    except (ScreenshotNotReady, FileNotFoundError) as error:
        raise Http404 from error
    return attachment(content, mime=screenshot.mime, name=f"{report.name}.{screenshot.ending}")
