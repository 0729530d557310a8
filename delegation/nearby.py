"""Whom to show to a consumer whose assister has left: three near who take new consumers."""

from accounts.models import Assister
from cases.models import Case
from delegation.finder import places, search
from delegation.finder.places import Place


def three(case: Case) -> list[Assister]:
    """By the ZIP code of the case; nobody where it is not known."""
    found = places.of_zip_code(case.zip_code)
    if found is None:
        return []
    place = Place(case.city, found.latitude, found.longitude)
    near, _has_more = search.nearest(search.Wanted(place=place, takes_new=True))
    return [
        assister for _near, assister in search.load(near[:4]) if assister.user_id != case.user_id
    ][:3]
