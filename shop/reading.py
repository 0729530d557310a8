"""Numbers as people type them, cleaned where the meaning is sure."""

import re
import unicodedata

GROUPED = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
WHOLE = re.compile(rf"({GROUPED})(?:\.0+)?")
DOLLARS = re.compile(rf"(?:US)?\$?\s?({GROUPED})(?:\.(\d{{1,2}}))?\s?\$?")
BELOW_ZERO = re.compile(rf"\$?\s?[-−–]\s?\$?\s?{GROUPED}(?:\.\d+)?|\({GROUPED}\)")
HOURS = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
# A comma stands between two items only if something else than a digit follows.
BETWEEN = re.compile(r"[\s;]+|,(?!\d)\s*")


class BelowZero(ValueError):
    """A number that is meant, and cannot be."""


def plain(text: str) -> str:
    """In ASCII digits, without what nobody sees: full-width and other digits are digits."""
    text = "".join(_digit(c) for c in unicodedata.normalize("NFKC", text))
    return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _read(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    text = plain(text)
    if BELOW_ZERO.fullmatch(text):
        raise BelowZero(text)
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError("no number that is sure")
    return found


def whole(text: str) -> int:
    """“1,200”, “12.0” or “１２” as a number. Raises ValueError, BelowZero."""
    return _int(_read(WHOLE, text)[1])


def cents(text: str) -> int:
    """“$1,287.33”, “287” or “287.5” as cents; a third digit after the point is refused."""
    found = _read(DOLLARS, text)
    return _int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _int(digits: str) -> int:
    """Python refuses to read thousands of digits; nothing here has more than twelve."""
    digits = digits.replace(",", "")
    return int(digits) if len(digits) <= 12 else 10**12


def items(text: str) -> list[str]:
    """What stands on lines, or between spaces, semicolons and commas."""
    lines = [BETWEEN.split(plain(line)) for line in text.splitlines()]
    return [item for line in lines for item in line if item]
