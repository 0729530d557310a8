"""Every address of the site, from the URL resolver, by its name."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def walk(
    patterns: Iterable[URLPattern | URLResolver], route: str = "", namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Names as reverse() takes them; "route …" for what has none."""
    for pattern in patterns:
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            deeper = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, path, deeper)
        else:
            name = namespace + pattern.name if pattern.name else f"route {path}"
            yield name, pattern


def names() -> list[str]:
    return [name for name, _pattern in walk(get_resolver().url_patterns)]
