from django.http import HttpResponse

from limiter.errors import TooManyAttempts
from portal.errors import Refusal


def with_status_of(response: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """A form that was tried too often comes back as 429, and says when to try again."""
    if isinstance(refusal, TooManyAttempts):
        response.status_code = 429
        response["Retry-After"] = str(refusal.retry_after)
    return response
