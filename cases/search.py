"""Finding a case by what a caller says."""

from datetime import date

from cases.models import Case

MOST = 10


def by_number(number: str) -> list[Case]:
    return list(Case.objects.filter(number=number))


def by_name(*, name: str, born_on: date) -> list[Case]:
    """At most ten, the most alike first. Accents, order and a wrong letter or two make no difference."""
    return list(Case.objects.resembling(name=name, born_on=born_on)[:MOST])
