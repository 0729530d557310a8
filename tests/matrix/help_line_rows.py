"""The help line: a representative works on their own calls, a supervisor sees all; and the consumer's end."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accesscodes import code_text
from accesscodes.models import HelpLineCall
from cases.models import Case
from delegation.models import LegalText
from tests import factories
from tests.cases.factories import SSN
from tests.matrix.people import CONSUMERS, staff_who_may
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

TAKERS = staff_who_may("accesscodes.take_calls")
SUPERVISORS = staff_who_may("accesscodes.see_all_calls")
OVERRIDERS = staff_who_may("accesscodes.override_hold")
LIST, DETAIL = to("accesscodes:call_list"), to("accesscodes:call_detail")
CALLER, CASE = to("accesscodes:call_caller"), to("accesscodes:call_case")
DELEGATION = to("accesscodes:call_delegation")
IDENTITY, CODE = to("accesscodes:call_identity"), to("accesscodes:call_code")
Made = Callable[[Visit], list]


def takers(answer: str) -> Answers:
    return but(signed_in(FORBIDDEN), TAKERS, answer)


def supervisors_only(representatives: str, supervisors: str) -> Answers:
    return but(takers(representatives), SUPERVISORS, supervisors)


def own(here: Visit) -> dict:
    """The visitor's call, which ends any before; where nobody is signed in, somebody's."""
    if here.user is None:
        return {}
    HelpLineCall.objects.of(here.user).open().update(**ended())
    return {"by": here.user}


def call(**facts) -> Made:
    def make(here: Visit) -> list:
        return [factories.HelpLineCallFactory(**own(here), **facts).pk]

    return make


def with_code(here: Visit, **facts) -> None:
    """A live code; whoever visits knows its text, which no other has."""
    here.code = code_text.mint()
    factories.AccessCodeFactory(text=here.code, **facts)


def verified(code: bool = False, **facts) -> Made:
    """A call in which identity is checked; and, if wanted, a code issued."""

    def make(here: Visit) -> list:
        check = factories.IdentityCheckFactory(
            call=factories.HelpLineCallFactory(**own(here), chosen=True, **facts)
        )
        if code:
            with_code(here, identity_check=check)
        return [check.call_id]

    return make


def ended() -> dict:
    return {"ended_at": timezone.now() + timedelta(hours=1)}


def others_call(here: Visit) -> list:
    return [factories.HelpLineCallFactory(chosen=True, **ended()).pk]


def a_case(here: Visit) -> dict:
    return {"case": str(factories.CaseFactory().pk)}


def right_facts(here: Visit) -> dict:
    return {
        "key": str(uuid4()),
        "name": "Pat Gives",
        "born_on_month": "5",
        "born_on_day": "17",
        "born_on_year": "1984",
        "ssn": SSN,
        "contact": "5595550144",
    }


def a_key(here: Visit) -> dict:
    return {"key": str(uuid4())}


def a_hold(here: Visit) -> list:
    return [factories.IdentityCheckFactory(holding=True).pk]


def with_a_delegation(here: Visit) -> list:
    here.delegation = factories.DelegationFactory()
    return verified(case=here.delegation.case)(here)


def its_id(here: Visit) -> dict:
    return {"delegation": str(here.delegation.pk)} if hasattr(here, "delegation") else {}


def what_was_said(here: Visit) -> dict:
    script = LegalText.objects.current(LegalText.Kind.DELEGATION_SCRIPT, "en")
    return {
        "key": str(uuid4()),
        "version": script.version,
        "assister": str(factories.AssisterFactory(ready=True).pk),
        "name": "Pat Gives",
        "agree": "on",
    }


def step(name: str, on: Made, posted: str = OK, get: str = OK, **more) -> list[Row]:
    """A page of a call: for who takes it, and nobody else."""
    name = f"accesscodes:{name}"
    return [
        Row(name, takers(get), takers(posted), on=on, **more),
        Row(name, takers(NOT_FOUND), takers(NOT_FOUND), when="somebody else’s", on=others_call),
    ]


def verb(name: str, on: Made, answer: str, **more) -> list[Row]:
    name = f"accesscodes:{name}"
    return [
        Row(name, takers(NO_SUCH_VERB), takers(answer), on=on, **more),
        Row(name, takers(NOT_FOUND), takers(NOT_FOUND), when="somebody else’s", on=others_call),
    ]


CONSOLE: list[Row] = [
    Row("accesscodes:call_list", takers(OK), takers(NO_SUCH_VERB)),
    Row(
        "accesscodes:call_list",
        takers(OK),
        takers(NO_SUCH_VERB),
        when="with a call that is open and a code",
        given=verified(code=True),
        query="?outcome=open&who=x&day=nonsense",
    ),
    Row("accesscodes:call_start", takers(NO_SUCH_VERB), takers(CALLER), writes=True),
    Row(
        "accesscodes:call_start",
        takers(NO_SUCH_VERB),
        takers(LIST),
        when="while another is open",
        given=call(),
    ),
    Row(
        "accesscodes:call_export",
        takers(NO_SUCH_VERB),
        takers(OK),
        asks_again=("post",),
        given=verified(code=True, **ended()),
    ),
    Row("accesscodes:call_detail", takers(CALLER), takers(NO_SUCH_VERB), on=call()),
    Row(
        "accesscodes:call_detail",
        takers(OK),
        takers(NO_SUCH_VERB),
        when="ended",
        on=lambda here: verified(code=True, **ended())(here),
    ),
    Row(
        "accesscodes:call_detail",
        supervisors_only(NOT_FOUND, OK),
        takers(NO_SUCH_VERB),
        when="somebody else’s",
        on=others_call,
    ),
    *step("call_caller", call()),
    Row(
        "accesscodes:call_caller",
        takers(OK),
        takers(CASE),
        when="a consumer calls",
        on=call(),
        data=lambda here: {"caller": "consumer"},
        writes=True,
    ),
    *step("call_case", call(caller="consumer")),
    *verb("case_choose", call(caller="consumer"), IDENTITY, data=a_case, writes=True),
    *step("call_identity", call(chosen=True)),
    Row(
        "accesscodes:call_identity",
        takers(OK),
        takers(CODE),
        when="with the right facts",
        on=call(chosen=True),
        data=right_facts,
        writes=True,
    ),
    *step("call_code", verified(), data=a_key, writes=True),
    Row(
        "accesscodes:call_code",
        takers(OK),
        takers(CODE),
        when="issued, with a form that is no form",
        on=verified(code=True),
    ),
    *verb(
        "code_read_back",
        verified(code=True),
        CODE,
        data=lambda here: {"typed": here.code},
        writes=True,
    ),
    Row(
        "accesscodes:code_revoke",
        takers(NO_SUCH_VERB),
        takers(DETAIL),
        on=verified(code=True),
        writes=True,
    ),
    Row(
        "accesscodes:code_revoke",
        takers(NO_SUCH_VERB),
        supervisors_only(NOT_FOUND, DETAIL),
        when="somebody else’s",
        on=others_call,
    ),
    *step("call_delegation", verified()),
    *verb(
        "call_delegation_sign",
        verified(),
        DELEGATION,
        data=what_was_said,
        writes=True,
    ),
    *verb("call_delegation_end", with_a_delegation, DELEGATION, data=its_id, writes=True),
    *verb("call_end", call(), LIST, writes=True),
    Row(
        "accesscodes:hold_list",
        but(signed_in(FORBIDDEN), OVERRIDERS, OK),
        but(signed_in(FORBIDDEN), OVERRIDERS, NO_SUCH_VERB),
        given=a_hold,
    ),
    Row(
        "accesscodes:hold_override",
        but(signed_in(FORBIDDEN), OVERRIDERS, OK),
        but(signed_in(FORBIDDEN), OVERRIDERS, to("accesscodes:hold_list")),
        on=a_hold,
        data=lambda here: {"reason": "An old address was on file."},
        writes=True,
    ),
    page(
        "accesscodes:hold_override",
        but(signed_in(FORBIDDEN), OVERRIDERS, NOT_FOUND),
        when="not held",
        on=lambda here: [factories.IdentityCheckFactory(failed=True).pk],
    ),
]


def their_case(here: Visit) -> None:
    if here.user and not Case.objects.of(here.user).exists():
        case = factories.CaseFactory(user=here.user)
        factories.HouseholdMemberFactory(case=case)


MY_CASE = to("cases:my_case")
CONSUMERS_END: list[Row] = [
    # In a session that works for others, the screen is handed over first.
    page(
        "accesscodes:case_link",
        signed_in(OK),
        but(signed_in(FORBIDDEN), CONSUMERS, OK),
    ),
    page(
        "accesscodes:case_link",
        but(signed_in(OK), CONSUMERS, MY_CASE),
        but(signed_in(FORBIDDEN), CONSUMERS, MY_CASE),
        when="linked already",
        given=their_case,
    ),
    Row(
        "accesscodes:case_link",
        signed_in(OK),
        but(signed_in(FORBIDDEN), CONSUMERS, MY_CASE),
        when="with a code",
        given=with_code,
        data=lambda here: {
            "code": here.code,
            "born_on_month": "5",
            "born_on_day": "17",
            "born_on_year": "1984",
        },
        writes=True,
    ),
    Row("cases:my_case", signed_in(OK), signed_in(NO_SUCH_VERB)),
    Row("cases:my_case", signed_in(OK), signed_in(NO_SUCH_VERB), when="linked", given=their_case),
]

ROWS: list[Row] = [*CONSOLE, *CONSUMERS_END]
