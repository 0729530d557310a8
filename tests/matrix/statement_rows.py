"""Reported changes and renewals: the consumer's own, those of a delegated case, the case desk's queues."""

from collections.abc import Callable
from uuid import uuid4

from django.utils import timezone

from cases.models import Case
from casework.models import Renewal
from tests.casework.factories import ChangeReportFactory, RenewalFactory, typed_address
from tests.matrix.admin_rows import UNKNOWN, admin_verb, only
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
from tests.matrix.rows import NO_SUCH_VERB, NOT_FOUND, OK, Row, page, signed_in, to, verb
from tests.matrix.world import Visit

EDIT, REVIEW, DETAIL = "change_edit", "change_review", "change_detail"


def kind(here: Visit) -> dict:
    return {"kind": "address", "key": str(uuid4())}


def address(here: Visit) -> dict:
    typed = typed_address(timezone.localdate())
    return {"version": "1", **{name: values[0] for name, values in typed.items()}}


def version(here: Visit) -> dict:
    return {"version": "1"}


def household(here: Visit) -> dict:
    return {"version": "1", "household": "other", "household_words": "A cousin joined."}


def own_change(**facts) -> Made:
    return lambda here: [ChangeReportFactory(case=own_case(here), **facts).pk]


def foreign_change(here: Visit) -> list:
    own_case(here)
    return [ChangeReportFactory().pk]


def own_renewal(**facts) -> Callable[[Visit], object]:
    return lambda here: renewal_in(own_case(here), **facts)


def renewal_in(case: Case, **facts) -> Renewal:
    """The one of the year: a browser's walk leaves those of the rows before."""
    case.renewals.all().delete()
    return RenewalFactory(case=case, **facts)


def own_step(step: str, **facts) -> Made:
    def make(here: Visit) -> list:
        renewal_in(own_case(here), **facts)
        return [step]

    return make


def own(name: str) -> str:
    return to(f"casework:own_{name}")


OWN: list[Row] = [
    Row("casework:own_change_list", signed_in(OK), NO_POST, given=own_case),
    Row("casework:own_change_list", signed_in(OK), NO_POST, when="some", given=own_change()),
    Row(
        "casework:own_change_create",
        signed_in(OK),
        signed_in(own(EDIT)),
        given=own_case,
        data=kind,
        writes=True,
    ),
    Row(
        "casework:own_change_edit",
        signed_in(OK),
        signed_in(own(REVIEW)),
        on=own_change(),
        data=address,
        writes=True,
    ),
    page(
        "casework:own_change_edit",
        signed_in(OK),
        signed_in(OK),
        when="in two tabs",
        on=own_change(version=5),
        data=address,
    ),
    page("casework:own_change_edit", NOT_THERE, when="foreign", on=foreign_change, data=address),
    Row(
        "casework:own_change_review",
        signed_in(OK),
        signed_in(own(DETAIL)),
        on=own_change(),
        data=version,
        writes=True,
    ),
    page("casework:own_change_review", NOT_THERE, when="foreign", on=foreign_change, data=version),
    *(
        Row(
            "casework:own_change_detail",
            signed_in(OK),
            NO_POST,
            when=when,
            on=own_change(**{when: True}),
        )
        for when in ("sent", "returned", "applied", "withdrawn")
    ),
    Row("casework:own_change_detail", signed_in(OK), NO_POST, on=own_change()),
    Row("casework:own_change_detail", NOT_THERE, NO_POST, when="foreign", on=foreign_change),
    verb("casework:own_change_withdraw", signed_in(own(DETAIL)), on=own_change(), writes=True),
    Row("casework:own_change_withdraw", NO_POST, NOT_THERE, when="foreign", on=foreign_change),
    Row("casework:own_renewal_detail", signed_in(OK), NO_POST, given=own_case),
    *(
        Row(
            "casework:own_renewal_detail",
            signed_in(OK),
            NO_POST,
            when=when,
            given=own_renewal(**facts),
        )
        for when, facts in {"begun": {}, "sent": {"sent": True}}.items()
    ),
    verb(
        "casework:own_renewal_begin",
        signed_in(own("renewal_step")),
        given=own_case,
        writes=True,
    ),
    verb(
        "casework:own_renewal_take_back",
        signed_in(own("renewal_detail")),
        given=own_renewal(sent=True),
        writes=True,
    ),
    *(
        page(
            "casework:own_renewal_step", signed_in(OK), when=step, on=own_step(step, complete=True)
        )
        for step in ("income", "consent", "plan")
    ),
    Row(
        "casework:own_renewal_step",
        signed_in(OK),
        signed_in(own("renewal_step")),
        on=own_step("household"),
        data=household,
        writes=True,
    ),
    Row(
        "casework:own_renewal_review",
        signed_in(OK),
        signed_in(own("renewal_detail")),
        given=own_renewal(complete=True),
        data=version,
        writes=True,
    ),
]


