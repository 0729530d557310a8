"""What the case desk does with documents, in the administration."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tests import factories
from tests.casework.factories import DocumentFactory, DocumentFileFactory
from tests.matrix.admin_rows import UNKNOWN, admin_verb, of_model, only, staff
from tests.matrix.people import staff_who_may
from tests.matrix.rows import NO_SUCH_VERB, NOT_FOUND, OK, Row, page, to
from tests.matrix.world import Visit

HANDLERS = staff_who_may("casework.handle_document")


def due() -> str:
    return f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}"


def request(here: Visit) -> dict:
    return {"document_type": "income", "people": ["contact"], "due_on": due(), "wanted": ""}


def _verbs() -> list[Row]:
    base, may = "admin:casework_document", HANDLERS
    back = to(f"{base}_change")
    posted = {
        "take": {},
        "accept": {},
        "reject": {"reject-words": "All pages."},
        "waive": {"waive-words": "Found elsewhere."},
    }

    def one(**facts: object) -> Callable[[Visit], list[object]]:
        return lambda _here: [DocumentFactory(**facts).pk]

    rows = [
        admin_verb(
            f"{base}_{name}",
            only(may, back),
            one(asked=True),
            data=lambda _h, d=data: d,
            writes=True,
        )
        for name, data in posted.items()
    ]
    rows.append(admin_verb(f"{base}_put_back", only(may, back), one(taken=True), writes=True))
    rows += [
        admin_verb(
            f"{base}_{name}",
            only(may, NOT_FOUND),
            lambda _here: [UNKNOWN],
            when="of nothing",
            data=lambda _h, d=data: d,
        )
        for name, data in {**posted, "put_back": {}}.items()
    ]
    no_post = of_model(staff(NO_SUCH_VERB))
    for name in ("file", "preview"):
        rows.append(
            Row(
                f"{base}_{name}",
                only(may, OK),
                no_post,
                on=lambda _here: [DocumentFileFactory().pk],
            )
        )
    found = to(f"{base}_request")
    return [
        *rows,
        page(f"{base}_find_case", only(may, OK)),
        Row(
            f"{base}_find_case",
            only(may, OK),
            only(may, found),
            when="with a number",
            data=lambda _here: {"number": factories.CaseFactory().number},
        ),
        Row(
            f"{base}_request",
            only(may, OK),
            only(may, back),
            on=lambda _here: [factories.CaseFactory(linked=True).pk],
            data=request,
            writes=True,
        ),
        page(f"{base}_request", only(may, NOT_FOUND), when="of nothing", on=lambda _h: [UNKNOWN]),
    ]


ROWS: list[Row] = _verbs()
