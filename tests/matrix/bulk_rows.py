"""Rosters and other long work in the admin: what the desk may do with a job, by its state."""

from collections.abc import Callable

from accounts.models import BulkJob
from tests.accounts.factories import BulkJobFactory
from tests.matrix.admin_rows import UNKNOWN, admin_verb, of_model, only, staff
from tests.matrix.people import staff_who_may
from tests.matrix.rows import NO_SUCH_VERB, NOT_FOUND, OK, Row, to

BASE = "admin:accounts_bulkjob"
MAY = staff_who_may("accounts.add_bulkjob")
NO_POST = of_model(staff(NO_SUCH_VERB))


def verbs(name: str, make: Callable[[], BulkJob] = BulkJobFactory) -> list[Row]:
    back = to(f"{BASE}_change")
    return [
        admin_verb(f"{BASE}_{name}", only(MAY, back), lambda _h: [make().pk], writes=True),
        admin_verb(f"{BASE}_{name}", only(MAY, NOT_FOUND), lambda _h: [UNKNOWN], when="of nothing"),
    ]


def looks(name: str) -> list[Row]:
    return [
        Row(f"{BASE}_{name}", only(MAY, OK), NO_POST, on=lambda _h: [BulkJobFactory().pk]),
        Row(
            f"{BASE}_{name}",
            only(MAY, NOT_FOUND),
            NO_POST,
            when="of nothing",
            on=lambda _h: [UNKNOWN],
        ),
    ]


ROWS = [
    *verbs("confirm"),
    *verbs("cancel"),
    *verbs("go_on", lambda: BulkJobFactory(stopped=True)),
    *looks("progress"),
    *looks("rejected"),
    *looks("result"),
    Row(f"{BASE}_sample", only(MAY, OK), NO_POST),
]
