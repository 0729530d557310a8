"""What the demo shows: each app registers a loader that makes its part and says what there is to try."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PASSPHRASE = "demo-portal-passphrase"
_loaders: list[Callable[[], list[str]]] = []


def register(loader: Callable[[], list[str]]) -> None:
    _loaders.append(loader)


def load() -> list[str]:
    """Load the demo, as often as one likes: what is there stays. Refused outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured(
            "load_demo makes accounts with a known password: only with DEMO=1."
        )
    return [line for loader in _loaders for line in loader()]
