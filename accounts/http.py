from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User
from limiter.errors import TooManyAttempts


class AuthenticatedRequest(HttpRequest):
    """A request of someone who is signed in."""

    user: User


def too_many(request: HttpRequest, full: TooManyAttempts) -> ValidationError:
    """For a form of allauth: what it says, while the middleware makes its page a 429."""
    request.retry_after = full.retry_after  # type: ignore[attr-defined]
    return ValidationError(str(full), code="too_many")
