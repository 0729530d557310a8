"""Finding a case by what a caller says."""

from datetime import date

from django.db.models import Q

from cases.models import Case
from portal.fields import clean_digits
from portal.folding import fold

MOST = 10


def by_number(number: str) -> list[Case]:
    return list(Case.objects.filter(number=number))


def by_name(*, name: str, born_on: date) -> list[Case]:
    """At most ten, the most alike first. Accents, order and a wrong letter or two make no difference."""
    return list(Case.objects.resembling(name=name, born_on=born_on)[:MOST])


def about(words: str, case: str = "") -> Q:
    """Each word is in the contact's name, as it is folded; or, of digits alone, the number ends so.

    ``case`` leads to the case from the rows asked of. Words without a letter are in no name.
    """
    if digits := _digits(words):
        return Q(**{f"{case}number__endswith": digits})
    parts = fold(words).split()
    found = Q(**{f"{case}pk__in": []}) if not parts else Q()
    for part in parts:
        found &= Q(**{f"{case}search_name__contains": part})
    return found


def _digits(words: str) -> str:
    """Of a number as it is written, with what stands between its digits; nothing for other words."""
    bare = "".join(sign for sign in words if sign not in " -–.…")
    return clean_digits(bare) if bare.isdigit() else ""
