"""Delegations: a consumer's own, an assister's own, an entity's counts; and the receipt, for everybody."""

from collections.abc import Callable
from uuid import uuid4

from cases.models import Case
from delegation import receipts
from tests import factories
from tests.delegation.factories import current_text
from tests.matrix import people
from tests.matrix.people import ASSISTERS, CONSUMERS, CONTACTS
from tests.matrix.rows import (
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Row,
    but,
    everyone,
    page,
    signed_in,
    to,
)
from tests.matrix.world import Visit

PERSON = to("finder:assister")
MINE, RECEIPT = to("consent:my_delegation"), to("consent:receipt")
REQUESTS, DASHBOARD, ENDED = (
    to("consent:request_list"),
    to("accounts:dashboard"),
    to("consent:ended"),
)
Made = Callable[[Visit], list]
HANDED_OVER_FIRST = {
    "get": but(signed_in(OK), CONSUMERS, PERSON),
    "post": but(signed_in(FORBIDDEN), CONSUMERS, PERSON),
}


def their_case(here: Visit) -> Case:
    """The visitor's; where nobody is signed in, somebody's."""
    own = Case.objects.of(here.user).first() if here.user else None
    return own or factories.CaseFactory(user=here.user or factories.UserFactory())


def an_assister(here: Visit) -> list:
    return [here.world.users[people.OTHER_ASSISTER].assister.pk]


def with_case(here: Visit) -> list:
    their_case(here)
    return [factories.AssisterFactory(ready=True).pk]


def a_signature(here: Visit) -> dict:
    return {
        "key": str(uuid4()),
        "version": current_text().version,
        "name": "Pat Gives",
        "agree": "on",
    }


def of_mine(**facts) -> Made:
    def make(here: Visit) -> list:
        case = their_case(here)
        # In the walk, what rows have made stays: one of a kind is open at a time.
        case.delegations.filter(state="pending" if "pending" in facts else "active").delete()
        here.delegation = factories.DelegationFactory(case=case, **facts)
        return [here.delegation.pk]

    return make


def to_me(**facts) -> Made:
    """To the visitor, if they are an assister."""

    def make(here: Visit) -> list:
        is_one = here.person in ASSISTERS
        more = {"assister": here.user.assister} if is_one else {}
        return [factories.DelegationFactory(**more, **facts).pk]

    return make


def of_others(**facts) -> Made:
    return lambda here: [factories.DelegationFactory(**facts).pk]


def several(here: Visit) -> None:
    of_mine()(here)
    of_mine(pending=True)(here)
    of_mine(ended=True)(here)


def left_behind(here: Visit) -> None:
    of_mine(ended=True, closed_as="system", reason="affiliation_ended")(here)
    site = factories.SiteFactory(zip_code="93727")
    factories.AssisterFactory(ready=True, site=site)


def a_receipt(here: Visit) -> None:
    here.delegation = factories.DelegationFactory()


def its_code(here: Visit) -> dict:
    return {
        "code": receipts.code_of(here.delegation),
        "born_on_month": "5",
        "born_on_day": "17",
        "born_on_year": "1984",
    }


def numbers(here: Visit) -> None:
    if here.person in CONTACTS:
        dee = factories.AssisterFactory(ready=True, entity=here.user.entity_contact.entity)
        factories.DelegationFactory(assister=dee)
        factories.DelegationFactory(assister=dee, pending=True)
        factories.DelegationFactory(
            assister=dee, ended=True, closed_as="system", reason="affiliation_ended"
        )


def assisters(answer: str, others: str = FORBIDDEN) -> dict:
    return but(signed_in(others), ASSISTERS, answer)


A_REASON = {"data": lambda here: {"reason": "too_far"}}

