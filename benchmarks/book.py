"""An assister's book of 5,000 cases among 100,000, beside one of 10: ``python -m benchmarks.book``.

On a database of its own under ``.local/benchmark-book``. The pages are asked for by Django's client in this
process: no server and no network in the figures. ``… book plans`` prints what the database does for a page.
"""

import atexit
import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

from portal.embedded import BASE_DIR, prepare_demo

CASES, BATCH, ROUNDS = 100_000, 5_000, 7
# How many cases the first assisters have; the others share what is left, 50 each.
LARGE, SMALL = 5_000, 10
NAMES = ["Aguilar", "Baker", "Chan", "Dang", "Flores", "García", "Hernández", "Khoury", "López"]


def main() -> None:
    folder = BASE_DIR / ".local" / "benchmark-book"
    os.environ.update(DEMO="1", LOCAL_DIR=str(folder))
    for service in prepare_demo(folder):
        atexit.register(service.release)
    run("portal.embedded", "site", stdout=subprocess.DEVNULL)
    run("benchmarks.book", "run", *sys.argv[1:])


def run(*module: str, stdout: int | None = None) -> None:
    subprocess.run([sys.executable, "-m", *module], cwd=BASE_DIR, check=True, stdout=stdout)


# --- a hundred thousand cases ----------------------------------------------------------------------


def fill() -> None:
    from django.db import connection, transaction

    from cases.models import Case

    have = Case.objects.filter(number__startswith="9").count()
    if have < CASES:
        assisters = make_assisters()
        for first in range(have, CASES, BATCH):
            with transaction.atomic():
                make_cases(range(first, first + BATCH), assisters)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{Case.objects.count():,} cases", flush=True)


