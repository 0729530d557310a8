"""The check for small businesses is everybody's; the sales team's queue is in the admin."""

from datetime import UTC, datetime

from tests import factories
from tests.matrix.rows import NO_SUCH_VERB, NOT_FOUND, OK, Row, everyone, page, to, verb
from tests.matrix.world import Visit
from tests.shop.answers import GOOD, QUOTE

# Long past, so that the pages look the same whenever they are visited.
IN_WINDOW = datetime(2014, 11, 20, 18, tzinfo=UTC)
OUTSIDE = datetime(2014, 10, 1, 18, tzinfo=UTC)
NOBODYS = ["00000000-0000-4000-8000-000000000000"]


def check(**facts):
    return lambda here: [factories.ShopCheckFactory(**facts).pk]


def answers(here: Visit) -> dict[str, str]:
    return GOOD


def last_check(here: Visit) -> None:
    if here.user:
        factories.ShopCheckFactory(made_by=here.user, few=True)


ROWS: list[Row] = [
    page("shop:check", everyone(OK)),
    page("shop:check", everyone(OK), when="after another", given=last_check),
    page(
        "shop:check",
        everyone(OK),
        when="working out the size",
        data=lambda here: {"work_out": "1", "fte_full_time": "8", "fte_part_time": "20 20"},
    ),
    Row(
        "shop:check",
        everyone(OK),
        everyone(to("shop:result")),
        when="with answers",
        data=answers,
        writes=True,
    ),
    verb("shop:what_if", everyone(OK), data=answers),
    *(
        Row("shop:result", everyone(OK), everyone(NO_SUCH_VERB), when=when, on=check(**facts))
        for when, facts in {
            "enrolls any time": {"at": IN_WINDOW},
            "in the special window": {"few": True, "at": IN_WINDOW},
            "waits": {"few": True, "contrib": 5_000, "at": OUTSIDE},
            "cannot enroll": {"fte": 60, "w2": False, "few": True, "at": OUTSIDE},
            "nobody counts": {"waived": 10, "enrolled": 0, "at": OUTSIDE},
        }.items()
    ),
    Row(
        "shop:result",
        everyone(NOT_FOUND),
        everyone(NO_SUCH_VERB),
        when="of nothing",
        on=lambda here: NOBODYS,
    ),
    Row(
        "shop:window_reminder",
        everyone(OK),
        everyone(NO_SUCH_VERB),
        on=check(few=True, at=OUTSIDE),
    ),
    Row(
        "shop:window_reminder",
        everyone(NOT_FOUND),
        everyone(NO_SUCH_VERB),
        when="where no window helps",
        on=check(at=OUTSIDE),
    ),
    page("shop:quote", everyone(OK)),
    Row(
        "shop:quote",
        everyone(OK),
        everyone(to("shop:quote_sent")),
        when="with consent",
        data=lambda here: QUOTE,
        writes=True,
    ),
    Row("shop:quote_sent", everyone(OK), everyone(NO_SUCH_VERB)),
]
