from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from limiter.errors import TooManyAttempts


class AuthenticatedRequest(HttpRequest):
    """A request of someone who is signed in."""

    user: User


def too_many(request: HttpRequest, full: TooManyAttempts) -> ValidationError:
    """For a form of allauth: what it says, while the middleware makes its page a 429."""
    request.retry_after = full.retry_after  # type: ignore[attr-defined]
    return ValidationError(str(full), code="too_many")


def is_own_path(address: str) -> bool:
    """Whether somebody may be led there: to a page of this site, by its path."""
    try:
        return address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    except ValueError:  # no address at all
        return False
