"""Which step-by-step help explains which pages.

The app that has a page says so in its ``AppConfig.ready()``, by the names of URLs; the app that has
the help looks here. Neither knows the other, and a page that comes later joins by its name.
"""

from collections import defaultdict
from collections.abc import Callable

_pages: defaultdict[str, set[str]] = defaultdict(set)
_lists: list[Callable[[], list[tuple[str, str]]]] = []


def explains(slug: str, *pages: str) -> None:
    """The help of this slug is linked from these pages."""
    _pages[slug].update(pages)


def pages_of(slug: str) -> frozenset[str]:
    return frozenset(_pages.get(slug, ()))


def register(choices: Callable[[], list[tuple[str, str]]]) -> None:
    """An app that has help gives (slug, title) of each."""
    _lists.append(choices)


def choices() -> list[tuple[str, str]]:
    """All help there is, for a form that lets somebody choose one."""
    return [choice for each in _lists for choice in each()]
