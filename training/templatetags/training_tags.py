from collections.abc import Iterable

from django import template

from training import words

register = template.Library()


@register.filter
def blocks(text: str) -> Iterable[tuple[str, list[str]]]:
    """The paragraphs and lists of a text: `{% for kind, lines in section.text|blocks %}`."""
    return words.blocks(text)
