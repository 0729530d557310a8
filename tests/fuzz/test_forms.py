"""Whatever anybody sends to any form of the site, the site does not break."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.fields import Fields, answers, bodies, urlencoded
from tests.matrix import people, table
from tests.matrix.rows import REFUSALS, Row
from tests.matrix.world import Visit, World, visit

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=5,
    phases=[Phase.generate],  # to make an example smaller would take minutes
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
Send = Callable[[Visit, Any], HttpResponse]
# So many parts, for so many processes.
PARTS = 4
# What pages read from their address.
QUERY = ["next", "q", "p", "o", "e", "all", "term", "app_label", "model_name", "field_name"]
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


def breaks(world: World, row: Row, person: str, sent: st.SearchStrategy, send: Send) -> list[str]:
    """How this row answers for one who should get an answer, whatever they send."""

    @FEW
    @given(sent)
    def try_it(what: Any) -> None:
        with visit(world, person, row) as here:
            status = send(here, what).status_code
        assert status < 500, f"answered {status}"

    try:
        try_it()
    except Exception as error:  # the walk goes on: the report tells all that breaks
        notes = " ".join(getattr(error, "__notes__", []))
        return [f"{row} as {person}: {error!r} {notes}"[:600]]
    return []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_breaks(world, part):
    broken = []
    for row in table.ROWS[part::PARTS]:
        if (person := who_gets_in(row.post)) is None:
            continue
        with visit(world, person, row) as here:
            sent = answers(offered(here)).flatmap(bodies)
        broken += breaks(world, row, person, sent, post)
    assert not broken, "\n".join(broken)


def post(here: Visit, what: tuple[Any, str]) -> HttpResponse:
    body, kind = what
    return here.client.post(here.address, body, content_type=kind)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_breaks_by_what_is_asked_of_it(world, part):
    sent = answers({name: ["entity", "accounts", "1"] for name in QUERY}).map(urlencoded)
    broken = []
    for row in table.ROWS[part::PARTS]:
        if (person := who_gets_in(row.get)) is not None:
            broken += breaks(world, row, person, sent, get)
    assert not broken, "\n".join(broken)


def get(here: Visit, query: str) -> HttpResponse:
    return here.client.get(f"{here.address.partition('?')[0]}?{query}")
