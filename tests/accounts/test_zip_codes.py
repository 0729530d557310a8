"""Where ZIP codes and cities lie: the data set, and how it is loaded."""

import pytest
from django.db import IntegrityError
from django.db.models import F

from accounts import zip_codes
from accounts.models import City, Site, ZipCode
from tests.accounts.factories import CityFactory, ZipCodeFactory
from tests.factories import SiteFactory

pytestmark = pytest.mark.django_db


def test_california_is_there():
    assert 2_600 < ZipCode.objects.count() < 3_000
    capitol = ZipCode.objects.get(pk="95814")
    assert (capitol.city, capitol.county) == ("Sacramento", "Sacramento")
    assert (capitol.latitude, capitol.longitude) == (
        pytest.approx(38.58, abs=0.02),
        pytest.approx(-121.49, abs=0.02),
    )


def test_a_number_without_a_place_lies_where_its_city_does():
    only_boxes = ZipCode.objects.get(pk="90085")
    assert only_boxes.county == "Los Angeles"
    assert only_boxes.latitude == pytest.approx(34.05, abs=0.1)


def test_a_city_of_two_counties_has_two_rows_most_of_it_first():
    assert [city.county for city in City.objects.filter(key="palo alto")] == [
        "Santa Clara",
        "San Mateo",
    ]


def test_a_neighborhood_is_known_by_its_name():
    assert City.objects.get(key="boyle heights").county == "Los Angeles"


def test_is_read_once_for_an_edition(django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(1):
        zip_codes.load()


def test_a_new_edition_brings_rows_up_to_date_and_keeps_those_it_lacks():
    ZipCode.objects.update(edition="1.0", city="Elsewhere")
    City.objects.update(edition="1.0", county=F("county"), latitude=36)
    ZipCodeFactory(zip_code="96999", edition="1.0")

    zip_codes.load()

    assert ZipCode.objects.get(pk="95814").city == "Sacramento"
    assert City.objects.filter(key="fresno").get().latitude == pytest.approx(36.75, abs=0.1)
    assert ZipCode.objects.filter(pk="96999").exists()


def test_a_site_lies_in_its_zip_code_or_nowhere():
    there, nowhere = SiteFactory(zip_code="95814"), SiteFactory(zip_code="99999")
    assert there.zip.city == "Sacramento"
    assert list(Site.objects.filter(zip__place__isnull=False)) == [there]
    assert nowhere.zip_code == "99999"


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"zip_code": "9581"}, "zipcode_five_digits"),
        ({"latitude": 51.5, "longitude": -0.1}, "zipcode_in_california"),
    ],
)
def test_the_database_refuses_a_zip_code(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        ZipCodeFactory(**facts)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"key": ""}, "city_named"),
        ({"latitude": 0, "longitude": 0}, "city_in_california"),
        ({"key": "fresno", "county": "Fresno"}, "city_once_per_county"),
    ],
)
def test_the_database_refuses_a_city(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        CityFactory(**facts)
