"""Who is near: as measured one by one, in the order of the day, and as one wishes."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from math import asin, cos, floor, radians, sin, sqrt
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import ZipCode
from accounts.models.zip_code import EARTH_RADIUS
from delegation.finder import places, search
from delegation.finder.search import MILE, Near, Wanted, in_turn, nearest
from tests.accounts.factories import OpeningHoursFactory
from tests.factories import AssisterFactory, EntityFactory, SiteFactory

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
TODAY = timezone.localdate()
NOON = datetime.combine(TODAY, time(12), tzinfo=PACIFIC)


def haversine(one, other):
    """Miles over the ground, by another formula than that of the search."""
    lat, lng = (
        radians(getattr(other, it) - getattr(one, it)) / 2 for it in ("latitude", "longitude")
    )
    slopes = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH_RADIUS * asin(sqrt(sin(lat) ** 2 + slopes * sin(lng) ** 2)) / MILE


def one_by_one(place, assisters, within):
    """As the page says it: by whole miles, and within a mile by the lot of the day."""
    zip_codes = {row.pk: row for row in ZipCode.objects.all()}
    miles = {one: haversine(place, zip_codes[one.site.zip_code]) for one in assisters}
    inside = [one for one in assisters if within is None or miles[one] <= within]

    def turn(one):
        lot = sha256(f"{TODAY.isoformat()} {one.pk}".encode()).hexdigest()
        return floor(miles[one]), lot

    return [(one.pk, pytest.approx(miles[one], abs=1e-6)) for one in sorted(inside, key=turn)]


def somebody(zip_code="95814", site=None, **facts):
    place = SiteFactory(zip_code=zip_code, **(site or {}))
    return AssisterFactory(ready=True, site=place, entity=place.entity, **facts)


def found(zip_code="95814", at=None, **wanted):
    near, _more = nearest(Wanted(places.find(zip_code), **wanted), at)
    return [one.assister for one in near]


@pytest.mark.parametrize("most", [100, 12], ids=["all", "more than are shown"])
def test_finds_those_that_are_near_when_measured_one_by_one(most, monkeypatch):
    """Over random sites: half of them in one city, where many share a mile."""
    monkeypatch.setattr(search, "MOST", most)
    dice = Random(7)
    everywhere = list(ZipCode.objects.values_list("pk", flat=True))
    in_town = list(ZipCode.objects.filter(city="San Francisco").values_list("pk", flat=True))
    entity = EntityFactory()
    assisters = [
        AssisterFactory(
            ready=True,
            entity=entity,
            site=SiteFactory(
                entity=entity, zip_code=dice.choice(dice.choice([everywhere, in_town]))
            ),
        )
        for _number in range(50)
    ]
    for zip_code in [*dice.sample(everywhere, 12), *dice.sample(in_town, 4)]:
        place = places.find(zip_code)
        for within in (5, 25, 50, None):
            near, has_more = nearest(Wanted(place, within), NOON)
            expected = one_by_one(place, assisters, within)
            assert [(one.assister, one.miles) for one in near] == expected[:most]
            assert has_more == (len(expected) > most)


def test_costs_the_same_whoever_is_there(django_assert_num_queries):
    place = places.find("95814")
    somebody()
    for _number in range(2):
        with django_assert_num_queries(3):  # the nearest, their rows, the hours of their sites
            near, _more = nearest(Wanted(place))
            assert all(one.site.opening_hours.all() is not None for _near, one in search.load(near))
        for _other in range(9):
            somebody()


class TestTurns:
    def test_nobody_within_a_mile_is_first_more_often_than_others(self):
        """Over 2,000 days each of five is first about 400 times: never fewer than 320, nor more than 480."""
        five = [Near(UUID(int=number), 0.1 * number) for number in range(1, 6)]
        days = (date(2026, 1, 1) + timedelta(days=n) for n in range(2_000))
        firsts = Counter(in_turn(five, day)[0].assister for day in days)
        assert len(firsts) == 5
        assert all(320 <= times <= 480 for times in firsts.values())

    def test_who_is_a_mile_nearer_comes_first_every_day(self):
        near, far = Near(UUID(int=2), 1.9), Near(UUID(int=1), 2.0)
        for n in range(50):
            assert in_turn([far, near], date(2026, 1, 1) + timedelta(days=n)) == [near, far]

    def test_stay_for_a_day_of_california(self):
        somebody_many = [somebody() for _number in range(6)]
        last = datetime.combine(TODAY, time(23, 59), tzinfo=PACIFIC)
        assert found(at=NOON) == found(at=last)
        orders = {tuple(found(at=last + timedelta(minutes=1, days=n))) for n in range(5)}
        assert len(orders) > 1
        assert set(found(at=NOON)) == {one.pk for one in somebody_many}


class TestOnly:
    @pytest.mark.parametrize(
        "facts",
        [
            {"suspended": True},
            {"expired": True},
            {"badge": None},
            {"user__is_active": False},
            {"is_listed": False},
        ],
        ids=lambda facts: next(iter(facts)),
    )
    def test_those_who_may_help_and_wish_to_be_found(self, facts):
        somebody(**facts)
        assert found() == []

    def test_those_whose_entity_is_active(self):
        somebody(site={"entity__status": "suspended"})
        assert found() == []

    def test_those_who_work_somewhere_that_is_known(self):
        somebody(zip_code="99999")
        AssisterFactory(ready=True)
        assert found() == []


class TestWishes:
    @pytest.mark.parametrize(
        ("wish", "has", "has_not"),
        [
            ({"language": "vi"}, {"spoken_languages": ["en", "vi"]}, {"spoken_languages": ["en"]}),
            ({"kind": "pbee"}, {"site": {"entity__kind": "pbee"}}, {}),
            (
                {"wheelchair": True},
                {"site": {"is_wheelchair_accessible": True}},
                {"site": {"is_wheelchair_accessible": None}},
            ),
            ({"takes_new": True}, {}, {"takes_new_consumers": False}),
        ],
        ids=["language", "kind", "wheelchair", "takes new"],
    )
    def test_leave_out_the_others(self, wish, has, has_not):
        wanted, other = somebody(**has), somebody(**has_not)
        assert found(**wish) == [wanted.pk]
        assert set(found()) == {wanted.pk, other.pk}

    @pytest.mark.parametrize(
        ("hours", "fits"),
        [
            ({"closes_at": time(17)}, False),
            ({"closes_at": time(17, 30)}, True),
            ({"weekday": 5, "closes_at": time(12)}, True),
        ],
    )
    def test_for_after_hours(self, hours, fits):
        one = somebody()
        OpeningHoursFactory(site=one.site, **hours)
        assert found(after_hours=True) == ([one.pk] if fits else [])

    @pytest.mark.parametrize(
        "typed",
        ["Núñez", "nunez", "Maria Nunes", "O'Brien", "obrien clinic", "BRIEN CLINC", "peña-nuñez"],
    )
    def test_for_a_name_forgive_how_it_is_spelt(self, typed):
        one = somebody(
            first_name="María",
            last_name="Peña Núñez",
            site={"entity__legal_name": "O’Brien Clinic, Inc."},
        )
        somebody(first_name="Tuan", last_name="Tran", site={"entity__legal_name": "West Hall"})
        assert found(name=typed) == [one.pk]

    def test_for_a_name_that_nobody_has(self):
        somebody()
        assert found(name="Xavier Quxley") == []
