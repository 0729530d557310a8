"""Questions: the consumer's own, those of a delegated case, the case desk's."""

from uuid import uuid4

from tests import factories
from tests.casework.factories import QuestionFactory
from tests.matrix.admin_rows import UNKNOWN, admin_verb, of_model, only, staff
from tests.matrix.casework_rows import (
    CLOSED,
    NO_POST,
    NOT_THERE,
    Made,
    delegated_case,
    delegates,
    of_case,
    of_ended,
    own_case,
)
from tests.matrix.people import staff_who_may
from tests.matrix.rows import FORBIDDEN, NO_SUCH_VERB, NOT_FOUND, OK, Row, page, signed_in, to, verb
from tests.matrix.world import Visit

BASE = "admin:casework_question"
HANDLERS = staff_who_may("casework.handle_question")


def question(here: Visit) -> dict:
    return {"key": str(uuid4()), "words": "Which pay stub is the latest?"}


def answer(here: Visit) -> dict:
    return {"answer": "The one of May."}


def own(**facts) -> Made:
    return lambda here: [QuestionFactory(case=own_case(here), **facts).pk]


def foreign(here: Visit) -> list:
    own_case(here)
    return [QuestionFactory().pk]


OWN_DETAIL = signed_in(to("casework:own_question_answer"))
OWN: list[Row] = [
    Row("casework:own_question_list", signed_in(OK), NO_POST, given=own_case),
    Row("casework:own_question_list", signed_in(OK), NO_POST, when="some", given=own()),
    Row(
        "casework:own_question_answer",
        signed_in(OK),
        OWN_DETAIL,
        on=own(),
        data=answer,
        writes=True,
    ),
    *(
        page(
            "casework:own_question_answer",
            signed_in(OK),
            signed_in(OK),
            when=when,
            on=own(**{when: True}),
            data=answer,
        )
        for when in ("answered", "withdrawn")
    ),
    page("casework:own_question_answer", NOT_THERE, when="foreign", on=foreign, data=answer),
]


def of_delegate(ended: bool = False, **facts) -> Made:
    def make(here: Visit) -> list:
        case = delegated_case(here, ended=ended)
        return [case.pk, QuestionFactory(case=case, **facts).pk]

    return make


def of_another(here: Visit) -> list:
    return [delegated_case(here).pk, QuestionFactory(delegates=True).pk]


DETAIL = delegates(to("casework:question_answer"))
DELEGATES: list[Row] = [
    Row("casework:question_list", delegates(OK), delegates(NO_SUCH_VERB), on=of_case),
    Row("casework:question_list", CLOSED, CLOSED, when="ended", on=of_ended),
    Row(
        "casework:question_ask",
        delegates(OK),
        delegates(to("casework:question_list")),
        on=of_case,
        data=question,
        writes=True,
    ),
    page("casework:question_ask", CLOSED, when="ended", on=of_ended, data=question),
    Row(
        "casework:question_answer",
        delegates(OK),
        DETAIL,
        on=of_delegate(),
        data=answer,
        writes=True,
    ),
    page(
        "casework:question_answer",
        delegates(OK),
        delegates(OK),
        when="their own",
        on=of_delegate(delegates=True),
        data=answer,
    ),
    page("casework:question_answer", CLOSED, when="ended", on=of_delegate(ended=True), data=answer),
    page("casework:question_answer", NOT_THERE, when="of another", on=of_another, data=answer),
    verb("casework:question_withdraw", DETAIL, on=of_delegate(delegates=True), writes=True),
    page("casework:question_withdraw", CLOSED, when="ended", on=of_delegate(ended=True)),
    Row(
        "casework:question_withdraw",
        delegates(NO_SUCH_VERB),
        NOT_THERE,
        when="of another",
        on=of_another,
    ),
]


def number(here: Visit) -> dict:
    return {"number": factories.CaseFactory().number}


def case(here: Visit) -> list:
    return [factories.CaseFactory(linked=True).pk]


def asked(**facts) -> Made:
    return lambda here: [QuestionFactory(**facts).pk]


def _desk() -> list[Row]:
    back = only(HANDLERS, to(f"{BASE}_change"))
    found = only(HANDLERS, to(f"{BASE}_ask"))
    see = only(HANDLERS, OK)
    return [
        page(f"{BASE}_find_case", see),
        Row(f"{BASE}_find_case", see, found, when="with a number", data=number),
        Row(f"{BASE}_ask", see, back, on=case, data=question, writes=True),
        page(f"{BASE}_ask", only(HANDLERS, NOT_FOUND), when="of nothing", on=lambda _h: [UNKNOWN]),
        admin_verb(f"{BASE}_withdraw", back, asked(), writes=True),
        admin_verb(f"{BASE}_settle", back, asked(answered=True), writes=True),
        *(
            admin_verb(
                f"{BASE}_{name}", only(HANDLERS, NOT_FOUND), lambda _h: [UNKNOWN], when="of nothing"
            )
            for name in ("withdraw", "settle")
        ),
        Row(
            f"{BASE}_change",
            see,
            of_model(staff(FORBIDDEN)),
            when="answered",
            on=asked(answered=True),
        ),
    ]


ROWS: list[Row] = [*OWN, *DELEGATES, *_desk()]
