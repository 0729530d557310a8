from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the Help Line's number, and whether this is the demo."""
    return {"HELP_LINE_NUMBER": settings.HELP_LINE_NUMBER, "DEMO": settings.DEMO}