def change_of(**facts) -> Made:
    def make(here: Visit) -> list:
        case = delegated_case(here)
        return [case.pk, ChangeReportFactory(case=case, **facts).pk]

    return make


def change_of_ended(here: Visit) -> list:
    case = delegated_case(here, ended=True)
    return [case.pk, ChangeReportFactory(case=case).pk]


def change_of_another(here: Visit) -> list:
    return [delegated_case(here).pk, ChangeReportFactory().pk]


def renewal_of(*more: str, ended: bool = False, **facts) -> Made:
    def make(here: Visit) -> list:
        case = delegated_case(here, ended=ended)
        RenewalFactory(case=case, **facts)
        return [case.pk, *more]

    return make


def his(name: str) -> dict[str, str]:
    return delegates(to(f"casework:{name}"))


DELEGATES: list[Row] = [
    Row("casework:change_list", delegates(OK), delegates(NO_SUCH_VERB), on=of_case),
    Row("casework:change_list", CLOSED, CLOSED, when="ended", on=of_ended),
    Row("casework:change_create", delegates(OK), his(EDIT), on=of_case, data=kind, writes=True),
    page("casework:change_create", CLOSED, when="ended", on=of_ended, data=kind),
    Row(
        "casework:change_edit",
        delegates(OK),
        his(REVIEW),
        on=change_of(),
        data=address,
        writes=True,
    ),
    Row(
        "casework:change_review",
        delegates(OK),
        his(DETAIL),
        on=change_of(),
        data=version,
        writes=True,
    ),
    Row("casework:change_detail", delegates(OK), delegates(NO_SUCH_VERB), on=change_of(sent=True)),
    verb(
        "casework:change_withdraw", delegates(to(f"casework:{DETAIL}")), on=change_of(), writes=True
    ),
    *(
        page(f"casework:{name}", CLOSED, when="ended", on=change_of_ended, data=address)
        for name in (EDIT, REVIEW, DETAIL, "change_withdraw")
    ),
    *(
        page(
            f"casework:{name}",
            NOT_THERE,
            when="of another case",
            on=change_of_another,
            data=address,
        )
        for name in (EDIT, REVIEW)
    ),
    Row(
        "casework:change_detail",
        NOT_THERE,
        delegates(NO_SUCH_VERB),
        when="of another case",
        on=change_of_another,
    ),
    Row(
        "casework:change_withdraw",
        delegates(NO_SUCH_VERB),
        NOT_THERE,
        when="of another case",
        on=change_of_another,
    ),
    Row("casework:renewal_detail", delegates(OK), delegates(NO_SUCH_VERB), on=of_case),
    Row("casework:renewal_detail", CLOSED, CLOSED, when="ended", on=of_ended),
    verb("casework:renewal_begin", his("renewal_step"), on=of_case, writes=True),
    verb(
        "casework:renewal_take_back",
        delegates(to("casework:renewal_detail")),
        on=renewal_of(sent=True),
        writes=True,
    ),
    page("casework:renewal_take_back", CLOSED, when="ended", on=of_ended),
    page("casework:renewal_begin", CLOSED, when="ended", on=of_ended),
    Row(
        "casework:renewal_step",
        delegates(OK),
        his("renewal_step"),
        on=renewal_of("household"),
        data=household,
        writes=True,
    ),
    page("casework:renewal_step", CLOSED, when="ended", on=renewal_of("household", ended=True)),
    Row(
        "casework:renewal_review",
        delegates(OK),
        his("renewal_detail"),
        on=renewal_of(complete=True),
        data=version,
        writes=True,
    ),
    page("casework:renewal_review", CLOSED, when="ended", on=renewal_of(ended=True)),
]


def _desk(model: str, factory: type) -> list[Row]:
    base, may = f"admin:casework_{model}", staff_who_may(f"casework.handle_{model}")
    back = to(f"{base}_change")
    posted = {"apply": {}, "return": {"words": "Which apartment?"}}
    return [
        row
        for name, data in posted.items()
        for row in (
            admin_verb(
                f"{base}_{name}",
                only(may, back),
                lambda _here: [factory(sent=True).pk],
                data=lambda _h, d=data: d,
                writes=True,
            ),
            admin_verb(
                f"{base}_{name}",
                only(may, NOT_FOUND),
                lambda _here: [UNKNOWN],
                when="of nothing",
                data=lambda _h, d=data: d,
            ),
        )
    ]


ROWS: list[Row] = [
    *OWN,
    *DELEGATES,
    *_desk("changereport", ChangeReportFactory),
    *_desk("renewal", RenewalFactory),
]
