"""How long a search for help takes at 1,000, 10,000 and 100,000 assisters: ``python -m benchmarks.finder``.

Each assister works at one of the sites of an entity; a site lies in a ZIP code by lot. Time is that of the
search and its rows, from this process; the plan is that of the query that finds the nearest.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median, quantiles
from typing import Any

from portal.embedded import BASE_DIR, prepare_demo

SIZES = [1_000, 10_000, 100_000]
ROUNDS = 60
# Dense, dense, thin.
PLACES = ["90033", "94103", "96130"]
# One site for so many assisters, one entity for so many sites.
AT_A_SITE, SITES = 4, 5
LANGUAGES = ["es", "yue", "vi", "ko", "hy", "fa", "ru", "hmn"]


def main() -> None:
    os.environ.setdefault("DEMO", "1")
    prepare_demo(BASE_DIR / ".local" / "benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    try:
        with transaction.atomic():
            for size in SIZES:
                _fill(size)
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                _measure(size)
            raise _Done
    except _Done:
        pass


class _Done(Exception):
    """Nothing of it stays."""


def _fill(size: int) -> None:
    """Up to that many assisters, all ready."""
    from accounts.models import Assister, Entity, Site, ZipCode

    dice = Random(size)
    zip_codes = list(ZipCode.objects.values_list("pk", flat=True))
    there = Assister.objects.filter(last_name="Bench").count()
    missing = size - there
    count = max(1, missing // AT_A_SITE // SITES)
    entities = Entity.objects.bulk_create(
        Entity(kind=dice.choice(["cee", "cee", "cee", "pbee"]), legal_name=f"Bench {size} No. {n}")
        for n in range(count)
    )
    sites = Site.objects.bulk_create(
        Site(entity=entity, street=f"{n} Main", city="X", zip_code=dice.choice(zip_codes))
        for entity in entities
        for n in range(SITES)
    )
    _people(dice, sites, there, size)


def _people(dice: Random, sites: list[Any], first: int, last: int) -> None:
    from django.utils import timezone

    from accounts.models import Affiliation, Assister, Badge, Certification, User

    day = timezone.localdate() - timedelta(days=100)
    users, assisters = [], []
    for n in range(first, last):
        site = dice.choice(sites)
        users.append(User(username=f"bench{n}", email=f"bench{n}@assister.example"))
        assisters.append(
            Assister(
                entity=site.entity,
                site=site,
                user=users[-1],
                activated_at=timezone.now(),
                certification_number=f"{900_000_000 + n}",
                first_name=_word(dice),
                last_name="Bench",
                spoken_languages=["en", *dice.choices(LANGUAGES, range(8, 0, -1), k=1)],
            )
        )
    User.objects.bulk_create(users, batch_size=2_000)
    Assister.objects.bulk_create(assisters, batch_size=2_000)
    Affiliation.objects.bulk_create(
        [Affiliation(assister=one, entity=one.entity, began_on=day) for one in assisters],
        batch_size=2_000,
    )
    Certification.objects.bulk_create(
        [_certification(Certification, one, day) for one in assisters], batch_size=2_000
    )
    Badge.objects.bulk_create(
        [Badge(assister=one, issued_on=day) for one in assisters], batch_size=2_000
    )


def _word(dice: Random) -> str:
    return "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _n in range(4)).title()


def _certification(model: Any, assister: Any, day: date) -> Any:
    due = day + timedelta(days=365)
    return model(
        assister=assister,
        status="certified",
        certified_on=day,
        due_on=due,
        grace_until=due + timedelta(days=30),
    )


def _measure(size: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from delegation.finder import places, search

    near = [places.find(zip_code) for zip_code in PLACES]
    searches: dict[str, dict[str, Any]] = {
        "within 25 miles": {"within": 25},
        "any distance": {},
        "in Spanish": {"within": 25, "language": "es"},
        "in Hmong, a plan’s": {"within": 50, "language": "hmn", "kind": "pbee"},
        "by name": {"within": 50, "name": "Takomira"},
        "nobody": {"within": 50, "wheelchair": True},
    }
    print(f"\n{size:,} assisters")
    for name, facts in searches.items():
        for place in near:
            wanted = search.Wanted(place=place, **facts)
            took = _times(lambda wanted=wanted: search.load(search.nearest(wanted)[0][:10]))
            with CaptureQueriesContext(connection) as asked:
                found, more = search.nearest(wanted)
            tenths = quantiles(took, n=10)
            print(
                f"  {name:<20} {place.name:<20} {len(found):>4}{'+' if more else ' '} "
                f"median {median(took):6.2f} ms, 9 of 10 under {tenths[-1]:6.2f} ms, {len(asked)} SQL"
            )
    if "--plan" in sys.argv:
        with CaptureQueriesContext(connection) as asked:
            search.nearest(search.Wanted(place=near[0], within=25))
        for query in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute(
                    "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + query["sql"].replace("%", "%%")
                )
                print(*(f"    {line}" for (line,) in cursor.fetchall()), sep="\n")


def _times(act: Callable[[], object]) -> list[float]:
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


if __name__ == "__main__":
    main()