def make_assisters() -> list[Any]:
    """Number 0 of many cases, number 1 of few; all ready."""
    from django.utils import timezone

    from accounts.models import Affiliation, Assister, Badge, Certification, Entity, User

    if made_before := list(Assister.objects.filter(user__username__startswith="book")):
        return sorted(made_before, key=lambda one: one.certification_number)
    entities = list(Entity.objects.filter(status=Entity.Status.ACTIVE).order_by("pk"))
    today, made = timezone.localdate(), []
    for n in range((CASES - LARGE) // 100 + 2):
        user = User.objects.create(username=f"book{n}", email=f"book{n}@example.org", password="!")
        entity = entities[n % len(entities)]
        one = Assister.objects.create(
            entity=entity,
            certification_number=str(800_000_000 + n),
            first_name="Ana",
            last_name=f"Number{n}",
            email=user.email,
            user=user,
            activated_at=timezone.now(),
        )
        Affiliation.objects.create(assister=one, entity=entity, began_on=today)
        Badge.objects.create(assister=one, number=800_000_000 + n, issued_on=today)
        Certification.objects.create(
            assister=one,
            status=Certification.Status.CERTIFIED,
            certified_on=today,
            due_on=today + timedelta(days=365),
            grace_until=today + timedelta(days=395),
        )
        made.append(one)
    return made


def holder(n: int, assisters: list[Any]) -> Any:
    """Whose case number ``n`` is; of every second one, outside of the first book, nobody’s."""
    if n % (CASES // LARGE) == 0:
        return assisters[0]
    if n % (CASES // LARGE) == 1 and n < SMALL * (CASES // LARGE):
        return assisters[1]
    return assisters[2 + n % (len(assisters) - 2)] if n % 2 else None


def mixed(n: int) -> int:
    """So that the cases of each book are of every kind."""
    return n * 7_919 % 100_003


def make_cases(numbers: range, assisters: list[Any]) -> None:
    from django.utils import timezone

    from accounts.models import User
    from cases.models import Case

    today = timezone.localdate()
    users = User.objects.bulk_create(
        User(username=f"held{n}", email=f"held{n}@example.org", password="!") for n in numbers
    )
    cases = Case.objects.bulk_create(
        Case(
            number=str(9_000_000_000 + k),
            first_name=f"Pat{n % 89}",
            last_name=NAMES[n % 83 % len(NAMES)],
            born_on=today - timedelta(days=10_000 + n % 9_000),
            street=f"{n} Main Street",
            city="Fresno",
            zip_code="93727",
            language="en",
            program="premium-help",
            status="ended" if n % 23 == 0 else "active",
            coverage_year=today.year,
            renewal_due_on=today + timedelta(days=n % 365 - 20),
            consent_until=None if n % 7 == 0 else today + timedelta(days=n % 700 - 50),
            user=user,
            linked_at=timezone.now(),
        )
        for k, n, user in zip(numbers, map(mixed, numbers), users, strict=True)
    )
    work_on(list(zip(map(mixed, numbers), cases, strict=True)))
    delegate([(n, case) for n, case in zip(numbers, cases, strict=True)], assisters)


def work_on(cases: list[tuple[int, Any]]) -> None:
    """A document or two for most, every third wanted; a change for half, every fourth unsent; renewals."""
    from django.utils import timezone

    from casework.models import ChangeReport, Document, Renewal

    now, today = timezone.now(), timezone.localdate()
    Document.objects.bulk_create(
        Document(
            case=case,
            type_id="income",
            for_contact=True,
            state="requested" if (n + k) % 3 == 0 else "accepted",
            asked_by=case.user,
            asked_at=now,
            due_on=today + timedelta(days=(n * 7 + k) % 90 - 10),
            **(
                {}
                if (n + k) % 3 == 0
                else {"sent_by": case.user, "sent_at": now, "decided_by": case.user}
                | {"decided_at": now}
            ),
        )
        for n, case in cases
        for k in range(n % 4)
    )
    sent: dict[str, Any] = {"sent_at": now, "facts": {}, "from_on": today}
    ChangeReport.objects.bulk_create(
        ChangeReport(
            case=case,
            kind="income",
            begun_by=case.user,
            edited_by=case.user,
            **({} if n % 8 == 0 else {"state": "sent", "sent_by": case.user, **sent}),
        )
        for n, case in cases
        if n % 2 == 0
    )
    Renewal.objects.bulk_create(
        Renewal(
            case=case,
            year=today.year + 1,
            begun_by=case.user,
            edited_by=case.user,
            **(
                {}
                if n % 12 == 0
                else {"state": "sent", "sent_by": case.user, "sent_at": now, "facts": {}}
            ),
        )
        for n, case in cases
        if n % 3 == 0
    )


def delegate(cases: list[tuple[int, Any]], assisters: list[Any]) -> None:
    from django.utils import timezone

    from delegation import receipts
    from delegation.models import Consent, Delegation, LegalText

    now, today = timezone.now(), timezone.localdate()
    text = LegalText.objects.current(LegalText.Kind.DELEGATION, "en")
    held = [(n, case, found) for n, case in cases if (found := holder(n, assisters))]
    consents = Consent.objects.bulk_create(
        Consent(text=text, user=case.user, signed_name="Pat Gives", opened_at=now, agreed_at=now)
        for _n, case, _found in held
    )
    Delegation.objects.bulk_create(
        Delegation(
            pk=(pk := uuid4()),
            form_key=uuid4(),
            case=case,
            assister=found,
            entity_id=found.entity_id,
            consent=consent,
            state="active",
            asked_at=now,
            accepted_at=now,
            from_on=today - timedelta(days=1),
            until_on=today + timedelta(days=n % 365),
            receipt_digest=receipts.digest_for(pk),
        )
        for (n, case, found), consent in zip(held, consents, strict=True)
    )


# --- the pages -------------------------------------------------------------------------------------


def measure() -> None:
    from django.test import Client

    from accounts.models import User

    fill()
    for username in ("book1", "book0"):
        client = Client(SERVER_NAME="localhost")
        user = User.objects.get(username=username)
        client.force_login(user)
        print(f"\n{user.assister.delegations.count():,} cases of one assister", flush=True)
        for name, address in addresses(user):
            ask(client, name, address)
        ask(client, "file (CSV)", "/cases/export/", export=True)
        ask(client, "board of renewals", "/cases/renewals/?progress=all")


def addresses(user: Any) -> list[tuple[str, str]]:
    from casework import book
    from casework.views import searching

    def found(words: str) -> str:
        return f"/cases/?q={searching.sealed(words, user)}"

    pages = [("page 1", "/cases/"), ("page 180", "/cases/?page=180")]
    pages += [(f"page 1, {order} first", f"/cases/?order={order}") for order in book.ORDERS]
    pages += [(f"shown: {shown}", f"/cases/?show={shown}") for shown in book.SHOWN]
    return [*pages, ("search: garcia", found("garcia")), ("search: 040", found("040"))]


def ask(client: Any, name: str, address: str, export: bool = False) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took, database = [], []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = (
                fresh(client).post(address, secure=True)
                if export
                else client.get(address, secure=True)
            )
        took.append((time.perf_counter() - begun) * 1000)
        database.append(sum(float(query["time"]) for query in queries.captured_queries) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    print(
        f"{name:<34} {min(took):6.0f} ms, {min(database):6.0f} in {len(queries)} queries, "
        f"{len(answer.content) / 1000:.0f} kB",
        flush=True,
    )


def fresh(client: Any) -> Any:
    """As somebody who has just signed in: a file asks for that."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def plans() -> None:
    from django.db import connection
    from django.utils import timezone

    from accounts.models import User
    from casework import book

    fill()
    user = User.objects.get(username="book0")
    for shown, order in [("all", "first"), ("all", "name"), ("due", "first"), ("documents", "end")]:
        lines = book.narrowed(book.of(user, timezone.localdate()), shown)
        for rows in (
            book.ordered(lines, order).values_list("pk")[:25],
            lines.order_by().values("pk")[:10_000],
        ):
            text, values = rows.query.sql_with_params()
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {text}", values)
                print(f"\n--- {shown}, by {order}", *(line for (line,) in cursor), sep="\n")


def child(*step: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    plans() if "plans" in step else measure()


if __name__ == "__main__":
    child(*sys.argv[2:]) if sys.argv[1:2] == ["run"] else main()
