"""Documents: the consumer's own, those of the case that an assister is delegated, the case desk's."""

from collections.abc import Callable
from uuid import uuid4

from cases.models import Case
from casework.models import DocumentType
from tests import factories, images
from tests.casework.factories import DocumentFactory, DocumentFileFactory
from tests.delegation.factories import DelegationFactory
from tests.matrix.people import ASSISTER, Group
from tests.matrix.rows import (
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Answers,
    Row,
    but,
    page,
    signed_in,
    to,
)
from tests.matrix.world import Visit

OWN_DETAIL, DETAIL = to("casework:own_document_detail"), to("casework:document_detail")
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ONLY_ASSISTER: Group = frozenset({ASSISTER})
Made = Callable[[Visit], list]


def paper():
    from tests.casework.web import paper as made

    return made(content=images.png())


def new(here: Visit) -> dict:
    return {"key": str(uuid4()), "type": "income", "people": ["contact"], "uploads": [paper()]}


def answer(here: Visit) -> dict:
    return {"key": str(uuid4()), "uploads": [paper()]}


# --- the consumer's side: everybody may have a case of their own -----------------------------------


def own_case(here: Visit) -> Case:
    """The visitor's; where nobody is signed in, somebody's."""
    if here.user is None:
        return factories.CaseFactory(linked=True)
    return Case.objects.of(here.user).first() or factories.CaseFactory(user=here.user)


def own_document(**facts) -> Made:
    return lambda here: [DocumentFactory(case=own_case(here), **facts).pk]


def own_file(here: Visit) -> list:
    return [DocumentFileFactory(document__case=own_case(here)).pk]


def somebody_elses_document(here: Visit) -> list:
    own_case(here)
    return [DocumentFactory(requested=True).pk]


def somebody_elses_file(here: Visit) -> list:
    own_case(here)
    return [DocumentFileFactory().pk]


NO_POST = signed_in(NO_SUCH_VERB)
NOT_THERE = signed_in(NOT_FOUND)
OWN: list[Row] = [
    Row(
        "casework:own_document_list",
        signed_in(to("cases:my_case")),
        signed_in(to("cases:my_case")),
        when="without a case",
    ),
    Row("casework:own_document_list", signed_in(OK), NO_POST, given=own_case),
    Row(
        "casework:own_document_list",
        signed_in(OK),
        NO_POST,
        when="with documents",
        given=lambda here: [own_document(requested=True)(here), own_file(here)],
    ),
    Row("casework:own_document_send", signed_in(OK), signed_in(OK), given=own_case),
    Row(
        "casework:own_document_send",
        signed_in(OK),
        signed_in(OWN_DETAIL),
        when="with a file",
        given=own_case,
        data=new,
        writes=True,
    ),
    Row("casework:own_document_detail", signed_in(OK), NO_POST, on=own_document(requested=True)),
    Row(
        "casework:own_document_detail",
        signed_in(OK),
        NO_POST,
        when="with files",
        on=lambda here: [
            DocumentFileFactory(document__case=own_case(here), document__rejected=True).document_id
        ],
    ),
    Row(
        "casework:own_document_detail",
        NOT_THERE,
        NO_POST,
        when="somebody else’s",
        on=somebody_elses_document,
    ),
    Row(
        "casework:own_document_answer",
        signed_in(OK),
        signed_in(OWN_DETAIL),
        on=own_document(requested=True),
        data=answer,
        writes=True,
    ),
    Row(
        "casework:own_document_answer",
        NOT_THERE,
        NOT_THERE,
        when="somebody else’s",
        on=somebody_elses_document,
        data=answer,
    ),
]
for _name in ("own_document_file", "own_document_preview"):
    OWN += [
        Row(f"casework:{_name}", signed_in(OK), NO_POST, on=own_file),
        Row(
            f"casework:{_name}",
            NOT_THERE,
            NO_POST,
            when="somebody else’s",
            on=somebody_elses_file,
        ),
    ]


# --- the assister's side ---------------------------------------------------------------------------


