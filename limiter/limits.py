"""Exact limits on attempts, counted in PostgreSQL where a request's rollback cannot undo them.

Each limit and key has a log of the last ``most`` admitted attempts. An attempt is admitted unless
the oldest of ``most`` still lies within the window: so in no window, wherever it begins, are there
more than ``most``, and a refused attempt makes nobody wait longer.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.db import DatabaseError, connections
from django.utils.crypto import salted_hmac

from limiter.errors import CannotCount, TooManyAttempts
from portal import context, metrics

logger = logging.getLogger(__name__)

ALIAS = "autocommit"

# The row is locked before the condition is judged, and clock_timestamp() is read after that: two
# attempts at the same moment stand in a queue. Keys come sorted, so two queues cannot cross.
CHARGE = """
INSERT INTO limiter_attemptlog AS log (key, name, most, within, attempts)
SELECT key, name, most, within, ARRAY[clock_timestamp()]
FROM unnest(%s::text[], %s::text[], %s::int[], %s::interval[]) AS asked (key, name, most, within)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    most = excluded.most,
    within = excluded.within,
    attempts = (
        log.attempts
        || greatest(clock_timestamp(), log.attempts[cardinality(log.attempts)] + '1 us'::interval)
    )[greatest(cardinality(log.attempts) - excluded.most + 2, 1):]
WHERE coalesce(
    log.attempts[cardinality(log.attempts) - excluded.most + 1]
        <= clock_timestamp() - excluded.within,
    true
)
RETURNING key, attempts[cardinality(attempts)]
"""
WAIT = """
SELECT max(extract(epoch FROM
    attempts[greatest(cardinality(attempts) - asked.most + 1, 1)] + asked.within - clock_timestamp()
))
FROM limiter_attemptlog JOIN unnest(%s::text[], %s::int[], %s::interval[])
    AS asked (key, most, within) USING (key)
"""
GIVE_BACK = """
UPDATE limiter_attemptlog SET attempts = array_remove(attempts, %s) WHERE key = %s
"""
GIVE_BACK_LAST = """
UPDATE limiter_attemptlog SET attempts = attempts[:cardinality(attempts) - 1] WHERE key = %s
"""
# What another statement is busy with is left for the next time: no waiting, so no deadlock.
FORGET = """
DELETE FROM limiter_attemptlog WHERE key IN (
    SELECT key FROM limiter_attemptlog
    WHERE coalesce(attempts[cardinality(attempts)] <= clock_timestamp() - within, true)
    FOR UPDATE SKIP LOCKED
)
"""


@dataclass(frozen=True)
class Limit:
    """At most so many attempts by one key within any such stretch of time."""

    name: str
    most: int
    within: timedelta

    def __post_init__(self) -> None:
        if self.most < 1 or self.within <= timedelta():
            raise ValueError(f"Limit {self.name}: at least one attempt, in a stretch of time.")


# What is limited: one thing or several together (a number from one address).
Key = object
Pair = tuple[Limit, Key]


def charge(*pairs: Pair) -> None:
    """Count one attempt under each limit, or raise TooManyAttempts and count it under none."""
    asked = _by_key(pairs)
    try:
        admitted = dict(_run(CHARGE, *_columns(asked.items())))
        over = {key: limit for key, limit in asked.items() if key not in admitted}
        if not over:
            return
        for key, stamp in admitted.items():  # one by one: who waits for one row holds no other
            _run(GIVE_BACK, stamp, key)
        [(wait,)] = _run(WAIT, *_columns(over.items(), named=False))
    except DatabaseError as error:
        logger.exception("The limiter cannot count")
        raise CannotCount from error
    for limit in over.values():
        metrics.count_refusal(limit.name)
    raise TooManyAttempts(retry_after=wait or 1)


def refund(*pairs: Pair) -> None:
    """Give back the latest attempt of each pair, after a success where only failures count."""
    for key in _by_key(pairs):
        _run(GIVE_BACK_LAST, key)


def forget_old_attempts() -> None:
    """Delete the logs in which every attempt has left its window."""
    _run(FORGET)


def client_network() -> str:
    """The address of this request as a key: IPv6 by its /64, which one household has to itself."""
    address = ip_address(context.current().address or "0.0.0.0")
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _by_key(pairs: Iterable[Pair]) -> dict[str, Limit]:
    return {_hashed(limit, key): limit for limit, key in pairs}


def _hashed(limit: Limit, key: Key) -> str:
    """The HMAC under which a key is kept; JSON tells ("ab", "c") from ("a", "bc")."""
    parts = key if isinstance(key, tuple) else (key,)
    text = json.dumps([limit.name, *(str(part) for part in parts)])
    return salted_hmac("limiter", text, algorithm="sha256").hexdigest()


def _columns(asked: Iterable[tuple[str, Limit]], *, named: bool = True) -> list[list[object]]:
    rows = [
        (key, limit.name, limit.most, limit.within) if named else (key, limit.most, limit.within)
        for key, limit in asked
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _run(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
