"""Words that staff write themselves, in each language of the portal, on one row."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language


class InLanguage:
    """``title = InLanguage()`` reads ``title_en`` or ``title_es``: that of the language being read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        return self if row is None else getattr(row, f"{self.name}_{language()}")


def language() -> str:
    """The language being read, of those that the portal has words in."""
    code = (get_language() or "")[:2]
    return code if code in dict(settings.LANGUAGES) else "en"
