"""The text of an access code: minted, typed in many shapes, read out over a phone."""

import secrets
import unicodedata
from dataclasses import dataclass

from portal import codes

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
PURPOSE = "access-code"
_MEANT = str.maketrans("OIL", "011")
# What a digit or a V may be read as, and what must then not be read, in English or Spanish.
_READ_AS = [str.maketrans("013457V", f"O{one}EASTU") for one in "IL"]
_OFFENDS = [
    "ASS",
    "CACA",
    "CAGA",
    "CHINO",
    "COCK",
    "COJE",
    "COON",
    "CRAP",
    "CULO",
    "CUM",
    "CUNT",
    "DAMN",
    "DEAD",
    "DICK",
    "DIE",
    "DYKE",
    "FAG",
    "FEA",
    "FUCK",
    "GAY",
    "GORDA",
    "GRINGO",
    "HATE",
    "HELL",
    "HOE",
    "HOMO",
    "JODE",
    "KILL",
    "KKK",
    "LESB",
    "LOCA",
    "MAMON",
    "MATA",
    "MEADA",
    "MIERD",
    "MOJADO",
    "NAZI",
    "NEGR",
    "NIGG",
    "NIGA",
    "PAKI",
    "PEDO",
    "PENE",
    "PERRA",
    "PINCHE",
    "PISS",
    "POLLA",
    "PORN",
    "PUTA",
    "PUTO",
    "RAPE",
    "SCUM",
    "SEX",
    "SHIT",
    "SLUT",
    "SPIC",
    "TETA",
    "TIT",
    "TONTA",
    "TONTO",
    "TWAT",
    "VERGA",
    "WHORE",
    "ZORRA",
]

_ENGLISH = (
    "zero one two three four five six seven eight nine Alfa Bravo Charlie Delta Echo Foxtrot Golf "
    "Hotel Juliett Kilo Mike November Papa Quebec Romeo Sierra Tango Victor Whiskey X-ray Yankee Zulu"
)
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve Ana Bolivia Carlos Dolores Elena Felipe "
    "Guatemala Honduras José kilo México Nicaragua Perú queso Roma Sara teléfono Venezuela "
    "Washington xilófono yogur zapato"
)
ENGLISH = dict(zip(ALPHABET, _ENGLISH.split(), strict=True))
SPANISH = dict(zip(ALPHABET, _SPANISH.split(), strict=True))


@dataclass(frozen=True)
class Letter:
    """One character of a code, and by which words it is read out."""

    character: str
    english: str
    spanish: str

    # Each in its own language, whatever the page's: the representative reads it to somebody.
    @property
    def in_english(self) -> str:
        return (
            self.english if self.character.isdigit() else f"{self.character} as in {self.english}"
        )

    @property
    def in_spanish(self) -> str:
        return self.spanish if self.character.isdigit() else f"{self.character} de {self.spanish}"


def mint() -> str:
    while True:
        text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not offends(text):
            return text


def offends(text: str) -> bool:
    return any(word in text.translate(read_as) for read_as in _READ_AS for word in _OFFENDS)


def clean(typed: str) -> str:
    """The code somebody means: any width, case, spaces and dashes; O is 0, I and L are 1."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(_plain(c) for c in plain if c.isalnum()).translate(_MEANT)


def _plain(character: str) -> str:
    """Digits of other scripts are digits."""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def grouped(text: str) -> str:
    return f"{text[:5]}-{text[5:]}"


def spelled(text: str) -> list[Letter]:
    return [Letter(c, ENGLISH[c], SPANISH[c]) for c in text]


def digest(text: str) -> str:
    return codes.digest(text, purpose=PURPOSE)


def digests(typed: str) -> list[str]:
    """Under every key still known."""
    return codes.digests(clean(typed), purpose=PURPOSE)
