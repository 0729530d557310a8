"""The wizard. What opens its steps is a draft that this browser holds, whoever has signed in on it."""

from django.utils import timezone

from tests import factories
from tests.matrix.rows import OK, Row, everyone, page, to, verb
from tests.matrix.world import Visit

START, TERMS = to("delegation:activation_start"), to("delegation:activation_terms")
REVIEW = to("delegation:activation_review")
FILLED, BEGUN, DONE = "a draft that is filled in", "a draft just begun", "a draft that is done"


def begun(here: Visit) -> None:
    draft = factories.ActivationDraftFactory()
    here.hold(activation_draft=str(draft.pk))


def filled(here: Visit) -> None:
    draft = factories.ActivationDraftFactory(filled=True)
    here.hold(activation_draft=str(draft.pk))


def waiting(here: Visit) -> None:
    draft = factories.ActivationDraftFactory()
    here.hold(activation_take_up={"draft": str(draft.pk), "code": str(draft.code.pk)})


def done(here: Visit) -> None:
    code = factories.DelegationCodeFactory(used=True, assister__activated=True)
    draft = factories.ActivationDraftFactory(code=code, completed_at=timezone.now())
    here.hold(activation_draft=str(draft.pk))


def facts(here: Visit) -> dict[str, str]:
    code = factories.DelegationCodeFactory(code="ABCDEF")
    return {
        "code": "ABCDEF",
        "legal_name": code.assister.entity.legal_name,
        "number": code.assister.certification_number,
    }


def wizard(step: str) -> str:
    return f"delegation:activation_{step}"


STEPS = ["terms", "terms_read", "information", "sign_in", "review"]
LATER_STEPS = ["information", "sign_in", "review"]

ROWS: list[Row] = [
    page(wizard("start"), everyone(OK)),
    page(
        wizard("start"),
        everyone(OK),
        everyone(TERMS),
        when="the right facts",
        data=facts,
        writes=True,
    ),
    page(wizard("start"), everyone(OK), when=FILLED, given=filled),
    page(wizard("paste"), everyone(START), everyone(OK)),
    page(wizard("take_up"), everyone(START)),
    page(wizard("take_up"), everyone(OK), when="a code was mailed", given=waiting),
    verb(wizard("take_up_send"), everyone(START)),
    verb(
        wizard("take_up_send"),
        everyone(to(wizard("take_up"))),
        when="a code was mailed",
        given=waiting,
        writes=True,
    ),
    verb(wizard("attach"), everyone(START)),
    page(wizard("done"), everyone(START)),
    page(wizard("done"), everyone(START), when=FILLED, given=filled),
    page(wizard("done"), everyone(OK), when=DONE, given=done),
    *(page(wizard(step), everyone(START)) for step in STEPS),
    *(page(wizard(step), everyone(to(wizard("done"))), when=DONE, given=done) for step in STEPS),
    page(wizard("terms"), everyone(OK), when=BEGUN, given=begun),
    page(wizard("terms_read"), everyone(OK), everyone(TERMS), when=BEGUN, given=begun, writes=True),
    *(page(wizard(step), everyone(TERMS), when=BEGUN, given=begun) for step in LATER_STEPS),
    page(wizard("terms"), everyone(OK), when=FILLED, given=filled),
    page(wizard("information"), everyone(OK), when=FILLED, given=filled),
    page(wizard("sign_in"), everyone(OK), when=FILLED, given=filled),
    page(
        wizard("review"),
        everyone(OK),
        everyone(to(wizard("done"))),
        when=FILLED,
        given=filled,
        writes=True,
    ),
]
