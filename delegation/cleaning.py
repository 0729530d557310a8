"""Cleaning what people paste: a stray space, a curly quote or a capital letter never fails anyone."""

import unicodedata
from dataclasses import dataclass

# What word processors and phones make of a typed quote.
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″", '"'))


@dataclass(frozen=True)
class Facts:
    """The three facts of an invitation, cleaned for showing."""

    code: str
    legal_name: str
    number: str


def clean_text(text: str) -> str:
    """NFKC, straight quotes, plain dashes, single spaces; zero-width and control characters gone."""
    # Quotes first: NFKC would make a space and an accent of a lone acute accent.
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    visible = (_plain(character) for character in text)
    return " ".join("".join(visible).split())


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category.startswith("Z") or character in "\t\n\r\v\f":
        return " "
    if category.startswith("C"):  # controls, zero-width and direction marks, surrogates
        return ""
    return character


def clean_code(text: str) -> str:
    return "".join(character for character in clean_text(text) if character.isalnum())


def clean_number(text: str) -> str:
    """The digits, in whatever script they were typed."""
    digits = (unicodedata.decimal(character, None) for character in clean_text(text))
    return "".join(str(digit) for digit in digits if digit is not None)


def code_key(text: str) -> str:
    """Two spellings of one code have one key."""
    return clean_code(text).casefold()


def name_key(text: str) -> str:
    """Two spellings of one legal name have one key: letter case and spaces don't count."""
    return "".join(clean_text(text).casefold().split())


def clean_facts(*, code: str, legal_name: str, number: str) -> Facts:
    return Facts(
        code=clean_code(code), legal_name=clean_text(legal_name), number=clean_number(number)
    )
