"""What HTML mails need of a text that was written as plain text."""

import re
from dataclasses import dataclass

from django import template
from django.template.defaultfilters import stringfilter

register = template.Library()
CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
NON_BREAKING_HYPHEN = "\N{NON-BREAKING HYPHEN}"


@dataclass(frozen=True)
class Block:
    """A paragraph, or a code that stands alone and will be typed or copied."""

    text: str

    @property
    def is_code(self) -> bool:
        return CODE.fullmatch(self.text) is not None


@register.filter
@stringfilter
def blocks(text: str) -> list[Block]:
    """What stands between empty lines."""
    return [Block(block.strip()) for block in re.split(r"\n\s*\n", text) if block.strip()]


@register.filter
@stringfilter
def unbroken(number: str) -> str:
    """A number that no line ends in the middle of; for headings, not for what is copied."""
    return number.replace("-", NON_BREAKING_HYPHEN)
