"""Form fields that clean what people type before they judge it."""

import re
import unicodedata
from typing import Any

from django import forms


def clean_line(text: str) -> str:
    """One line of text: NFC, single spaces, no control, zero-width or direction characters."""
    text = unicodedata.normalize("NFC", text)
    kept = (
        " " if unicodedata.category(c).startswith("Z") or c.isspace() else c
        for c in text
        if c.isspace() or not unicodedata.category(c).startswith("C")
    )
    return " ".join("".join(kept).split())


def clean_text(text: str) -> str:
    """Lines of text, each cleaned; at most one empty line between two, none at the ends."""
    lines = "\n".join(clean_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


class LineField(forms.CharField):
    """A line of text, cleaned; its length is judged afterwards."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


def clean_digits(text: str) -> str:
    """The digits, in whatever script they were typed."""
    digits = (unicodedata.decimal(c, None) for c in text)
    return "".join(str(digit) for digit in digits if digit is not None)


class DigitsField(LineField):
    """Digits with whatever people write between them."""

    def to_python(self, value: Any) -> str:
        return clean_digits(super().to_python(value))
