"""The chain over the trail: whoever changes, removes or slips in a sealed event is found.

Events are sealed afterwards, by a job, so that no writer waits for another. An id is drawn before
its event is committed: a stretch of ids is sealed only when every transaction that was writing to
the trail at its end is over, so that no late commit can fall into it.
"""

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from audit.models import AuditEvent, AuditSeal

logger = logging.getLogger(__name__)

FIRST_HASH = "0" * 64
EVENTS_PER_SEAL = 10_000
# How long one run waits for the transactions that were writing when it came.
PATIENCE = 20.0
ID_BYTES, HASH_BYTES = 8, 32
Sealed = tuple[int, bytes]

# Never edited: seals name the form they were made by. A new column makes a new form.
COLUMNS = {
    1: [
        "id",
        "at",
        "verb",
        "outcome",
        "reason",
        "actor_id",
        "acting_for_id",
        "entity_id",
        "case_id",
        "object_type",
        "object_id",
        "request_id",
        "address",
    ]
}
FORM = max(COLUMNS)

# An INSERT holds this lock before it draws an id, until its transaction is over. Not the snapshot's
# xmin: that waits for every database of the server, and starts again when a dump is restored.
WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'audit_auditevent'::regclass AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
"""
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('audit.sealing'))"


def seal(patience: float = PATIENCE) -> int:
    """Seal what nobody can add to any more; says how many seals were made.

    None, if a transaction goes on writing for longer than ``patience`` seconds: the next run will.
    """
    upto = AuditEvent.objects.aggregate(newest=Max("id"))["newest"] or 0
    if not _settled(patience):
        logger.warning("Nothing was sealed: a transaction has been writing for too long")
        return 0
    made = 0
    while _seal_next(upto):
        made += 1
    return made


def _settled(patience: float) -> bool:
    """Whether all who are writing now are done within so many seconds."""
    deadline = time.monotonic() + patience
    waited_for = _writers()
    while waited_for := waited_for & _writers():
        if time.monotonic() >= deadline:
            return False
        time.sleep(min(0.1, patience))
    return True


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS)
        return {transaction_id for (transaction_id,) in cursor.fetchall()}


def _seal_next(upto: int) -> bool:
    """One seal over the oldest unsealed events; False when there are none, or another job is at it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME)
            (alone,) = cursor.fetchone()
        if not alone:
            return False
        last = AuditSeal.objects.last()
        after = last.upto_id if last else 0
        events = hashed(AuditEvent.objects.filter(pk__gt=after, pk__lte=upto), FORM)
        rows = list(islice(events, EVENTS_PER_SEAL))
        if not rows:
            return False
        new = AuditSeal(
            number=last.number + 1 if last else 1,
            after_id=after,
            upto_id=rows[-1][0],
            form=FORM,
            rows=packed(rows),
            previous_hash=last.hash if last else FIRST_HASH,
        )
        new.hash = hash_of(new)
        new.save(force_insert=True)
    # Kept with the logs, outside the database, it shows that the chain itself was not made anew.
    logger.info("Audit seal %d: %s", new.number, new.hash)
    return True


def hashed(events: Any, form: int) -> Iterator[Sealed]:
    """Of each event its id and hash, in the order of ids, as they come from the database."""
    rows = events.order_by("pk").values_list(*COLUMNS[form])
    for row in rows.iterator(chunk_size=2000):
        yield row[0], hashlib.sha256(_canonical(row)).digest()


def _canonical(row: tuple[Any, ...]) -> bytes:
    return json.dumps([_plain(value) for value in row], separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int | str) else str(value)


def packed(rows: Iterable[Sealed]) -> bytes:
    return b"".join(pk.to_bytes(ID_BYTES, "big") + digest for pk, digest in rows)


def unpacked(rows: bytes) -> Iterator[Sealed]:
    size = ID_BYTES + HASH_BYTES
    for start in range(0, len(rows), size):
        row = rows[start : start + size]
        yield int.from_bytes(row[:ID_BYTES], "big"), row[ID_BYTES:]


def hash_of(new: AuditSeal) -> str:
    facts = [
        new.previous_hash,
        new.number,
        _plain(new.at),
        new.after_id,
        new.upto_id,
        new.form,
        hashlib.sha256(new.rows).hexdigest(),
    ]
    return hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()
