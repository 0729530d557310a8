"""What people type for a place."""

import pytest

from delegation.finder import places
from delegation.finder.places import PlaceUnknown

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("93650", "93650 Fresno"),
        (" 93650-1234 ", "93650 Fresno"),
        ("９３６５０", "93650 Fresno"),
        ("93650 ", "93650 Fresno"),
        ("fresno", "Fresno"),
        ("  FRESNO,  ca ", "Fresno"),
        ("Fresno California", "Fresno"),
        ("La Cañada Flintridge", "La Canada Flintridge"),
        ("boyle heights", "Boyle Heights"),
        ("palo alto", "Palo Alto, Santa Clara County"),
        ("Palo Alto, San Mateo", "Palo Alto, San Mateo County"),
        ("Palo Alto (san mateo county)", "Palo Alto, San Mateo County"),
        ("Palo Alto, Nowhere", "Palo Alto, Santa Clara County"),
    ],
)
def test_are_found(typed, name):
    assert places.find(typed).name == name


def test_of_the_same_name_are_offered():
    assert [str(city) for city in places.find("Palo Alto").others] == ["Palo Alto, San Mateo"]


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Sacremento", "Sacramento"),
        ("Los Angelos", "Los Angeles"),
        ("San Fransisco", "San Francisco"),
    ],
)
def test_spelt_wrong_are_guessed(typed, suggestion):
    with pytest.raises(PlaceUnknown) as refusal:
        places.find(typed)
    assert suggestion in refusal.value.suggestions
    assert len(refusal.value.suggestions) <= 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("99999", "this ZIP code"),
        ("936", "this ZIP code"),
        ("93650123456", "this ZIP code"),
        ("12 Main Street", "this ZIP code"),
        ("Qqqqzzz", "this city"),
        ("!", "this city"),
        (",", "this city"),
        ("CA", "this city"),
    ],
)
def test_unknown_get_words_that_help(typed, words):
    with pytest.raises(PlaceUnknown, match=words) as refusal:
        places.find(typed)
    assert not refusal.value.suggestions or typed == "CA"
