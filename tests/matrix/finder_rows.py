"""Find Help Near You is everybody's; what an assister chooses about it is theirs."""

from tests import factories
from tests.cases.factories import CaseFactory
from tests.matrix import people
from tests.matrix.people import ASSISTERS
from tests.matrix.rows import (
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Row,
    but,
    everyone,
    signed_in,
    to,
)
from tests.matrix.world import Visit

NO_POST = everyone(NO_SUCH_VERB)
MAY_NOT = signed_in(FORBIDDEN)


def somebody(**facts):
    facts = {"ready": True, "site__zip_code": "95814", **facts}
    site = factories.SiteFactory(zip_code=facts.pop("site__zip_code"))
    return factories.AssisterFactory(site=site, entity=site.entity, **facts)


def an_assister(**facts):
    return lambda _here: [somebody(**facts).pk]


def own_page(here: Visit):
    return [here.world.users[people.ASSISTER].assister.pk]


def own_case(here: Visit) -> None:
    if here.user:
        CaseFactory(user=here.user)


def many(here: Visit) -> None:
    for _number in range(12):
        somebody()


ROWS: list[Row] = [
    Row("finder:search", everyone(OK), NO_POST),
    *(
        Row("finder:search", everyone(OK), NO_POST, when=when, query=f"?{query}", given=given)
        for when, query, given in [
            ("some found", "where=95814", many),
            ("its second page", "where=95814&page=2", many),
            ("nobody found", "where=96130&within=5", None),
            ("nobody found at any distance", "where=96130&within=any&language=hmn", None),
            ("of two counties", "where=Palo+Alto", None),
            ("spelt wrong", "where=Sacremento", None),
            ("asked badly", "where=&within=7&language=xx&kind=yy", None),
            ("from home", "home=1", own_case),
        ]
    ),
    *(
        Row("finder:assister", everyone(OK), NO_POST, when=when, on=on, given=given)
        for when, on, given in [
            ("", an_assister(), None),
            ("with a case", an_assister(entity__kind="cee"), own_case),
            ("not listed", an_assister(is_listed=False), None),
            ("takes nobody new", an_assister(takes_new_consumers=False), None),
            ("one's own", own_page, None),
        ]
    ),
    *(
        Row("finder:assister", everyone(NOT_FOUND), NO_POST, when=when, on=on)
        for when, on in [
            ("suspended", an_assister(suspended=True)),
            ("not ready", an_assister(ready=False)),
            ("of nobody", lambda _here: ["00000000-0000-4000-8000-000000000000"]),
        ]
    ),
    Row(
        "finder:own_choices",
        but(MAY_NOT, ASSISTERS, OK),
        but(MAY_NOT, ASSISTERS, to("finder:own_choices")),
        data=lambda _here: {"takes_new_consumers": "on"},
        writes=True,
    ),
    Row("finder:own_link", but(MAY_NOT, ASSISTERS, OK), signed_in(NO_SUCH_VERB)),
]
