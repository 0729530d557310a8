"""The checked way by which a picture leaves the portal."""

from django.http import Http404, HttpResponse

from accounts.models import User
from support.errors import ScreenshotNotReady
from support.models import ProblemReport
from support.workflows import screenshots


def as_attachment(report: ProblemReport, *, by: User | None) -> HttpResponse:
    """To be saved, not shown: nothing in it could run, and never under our address."""
    try:
        screenshot, content = screenshots.hand_out(report=report, by=by)
    except (ScreenshotNotReady, FileNotFoundError) as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=screenshot.mime)
    response["Content-Disposition"] = f'attachment; filename="{report.name}.{screenshot.ending}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
