"""Who is near: ready, listed assisters around a place, the nearest first and fair to each.

Distance is from ZIP code to ZIP code. Within each mile the order is drawn anew every day, from the date
and the assister: nobody is always first. The page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from math import asin, floor, sin
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.utils import timezone

from accounts.models import Assister, Entity, OpeningHours
from accounts.models.zip_code import EARTH_RADIUS, OnEarth, Straight
from cases.models import Fold
from delegation.finder.places import Place
from portal.folding import fold

MILE = 1609.344
# Nobody leafs through more; the page offers to narrow the search instead.
MOST = 100
# Of entities whose name is like the one that is looked for.
MOST_ENTITIES = 200
MOST_WORDS = 6
EVENING = time(17)
WEEKEND = (OpeningHours.Weekday.SATURDAY, OpeningHours.Weekday.SUNDAY)


class FoldedName(Func):
    """First and last name without case and accents, as the index of delegation's migration has it."""

    template = "cases_fold(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


class SpeltLike(Func):
    """Whether some words of a text share most groups of three letters with what is looked for (pg_trgm)."""

    template = "(%(expressions)s)"
    arg_joiner = " %%> "
    output_field = BooleanField()


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; what is empty does not matter to them."""

    place: Place
    within: int | None = None
    language: str = ""
    name: str = ""
    kind: str = ""
    after_hours: bool = False
    wheelchair: bool = False
    takes_new: bool = False


@dataclass(frozen=True)
class Near:
    """An assister who was found, and how far away they work."""

    assister: UUID
    miles: float

    @property
    def band(self) -> int:
        return floor(self.miles)


def nearest(wanted: Wanted, at: datetime | None = None) -> tuple[list[Near], bool]:
    """At most MOST who are ready now, in the order of the day, and whether there are more.

    Two queries, a third where a name is looked for: the index gives the nearest one by one, then the
    mile in which they ended is read to its end, so that all in it have their turn.
    """
    found = _matching(wanted, at).order_by("straight")
    near = _read(found[: MOST + 1])
    has_more = len(near) > MOST
    if has_more:
        last = near[-1].band
        whole = found.filter(straight__gte=_straight(last), straight__lt=_straight(last + 1))
        near = [one for one in near if one.band < last] + _read(whole)
    return in_turn(near, timezone.localdate(at))[:MOST], has_more


def in_turn(near: Sequence[Near], day: date) -> list[Near]:
    """By the mile, and within a mile by lot: a hash of the day and the assister."""

    def key(one: Near) -> tuple[int, bytes]:
        return one.band, sha256(f"{day.isoformat()} {one.assister}".encode()).digest()

    return sorted(near, key=key)


def load(near: Sequence[Near]) -> list[tuple[Near, Assister]]:
    """With all that a card shows, in the same order; who has gone meanwhile is left out."""
    rows = shown().in_bulk([one.assister for one in near])
    return [(one, rows[one.assister]) for one in near if one.assister in rows]


def shown() -> QuerySet[Assister]:
    hours = Prefetch("site__opening_hours", OpeningHours.objects.order_by("weekday", "opens_at"))
    return Assister.objects.select_related("entity", "site").prefetch_related(hours)


def _matching(wanted: Wanted, at: datetime | None) -> QuerySet[Assister]:
    origin = OnEarth(Value(wanted.place.latitude), Value(wanted.place.longitude))
    found = (
        Assister.objects.ready(at)
        .listed()
        .filter(_filters(wanted), site__zip__place__isnull=False)
        .annotate(straight=Straight(F("site__zip__place"), origin))
    )
    return found if wanted.within is None else found.filter(straight__lte=_straight(wanted.within))


def _filters(wanted: Wanted) -> Q:
    every = Q()
    if wanted.language:
        every &= Q(spoken_languages__contains=[wanted.language])
    if wanted.kind:
        every &= Q(entity__kind=wanted.kind)
    if wanted.wheelchair:
        every &= Q(site__is_wheelchair_accessible=True)
    if wanted.takes_new:
        every &= Q(takes_new_consumers=True)
    if wanted.after_hours:
        late = Q(closes_at__gt=EVENING) | Q(weekday__in=WEEKEND)
        every &= Q(Exists(OpeningHours.objects.filter(late, site=OuterRef("site"))))
    return every & _named(wanted.name) if wanted.name else every


def _named(name: str) -> Q:
    """Each word in the name of the assister, or each in that of their entity; by an index of each.

    A wrong letter or two makes no difference, nor does the order.
    """
    words = fold(name).split()[:MOST_WORDS]
    entities = Entity.objects.filter(_like(Fold("legal_name"), words))
    ids = list(entities.order_by("pk").values_list("pk", flat=True)[:MOST_ENTITIES])
    return _like(FoldedName("first_name", "last_name"), words) | Q(entity__in=ids)


def _like(text: Func, words: Sequence[str]) -> Q:
    return Q(*(Q(SpeltLike(text, Value(word))) for word in words))


def _read(found: QuerySet[Assister]) -> list[Near]:
    return [Near(pk, _miles(straight)) for pk, straight in found.values_list("pk", "straight")]


def _miles(straight: float) -> float:
    """Over the ground, of meters straight through the earth."""
    return 2 * EARTH_RADIUS * asin(straight / 2 / EARTH_RADIUS) / MILE


def _straight(miles: float) -> float:
    return 2 * EARTH_RADIUS * sin(miles * MILE / 2 / EARTH_RADIUS)