CONSUMER: list[Row] = [
    # In a session that works for others, the screen is handed over first.
    Row("consent:delegate", **HANDED_OVER_FIRST, on=an_assister),
    Row(
        "consent:delegate",
        signed_in(OK),
        signed_in(RECEIPT),
        when="with a case",
        on=with_case,
        data=a_signature,
        writes=True,
    ),
    Row(
        "consent:delegate",
        signed_in(OK),
        signed_in(OK),
        when="with a case and somebody to be replaced",
        on=with_case,
        given=several,
    ),
    Row(
        "consent:delegate",
        signed_in(NOT_FOUND),
        signed_in(NOT_FOUND),
        when="not ready",
        on=lambda here: [factories.AssisterFactory(suspended=True).pk],
    ),
    Row("consent:my_delegation", signed_in(OK), signed_in(NO_SUCH_VERB)),
    Row(
        "consent:my_delegation",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="with several",
        given=several,
    ),
    Row(
        "consent:my_delegation",
        signed_in(OK),
        signed_in(NO_SUCH_VERB),
        when="left behind",
        given=left_behind,
    ),
    Row("consent:receipt", signed_in(OK), signed_in(NO_SUCH_VERB), on=of_mine()),
    Row(
        "consent:receipt",
        signed_in(NOT_FOUND),
        signed_in(NO_SUCH_VERB),
        when="somebody else’s",
        on=of_others(),
    ),
    Row("consent:delegation_end", signed_in(OK), signed_in(MINE), on=of_mine(), writes=True),
    Row(
        "consent:delegation_end",
        signed_in(OK),
        signed_in(MINE),
        when="a request",
        on=of_mine(pending=True),
        writes=True,
    ),
    Row(
        "consent:delegation_end",
        signed_in(MINE),
        signed_in(MINE),
        when="ended",
        on=of_mine(ended=True),
    ),
    Row(
        "consent:delegation_end",
        signed_in(NOT_FOUND),
        signed_in(NOT_FOUND),
        when="somebody else’s",
        on=of_others(),
    ),
]
ANYBODY: list[Row] = [
    page("consent:end_by_receipt", everyone(OK)),
    Row(
        "consent:end_by_receipt",
        everyone(OK),
        everyone(ENDED),
        when="with a receipt",
        given=a_receipt,
        data=its_code,
        writes=True,
    ),
    Row("consent:ended", everyone(OK), everyone(NO_SUCH_VERB)),
]
ASSISTER: list[Row] = [
    Row("consent:request_list", assisters(OK), assisters(NO_SUCH_VERB)),
    Row(
        "consent:request_list",
        assisters(OK),
        assisters(NO_SUCH_VERB),
        when="with requests",
        given=to_me(pending=True),
    ),
    Row(
        "consent:request_accept",
        assisters(NO_SUCH_VERB),
        assisters(to("casework:case_page")),
        on=to_me(pending=True),
        writes=True,
    ),
    Row(
        "consent:request_accept",
        assisters(NO_SUCH_VERB),
        assisters(NOT_FOUND),
        when="somebody else’s",
        on=of_others(pending=True),
    ),
    Row(
        "consent:request_decline",
        assisters(OK),
        assisters(REQUESTS),
        on=to_me(pending=True),
        **A_REASON,
        writes=True,
    ),
    Row(
        "consent:request_decline",
        assisters(NOT_FOUND),
        assisters(NOT_FOUND),
        when="somebody else’s",
        on=of_others(pending=True),
        **A_REASON,
    ),
    Row(
        "consent:consumer_end",
        assisters(OK),
        assisters(DASHBOARD),
        on=to_me(),
        **A_REASON,
        writes=True,
    ),
    Row(
        "consent:consumer_end",
        assisters(NOT_FOUND),
        assisters(NOT_FOUND),
        when="somebody else’s",
        on=of_others(),
        **A_REASON,
    ),
]
CONTACT: list[Row] = [
    Row(
        "consent:entity_consumers",
        but(signed_in(FORBIDDEN), CONTACTS, OK),
        signed_in(NO_SUCH_VERB),
        when=when,
        given=given,
    )
    for when, given in (("", None), ("with numbers", numbers))
]

ROWS: list[Row] = [*CONSUMER, *ANYBODY, *ASSISTER, *CONTACT]
