"""From what somebody types to a place: a ZIP code or a city of California."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Value
from django.utils.translation import gettext as _

from accounts.models import City, ZipCode
from cases.models import Similarity
from delegation.cleaning import clean_number, clean_text
from portal.errors import Refusal
from portal.folding import fold

# Half of the letters of a name right, and it is worth a suggestion.
ALIKE, SUGGESTED = 0.35, 3
DIGITS = re.compile(r"\d")
STATE = re.compile(r"[\s,]+(ca|calif|california)\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where to look from. ``others`` are cities of the same name in other counties."""

    name: str
    latitude: float
    longitude: float
    others: Sequence[City] = ()


class PlaceUnknown(Refusal):
    """Nobody knows this place; perhaps one of the suggestions was meant."""

    def __init__(self, words: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.suggestions = suggestions


def find(typed: str) -> Place:
    """The place of a ZIP code, “93650” or “93650-1234”, or of a city, “Fresno” or “Palo Alto, San Mateo”.

    Of a city that lies in several counties, where most of it is, unless one is named. Raises PlaceUnknown.
    """
    text = clean_text(typed)
    return _of_zip_code(text) if DIGITS.search(text) else _of_city(text)


def of_zip_code(zip_code: str) -> ZipCode | None:
    return ZipCode.objects.filter(pk=zip_code).first()


def _of_zip_code(text: str) -> Place:
    digits = clean_number(text)
    found = of_zip_code(digits[:5]) if len(digits) in {5, 9} else None
    if found is None:
        raise PlaceUnknown(
            _(
                "We do not know this ZIP code in California. Check its five digits, or enter the "
                "city instead."
            )
        )
    return Place(f"{found.zip_code} {found.city}", found.latitude, found.longitude)


def _of_city(text: str) -> Place:
    name, _comma, county = STATE.sub("", text).replace("(", ",").partition(",")
    named = list(City.objects.filter(key=fold(name)))
    wanted = fold(county).removesuffix(" county")
    best = next(
        (city for city in named if fold(city.county) == wanted), named[0] if named else None
    )
    if best is None:
        raise PlaceUnknown(
            _(
                "We do not know this city in California. Check how it is spelled, or enter a ZIP "
                "code instead."
            ),
            _suggestions(fold(name)),
        )
    others = [city for city in named if city != best]
    in_county = _("{city}, {county} County").format(city=best.name, county=best.county)
    return Place(in_county if others else best.name, best.latitude, best.longitude, others)


def _suggestions(key: str) -> list[str]:
    """Cities whose names are spelt most alike, the larger one first of equals."""
    alike = (
        City.objects.annotate(alike=Similarity("key", Value(key)))
        .filter(alike__gte=ALIKE)
        .order_by("-alike", "-zip_codes", "key")
    )
    names = dict.fromkeys(alike.values_list("name", flat=True)[: SUGGESTED * 3])
    return list(names)[:SUGGESTED]
