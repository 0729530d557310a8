"""Whatever anybody sends to any form of the site, the site does not break."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.fields import Fields, answers, bodies, urlencoded
from tests.matrix import people, table
from tests.matrix.rows import OK, REFUSALS, Row
from tests.matrix.world import Visit, World, forget_attempts, visit

pytestmark = pytest.mark.django_db
# What each form is sent at least; `make stress` sends more, and other things each time.
TRIES, MANY_TRIES = 3, 100
# So many parts, for so many processes.
PARTS = 4
Send = Callable[[Visit, Any], HttpResponse]
# What pages read from their address.
QUERY = ["next", "q", "p", "o", "e", "all", "term", "app_label", "model_name", "field_name"]
QUERY += ["where", "within", "name", "kind", "home", "page"]
QUERY += ["_popup", "_to_field", "groups__id__exact", "is_active__exact", "entity__kind__exact"]


def who_gets_in(answers: dict[str, str]) -> str | None:
    return next((who for who in sorted(people.EVERYONE) if answers[who] not in REFUSALS), None)


def offered(here: Visit) -> dict[str, list[str]]:
    """The page's own fields, and those of data known to be good."""
    names = Fields(here.get().content.decode(errors="replace")).offered
    good = here.data if isinstance(here.data, dict) else {}
    for name, value in good.items():
        names.setdefault(name, []).extend([str(value)] * 3)
    return {"next": [], **names}


def breaks(here: Visit, sent: st.SearchStrategy, send: Send, tries: int) -> list[str]:
    """How this row answers for one who should get an answer, whatever they send."""

    @settings(
        max_examples=tries,
        phases=[Phase.generate],  # to make an example smaller would take minutes
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(sent)
    def try_it(what: Any) -> None:
        forget_attempts()
        try:
            status = send(here, what).status_code
        finally:
            here.undo()
        assert status < 500, f"answered {status}"

    if settings.default.derandomize:  # else each row would get the same
        seed(f"{here.row}")(try_it)
    try:
        try_it()
    except Exception as error:  # the walk goes on: the report tells all that breaks
        notes = " ".join(getattr(error, "__notes__", []))
        return [f"{here.row} as {here.person}: {error!r} {notes}"[:600]]
    return []


def post_to_all(world: World, rows: list[Row], tries: int) -> list[str]:
    broken = []
    for row in rows:
        if (person := who_gets_in(row.post)) is None:
            continue
        with visit(world, person, row) as here:
            fields = offered(here)
            here.undo()
            enough = tries if len(fields) > 1 else 1  # nothing but "next": no form of ours
            broken += breaks(here, answers(fields).flatmap(bodies), post, enough)
    return broken


def post(here: Visit, what: tuple[Any, str]) -> HttpResponse:
    body, kind = what
    return here.client.post(here.address, body, content_type=kind)


def get_from_all(world: World, rows: list[Row], tries: int) -> list[str]:
    sent = answers({name: ["entity", "accounts", "1"] for name in QUERY}).map(urlencoded)
    broken = []
    for row in rows:
        if (person := who_gets_in(row.get)) is not None:
            with visit(world, person, row) as here:
                broken += breaks(here, sent, get, tries)
    return broken


def get(here: Visit, query: str) -> HttpResponse:
    return here.client.get(f"{here.address.partition('?')[0]}?{query}")


def one_of_each_address() -> list[Row]:
    """What is read from an address is read the same way in every situation: where a page is shown."""
    shown_last = sorted(table.ROWS, key=lambda row: OK in row.get.values())
    return list({row.name: row for row in shown_last}.values())


@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_breaks(world, part):
    broken = post_to_all(world, table.ROWS[part::PARTS], TRIES)
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_breaks_by_what_is_asked_of_it(world, part):
    broken = get_from_all(world, one_of_each_address()[part::PARTS], TRIES)
    assert not broken, "\n".join(broken)


@pytest.mark.stress
def test_nothing_breaks_however_often_it_is_tried(world):
    broken = post_to_all(world, table.ROWS, MANY_TRIES)
    broken += get_from_all(world, table.ROWS, MANY_TRIES)
    assert not broken, "\n".join(broken)