def delegates(answer: str) -> Answers:
    """The assister of the world; for everybody else the case is not there."""
    return but(signed_in(NOT_FOUND), ONLY_ASSISTER, answer)


def delegated_case(here: Visit, **facts) -> Case:
    return DelegationFactory(assister=here.world.users[ASSISTER].assister, **facts).case


def of_case(here: Visit) -> list:
    return [delegated_case(here).pk]


def of_ended(here: Visit) -> list:
    return [delegated_case(here, ended=True).pk]


def document_of(**facts) -> Made:
    def make(here: Visit) -> list:
        case = delegated_case(here)
        return [case.pk, DocumentFactory(case=case, **facts).pk]

    return make


def file_of(here: Visit, **facts) -> list:
    case = delegated_case(here)
    return [case.pk, DocumentFileFactory(document__case=case, **facts).pk]


def foreign(make: Callable[[], object]) -> Made:
    """Of another case, under the address of one's own."""
    return lambda here: [delegated_case(here).pk, make().pk]


CLOSED = delegates(FORBIDDEN)
DELEGATES: list[Row] = [
    Row("casework:document_list", delegates(OK), delegates(NO_SUCH_VERB), on=of_case),
    Row("casework:document_list", CLOSED, CLOSED, when="ended", on=of_ended),
    Row("casework:document_send", delegates(OK), delegates(OK), on=of_case),
    Row(
        "casework:document_send",
        delegates(OK),
        delegates(DETAIL),
        when="with a file",
        on=of_case,
        data=new,
        writes=True,
    ),
    Row("casework:document_send", CLOSED, CLOSED, when="ended", on=of_ended, data=new),
    Row(
        "casework:document_detail",
        delegates(OK),
        delegates(NO_SUCH_VERB),
        on=document_of(requested=True),
    ),
    Row(
        "casework:document_answer",
        delegates(OK),
        delegates(DETAIL),
        on=document_of(requested=True),
        data=answer,
        writes=True,
    ),
    Row(
        "casework:document_answer",
        NOT_THERE,
        NOT_THERE,
        when="of another case",
        on=foreign(lambda: DocumentFactory(requested=True)),
        data=answer,
    ),
    Row(
        "casework:document_detail",
        NOT_THERE,
        delegates(NO_SUCH_VERB),
        when="of another case",
        on=foreign(DocumentFactory),
    ),
]
for _name in ("document_file", "document_preview"):
    DELEGATES += [
        Row(f"casework:{_name}", delegates(OK), delegates(NO_SUCH_VERB), on=file_of),
        Row(
            f"casework:{_name}",
            NOT_THERE,
            delegates(NO_SUCH_VERB),
            when="of another case",
            on=foreign(DocumentFileFactory),
        ),
    ]

BACK: list[Row] = [
    Row(
        "casework:own_document_take_back",
        signed_in(OK),
        signed_in(to("casework:own_document_list")),
        on=own_file,
        writes=True,
    ),
    page(
        "casework:own_document_take_back",
        signed_in(OWN_DETAIL),
        when="too late",
        on=lambda here: [
            DocumentFileFactory(document__case=own_case(here), document__taken=True).pk
        ],
    ),
    page(
        "casework:own_document_take_back",
        NOT_THERE,
        when="somebody else’s",
        on=somebody_elses_file,
    ),
    Row(
        "casework:document_take_back",
        delegates(OK),
        delegates(to("casework:document_list")),
        on=lambda here: file_of(here, added_by=here.world.users[ASSISTER]),
        writes=True,
    ),
    page("casework:document_take_back", delegates(DETAIL), when="the consumer’s", on=file_of),
    page(
        "casework:document_take_back",
        NOT_THERE,
        when="of another case",
        on=foreign(DocumentFileFactory),
    ),
]
ROWS: list[Row] = [*OWN, *DELEGATES, *BACK]


def income(here: Visit) -> DocumentType:
    return DocumentType.objects.get(pk="income")


def changed_type(here: Visit) -> dict:
    return {
        "order": "7",
        "name_en": "Pay stubs",
        "name_es": "Talones de pago",
        "coach_en": "All of them.",
        "coach_es": "Todos.",
    }
