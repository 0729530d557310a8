"""The pages that staff can name: every address of the portal that a person reads, by its URL's name."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

# For machines, scripts and builders; the admin has a frame of its own.
CONVERTER = re.compile(r"<[^>]+>")
LEFT_OUT = ("admin/", "dev/", "healthz", "readyz", "metrics", "language/")


@cache
def choices() -> list[tuple[str, str]]:
    """(name, address) of each page, in the order of addresses: "/activate/terms/"."""
    found = {
        name: CONVERTER.sub("…", f"/{path}") for name, path in _walk(get_resolver().url_patterns)
    }
    return sorted(found.items(), key=lambda choice: choice[1])


def _walk(
    patterns: Iterable[URLPattern | URLResolver], route: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = route + str(pattern.pattern)
        if path.startswith(LEFT_OUT):
            continue
        if isinstance(pattern, URLResolver):
            deeper = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, deeper)
        elif pattern.name:
            yield namespace + pattern.name, path


class PagesField(forms.MultipleChoiceField):
    """Which pages; a list of boxes, since a list to pick from hides what is chosen."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Pages"))
        # A name whose page is gone is not offered, and so goes with the next change.
        super().__init__(choices=choices, **kwargs)
