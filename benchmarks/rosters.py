"""A roster of 10,000 rows, and the desk's lists at 100,000 assisters: ``python -m benchmarks.rosters``.

``… rosters .csv``, ``.xlsx`` or ``lists`` does one of the three.

On a database of its own under ``.local/``. Each file is imported by a process of its own, which says how long
each step took and the most memory it had; then the lists are asked for as the desk would.
"""

import atexit
import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from statistics import median

from portal.embedded import BASE_DIR, prepare_demo

ROWS, ASSISTERS, BATCH, ROUNDS = 10_000, 100_000, 5_000, 5
HEADS = ["Certification number", "First name", "Last name", "E-mail address", "Phone", "Languages"]
LISTS = [
    "/admin/accounts/assister/",
    "/admin/accounts/assister/?p=1000",
    "/admin/accounts/assister/?standing=ready",
    "/admin/accounts/assister/?standing=no_badge",
    "/admin/accounts/assister/?standing=not_certified",
    "/admin/accounts/assister/?due=30",
    "/admin/accounts/assister/?q=600099999",
    "/admin/accounts/assister/?q=number99999",
    "/admin/accounts/entity/",
    "/admin/accounts/bulkjob/",
]


def main() -> None:
    folder = BASE_DIR / ".local" / "benchmark-rosters"
    os.environ.update(DEMO="1", LOCAL_DIR=str(folder))
    for service in prepare_demo(folder):
        atexit.register(service.release)
    run("portal.embedded", "site", stdout=subprocess.DEVNULL)
    for step in sys.argv[1:] or (".csv", ".xlsx", "lists"):
        run("benchmarks.rosters", "run", step)


def run(*module: str, stdout: int | None = None) -> None:
    subprocess.run([sys.executable, "-m", *module], cwd=BASE_DIR, check=True, stdout=stdout)


def peak() -> int:
    """Of this process, in MB; getrusage would count what its parent had."""
    [line] = [one for one in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in one]
    return int(line.split()[1]) // 1024


# --- a roster ------------------------------------------------------------------------------------


def people(first: int) -> Iterator[list[str]]:
    for number in range(first, first + ROWS):
        yield [str(number), "Ana", f"López {number}", f"n{number}@example.org", "9165550101", "es"]


def file_of(ending: str, first: int) -> bytes:
    if ending == ".csv":
        text = StringIO()
        csv.writer(text).writerows([HEADS, *people(first)])
        return text.getvalue().encode()
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADS, *people(first)]:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def import_roster(ending: str) -> None:
    from accounts.models import Assister, BulkJob, Entity, User
    from accounts.workflows import bulk_jobs, entities

    last = Assister.objects.order_by("certification_number").last()
    first = max(600_000_000, int(last.certification_number) + 1 if last else 0)
    by = User.objects.filter(is_staff=True).earliest("date_joined")
    name = f"Benchmark {first}"
    entity = entities.register(kind=Entity.Kind.CEE, legal_name=name, by=by)
    content, before = file_of(ending, first), peak()

    def send() -> BulkJob:
        return bulk_jobs.begin_with_file(
            kind="roster", entity=entity, content=content, ending=ending, by=by
        )

    job = send()
    work(job, f"{ending} preview")
    assert job.state == BulkJob.State.WAITING, job.problem
    bulk_jobs.confirm(job=job, by=by)
    work(job, f"{ending} import")
    again = send()
    work(again, f"{ending} preview of the same again")
    assert bulk_jobs.plans(again)["same"] == ROWS
    bulk_jobs.cancel(job=again, by=by)
    print(f"{ending} most memory {peak()} MB, {before} MB before", flush=True)


def work(job: "BulkJob", name: str) -> None:  # type: ignore[name-defined]  # noqa: F821
    from accounts.workflows import bulk_jobs

    begun, cpu = time.monotonic(), time.process_time()
    while bulk_jobs.advance(job.pk):
        pass
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    job.refresh_from_db()
    rate = f"{ROWS / seconds:.0f} rows/s"
    print(f"{name}: {seconds:.1f} s, {rate}; {cpu:.1f} s of the worker's CPU", flush=True)


# --- the lists -----------------------------------------------------------------------------------


def fill() -> None:
    """Up to so many assisters: most are ready, every tenth lacks something."""
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import Affiliation, Assister, Badge, Certification, Entity, User

    entities = list(Entity.objects.filter(status=Entity.Status.ACTIVE)[:40])
    now, today = timezone.now(), timezone.localdate()
    begin = 700_000_000 + Assister.objects.count()
    for first in range(begin, 700_000_000 + ASSISTERS, BATCH):
        numbers = range(first, first + BATCH)
        with transaction.atomic():
            users = User.objects.bulk_create(
                User(username=f"number{n}", email=f"n{n}@example.org", password="!")
                for n in numbers
            )
            made = Assister.objects.bulk_create(
                Assister(
                    entity=entities[n % len(entities)],
                    certification_number=str(n),
                    first_name="Ana",
                    last_name=f"Number{n}",
                    email=user.email,
                    user=user,
                    activated_at=now,
                )
                for n, user in zip(numbers, users, strict=True)
            )
            Affiliation.objects.bulk_create(
                Affiliation(assister=one, entity_id=one.entity_id, began_on=today) for one in made
            )
            Certification.objects.bulk_create(
                Certification(assister=one)
                if n % 10 == 1
                else Certification(
                    assister=one,
                    status=Certification.Status.CERTIFIED,
                    certified_on=today - timedelta(days=n % 360),
                    due_on=today + timedelta(days=365 - n % 360),
                    grace_until=today + timedelta(days=395 - n % 360),
                )
                for n, one in zip(numbers, made, strict=True)
            )
            Badge.objects.bulk_create(
                Badge(assister=one, number=n, issued_on=today)
                for n, one in zip(numbers, made, strict=True)
                if n % 10 != 2
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{Assister.objects.count():,} assisters", flush=True)


def ask_for_lists() -> None:
    """By Django's client in this process: no server and no network in the figures."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts import roles
    from accounts.models import User

    fill()
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.filter(groups__name=roles.CERTIFICATION_DESK).earliest("pk"))
    for address in LISTS:
        took = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address, secure=True)
            took.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        in_database = sum(float(query["time"]) for query in queries.captured_queries) * 1000
        print(
            f"{address:<52} {median(took):6.0f} ms, {in_database:6.0f} in {len(queries)} queries",
            flush=True,
        )


def child(step: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    if step == "lists":
        ask_for_lists()
    else:
        import_roster(step)


if __name__ == "__main__":
    child(sys.argv[2]) if sys.argv[1:2] == ["run"] else main()
