"""The page of a case, from both sides; and what is locked for a delegate whose consumer did not allow it."""

from cases.models import Case
from tests.casework.factories import (
    ChangeReportFactory,
    DocumentFactory,
    DocumentFileFactory,
    RenewalFactory,
)
from tests.delegation.factories import DelegationFactory
from tests.matrix.casework_rows import (
    CLOSED,
    NOT_THERE,
    Made,
    answer,
    delegated_case,
    delegates,
    new,
    of_case,
    of_ended,
    own_case,
)
from tests.matrix.rows import NO_SUCH_VERB, OK, Row, signed_in
from tests.matrix.statement_rows import kind, version
from tests.matrix.world import Visit


def fill(case: Case) -> None:
    """With something of everything."""
    DocumentFactory(case=case, requested=True)
    DocumentFactory(case=case, unfit=True)
    DocumentFileFactory(document__case=case)
    ChangeReportFactory(case=case, by=case.user)
    ChangeReportFactory(case=case, by=case.user, returned=True)
    case.renewals.all().delete()
    RenewalFactory(case=case, by=case.user)


def own_full(here: Visit) -> None:
    case = own_case(here)
    fill(case)
    if not case.delegations.open().exists():
        DelegationFactory(case=case)


def full(here: Visit) -> list:
    case = delegated_case(here)
    fill(case)
    return [case.pk]


def to_read(*more: type) -> Made:
    """A case of which the assister may do no more than read it; and, under it, one of each of these."""

    def make(here: Visit) -> list:
        case = delegated_case(here, scope=["read"])
        facts = {"requested": True} if more == (DocumentFactory,) else {"by": case.user}
        return [case.pk, *(factory(case=case, **facts).pk for factory in more)]

    return make


def not_to_read(here: Visit) -> list:
    return [delegated_case(here, scope=["documents"]).pk]


NOT_ALLOWED = "not allowed"
ROWS: list[Row] = [
    Row("cases:my_case", signed_in(OK), signed_in(NO_SUCH_VERB), when="full", given=own_full),
    Row("casework:case_page", delegates(OK), delegates(NO_SUCH_VERB), on=of_case),
    Row("casework:case_page", delegates(OK), delegates(NO_SUCH_VERB), when="full", on=full),
    Row("casework:case_page", CLOSED, CLOSED, when="ended", on=of_ended),
    Row("casework:case_page", CLOSED, CLOSED, when=NOT_ALLOWED, on=not_to_read),
    Row(
        "casework:case_page",
        NOT_THERE,
        NOT_THERE,
        when="never theirs",
        on=lambda here: [DelegationFactory().case_id],
    ),
    Row(
        "casework:document_list",
        delegates(OK),
        delegates(NO_SUCH_VERB),
        when=NOT_ALLOWED,
        on=to_read(),
    ),
    Row(
        "casework:change_list",
        delegates(OK),
        delegates(NO_SUCH_VERB),
        when=NOT_ALLOWED,
        on=to_read(),
    ),
    Row(
        "casework:renewal_detail",
        delegates(OK),
        delegates(NO_SUCH_VERB),
        when=NOT_ALLOWED,
        on=to_read(),
    ),
    Row(
        "casework:document_detail",
        delegates(OK),
        delegates(NO_SUCH_VERB),
        when=NOT_ALLOWED,
        on=to_read(DocumentFactory),
    ),
    Row(
        "casework:change_detail",
        delegates(OK),
        delegates(NO_SUCH_VERB),
        when=NOT_ALLOWED,
        on=to_read(ChangeReportFactory),
    ),
    Row("casework:document_send", CLOSED, CLOSED, when=NOT_ALLOWED, on=to_read(), data=new),
    Row(
        "casework:document_answer",
        CLOSED,
        CLOSED,
        when=NOT_ALLOWED,
        on=to_read(DocumentFactory),
        data=answer,
    ),
    Row("casework:change_create", CLOSED, CLOSED, when=NOT_ALLOWED, on=to_read(), data=kind),
    Row("casework:renewal_begin", CLOSED, CLOSED, when=NOT_ALLOWED, on=to_read()),
    *(
        Row(
            f"casework:change_{name}",
            CLOSED,
            CLOSED,
            when=NOT_ALLOWED,
            on=to_read(ChangeReportFactory),
            data=version,
        )
        for name in ("edit", "review", "withdraw")
    ),
    *(
        Row(
            f"casework:renewal_{name}",
            CLOSED,
            CLOSED,
            when=NOT_ALLOWED,
            on=lambda here, rest=rest: [*to_read()(here), *rest],
            data=version,
        )
        for name, rest in (("step", ["household"]), ("review", []))
    ),
]
