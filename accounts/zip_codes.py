"""Loads the ZIP codes and cities of California, once for each edition of the data set.

The package ``zipcodes`` has the places of GeoNames (CC BY 4.0) and the list of the US Postal Service.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.metadata import version
from statistics import fmean
from typing import Any

from accounts.models import City, ZipCode
from portal.folding import fold

Row = dict[str, Any]
PLACED = ["city", "county", "latitude", "longitude", "edition"]


def load() -> None:
    """Bring the tables to the edition that is installed; when they are, one query."""
    edition = version("zipcodes")
    if not ZipCode.objects.filter(edition=edition).exists():
        rows = list(_located(_read()))
        _load_zip_codes(rows, edition)
        _load_cities(rows, edition)


def _read() -> list[Row]:
    """As the data set has them, with numbers for coordinates, and plain names of counties."""
    import zipcodes  # here only: it reads all of its data when it is imported

    rows = zipcodes.filter_by(state="CA")
    for row in rows:
        row["county"] = row["county"].removesuffix(" County")
        row["latitude"], row["longitude"] = float(row["lat"]), float(row["long"])
    return list(rows)


def _located(rows: list[Row]) -> Iterable[Row]:
    """All that lie somewhere; a post office's own number without a place lies where its city does."""
    by_city = defaultdict(list)
    for row in rows:
        if row["county"] and row["latitude"]:
            by_city[row["city"]].append(row)
    for row in rows:
        known = by_city[row["city"]]
        if row["county"] and row["latitude"]:
            yield row
        elif known:
            county = Counter(one["county"] for one in known).most_common(1)[0][0]
            yield {**row, "county": county, **_middle(known)}


def _middle(rows: list[Row]) -> dict[str, float]:
    """Of the areas that letters are carried to, where there are any."""
    areas = [row for row in rows if row["zip_code_type"] == "STANDARD"] or rows
    return {name: fmean(row[name] for row in areas) for name in ("latitude", "longitude")}


def _load_zip_codes(rows: list[Row], edition: str) -> None:
    names = ("zip_code", "city", "county", "latitude", "longitude")
    ZipCode.objects.bulk_create(
        [ZipCode(edition=edition, **{name: row[name] for name in names}) for row in rows],
        update_conflicts=True,
        unique_fields=["zip_code"],
        update_fields=PLACED,
    )


def _load_cities(rows: list[Row], edition: str) -> None:
    """A city goes before a neighborhood, or another way of writing, of the same name."""
    cities: dict[tuple[str, str], tuple[str, list[Row]]] = {}
    main = {fold(row["city"]) for row in rows}
    for row in rows:
        _note(cities, row["city"], row)
        # What a company with a ZIP code of its own is called there, is no place.
        is_place = row["zip_code_type"] != "UNIQUE"
        for name in {*row["acceptable_cities"], *row["unacceptable_cities"]}:
            if is_place and fold(name) not in main:
                _note(cities, name, row)
    City.objects.bulk_create(
        [
            City(
                key=key,
                county=county,
                name=name,
                zip_codes=len(within),
                edition=edition,
                **_middle(within),
            )
            for (key, county), (name, within) in cities.items()
            if key
        ],
        update_conflicts=True,
        unique_fields=["key", "county"],
        update_fields=["name", "zip_codes", "latitude", "longitude", "edition"],
    )


def _note(cities: dict[tuple[str, str], tuple[str, list[Row]]], name: str, row: Row) -> None:
    cities.setdefault((fold(name), row["county"]), (name, []))[1].append(row)
