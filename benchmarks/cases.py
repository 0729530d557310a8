"""Import rate, memory and search times: ``python -m benchmarks.cases 1000000``.

Makes a file of so many made-up cases and a database of its own, imports the file twice by the command that
operators use, searches in what is there then, and drops the database.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import psycopg

from portal.embedded import BASE_DIR, prepare_demo

DATABASE = "benchmark_cases"
SEARCHES = 300
_FIRST = (
    "Ana Bao Carlos Dara Elena Farid Grace Hana Ivan Jose Kim Linh Maria Nader Olga Pao Quan Rosa "
    "Sara Tou"
)
_LAST = (
    "Aguilar Baker Chan Dang Estrada Flores Garcia Hernandez Ivanov Johnson Khoury Lopez Munoz "
    "Nguyen Ortega Petrosyan Quintana Ramirez Santos Tran Urrutia Vang Wong Xiong Yang Zhao"
)
FIRST, LAST = _FIRST.split(), _LAST.split()


def people(count: int) -> Iterator[tuple[str, str, str, date]]:
    """Number, names, day of birth. One in forty was born on a January 1, as where the day is not known."""
    chance = random.Random(1)
    for n in range(count):
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
        if n % 40 == 0:
            born = date(born.year, 1, 1)
        last = f"{chance.choice(LAST)} {chance.choice(LAST)}" if n % 3 == 0 else chance.choice(LAST)
        yield f"{1_000_000_000 + n}", chance.choice(FIRST), last, born


def write(path: Path, count: int) -> None:
    from cases.importing.rows import COLUMNS

    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n, (number, first, last, born) in enumerate(people(count)):
            child = f"Kit|{last}|2012-09-03|child" if n % 2 else ""
            facts = [
                "4471",
                f"{n} Main Street",
                "Fresno",
                "93727",
                "5595550144",
                f"a{n}@mail.example",
            ]
            cover = ["en", "premium-help", "active", "41250.00", "Silver 87 PPO", "118.40", "2026"]
            out.writerow([number, first, last, born, *facts, *cover, "2026-12-15", "", child])


def run(*arguments: str) -> float:
    began = time.monotonic()
    manage = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(manage, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    print(done.stdout.strip())
    return time.monotonic() - began


def processor_seconds() -> float:
    """Of the commands that have ended: what they used themselves, without the database."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(search: Callable[[], object]) -> str:
    times = []
    for _search in range(SEARCHES):
        began = time.perf_counter()
        search()
        times.append((time.perf_counter() - began) * 1000)
    return f"median {median(times):.2f} ms, 95 % under {sorted(times)[int(SEARCHES * 0.95)]:.2f} ms"


def search(count: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from cases import search as find

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case")
    known = list(people(count))[:: max(1, count // SEARCHES)]
    first_days = [person for person in people(count) if person[3].timetuple().tm_yday == 1]
    chance = random.Random(2)

    def by_name(among: list[tuple[str, str, str, date]]) -> object:
        _number, first, last, born = chance.choice(among)
        return find.by_name(name=f"{last} {first[:-1]}", born_on=born)

    print("by number:              ", measured(lambda: find.by_number(chance.choice(known)[0])))
    print("by name and day:        ", measured(lambda: by_name(known)))
    print("by name and a January 1:", measured(lambda: by_name(first_days)))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    os.environ.setdefault("DEMO", "1")
    prepare_demo(BASE_DIR / ".local" / "benchmark")
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    with psycopg.connect(os.environ["DATABASE_URL"], user="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER portal")
        os.environ["DATABASE_URL"] = f"{server}/{DATABASE}"
        try:
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder) / "cases.csv", count)
            search(count)
        finally:
            from django.db import connections

            connections.close_all()
            admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def measure(path: Path, count: int) -> None:
    import django

    django.setup()
    run("migrate", "--verbosity", "0")
    write(path, count)
    print(f"{count} cases, {path.stat().st_size / 1e6:.0f} MB")
    for name in ("first", "same file again"):
        before = processor_seconds()
        took = run("import_cases", str(path))
        own = processor_seconds() - before
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rate = f"{took:.1f} s, {count / took:,.0f} cases a second"
        print(f"{name}: {rate}; of it {own:.1f} s in Python; peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
