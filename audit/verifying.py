"""Whether the trail is still what was sealed, and where it is not."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.models import AuditEvent, AuditSeal
from audit.sealing import COLUMNS, FIRST_HASH, Sealed, hash_of, hashed, unpacked


class Broken(Exception):
    """The first place at which the trail is not what was sealed."""


@dataclass
class Verified:
    seals: int = 0
    events: int = 0
    unsealed: int = 0
    last_hash: str = FIRST_HASH


def verify(kept: dict[int, str] | None = None) -> Verified:
    """Walk the chain and every sealed event. Raises Broken, naming the first broken seal or event.

    ``kept`` are hashes by seal number that were noted outside the database: only they show that
    somebody made the whole chain anew, or cut off its end.
    """
    found, expected, after = Verified(), dict(kept or {}), 0
    for pk in AuditEvent.objects.filter(pk__lte=0).order_by("pk").values_list("pk", flat=True)[:1]:
        raise Broken(f"Event {pk} was put before all others.")
    for seal in AuditSeal.objects.order_by("number").iterator(chunk_size=20):
        _check_link(seal, found, after)
        if expected.pop(seal.number, seal.hash) != seal.hash:
            raise Broken(f"Seal {seal.number} is not the one whose hash was kept.")
        found.events += _check_events(seal)
        found.seals, found.last_hash, after = seal.number, seal.hash, seal.upto_id
    if expected:
        raise Broken(f"Seal {min(expected)}, whose hash was kept, is gone.")
    found.unsealed = AuditEvent.objects.filter(pk__gt=after).count()
    return found


def _check_link(seal: AuditSeal, before: Verified, after: int) -> None:
    if seal.number != before.seals + 1:
        raise Broken(f"Seal {before.seals + 1} is gone.")
    if seal.previous_hash != before.last_hash or seal.after_id != after:
        raise Broken(f"Seal {seal.number} does not follow from the one before it.")
    if seal.form not in COLUMNS or hash_of(seal) != seal.hash:
        raise Broken(f"Seal {seal.number} was changed.")


def _check_events(seal: AuditSeal) -> int:
    """How many events the seal covers, all of them as they were."""
    there = hashed(AuditEvent.objects.filter(pk__gt=seal.after_id, pk__lte=seal.upto_id), seal.form)
    count = 0
    for sealed in unpacked(bytes(seal.rows)):
        _compare(sealed, there, seal)
        count += 1
    for pk, _digest in there:
        raise Broken(f"Event {pk} was put among those of seal {seal.number}.")
    return count


def _compare(sealed: Sealed, there: Iterator[Sealed], seal: AuditSeal) -> None:
    wanted, digest = sealed
    pk, found = next(there, (None, b""))
    if pk is None or pk > wanted:
        raise Broken(f"Event {wanted} of seal {seal.number} is gone.")
    if pk < wanted:
        raise Broken(f"Event {pk} was put among those of seal {seal.number}.")
    if found != digest:
        raise Broken(f"Event {wanted} of seal {seal.number} was changed.")
