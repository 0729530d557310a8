"""Who tries which row, where several would be answered alike for the same reason.

All are tried where a mistake would let somebody in: each role of the staff where staff is refused,
both people of a kind where a row is about somebody's things. Where everybody of a kind gets in, some
try it, drawn by the row's name: the same ones each time, and others for the next row.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from zlib import crc32

from tests.matrix.people import ANONYMOUS, KINDS, OUTSIDERS, STAFF, Group
from tests.matrix.rows import NO_SUCH_VERB, REFUSALS, Row

SHUT_OUT = REFUSALS - {NO_SUCH_VERB}
# So many roles try what is open to all of the staff.
ROLES = 3


def lots(row: Row, names: Iterable[str]) -> list[str]:
    """In an order that is this row's own."""
    return sorted(names, key=lambda name: crc32(f"{row} {name}".encode()))


def drawn(row: Row, names: Iterable[str]) -> str:
    """One of these for this row; one who gets in, if there is any."""
    order = lots(row, names)
    return next((name for name in order if row.get.get(name) not in REFUSALS), order[0])


@cache
def triers(row: Row) -> Group:
    return frozenset(name for kind in KINDS for name in _of_kind(row, kind))


def _of_kind(row: Row, kind: Group) -> list[str]:
    def answers(name: str) -> tuple[str, str]:
        return row.get[name], row.post[name]

    alike = groupby(sorted(lots(row, kind), key=answers), key=answers)
    return [name for said, names in alike for name in _enough(row, kind, said, list(names))]


def _enough(row: Row, kind: Group, said: tuple[str, str], names: list[str]) -> list[str]:
    refused = not SHUT_OUT.isdisjoint(said)
    if kind == STAFF:
        return names if refused else names[:ROLES]
    if kind == OUTSIDERS:
        return names if refused else [ANONYMOUS]
    is_about_somebody = bool(row.on or row.given)
    return names if refused and is_about_somebody else names[:1]
