"""The one way in which what somebody uploaded leaves the portal: to be saved, never to be run."""

from django.http import HttpResponse


def attachment(content: bytes, *, mime: str, name: str) -> HttpResponse:
    """``name`` is ours, in plain letters: of the sender's own nothing goes into a header."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
