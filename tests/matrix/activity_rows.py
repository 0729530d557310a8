"""Who has seen and done what: the consumer's page, the delegate's, and “this wasn’t OK”."""

from audit.models import AuditEvent
from cases.models import Case
from casework.models import Objection
from delegation.models import Delegation
from tests.casework.factories import DocumentFactory, ObjectionFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, StaffFactory
from tests.matrix.admin_rows import UNKNOWN, admin_verb, only
from tests.matrix.casework_rows import (
    CLOSED,
    NO_POST,
    NOT_THERE,
    delegated_case,
    delegates,
    of_case,
    of_ended,
    own_case,
)
from tests.matrix.people import staff_who_may
from tests.matrix.rows import NO_SUCH_VERB, NOT_FOUND, OK, Row, page, signed_in, to
from tests.matrix.world import Visit

OBJECTION, MAY = to("casework:objection"), staff_who_may("casework.handle_objection")


def done_on(case: Case, held: Delegation | None = None, times: int = 1) -> AuditEvent:
    """A look at a document, by the delegate of the case or by the case desk."""
    by = held.assister.user if held else StaffFactory()
    document = DocumentFactory(case=case)
    events = [
        AuditEvent.objects.create(
            verb="document.read" if held else "document.desk_read",
            actor_id=by and by.pk,
            entity_id=held and held.entity_id,
            case_id=case.pk,
            object_type="casework.document",
            object_id=str(document.pk),
        )
        for _time in range(times)
    ]
    return events[-1]


def delegate_of(case: Case) -> Delegation:
    return case.delegations.active().first() or DelegationFactory(case=case)


def some(here: Visit) -> None:
    """By the desk, by a delegate several times, and what one has objected to."""
    case = own_case(here)
    done_on(case)
    done_on(case, delegate_of(case), times=3)
    ObjectionFactory(case=case)


def of_the_delegate(here: Visit) -> list:
    case = own_case(here)
    return [done_on(case, delegate_of(case)).pk]


def of_the_desk(here: Visit) -> list:
    return [done_on(own_case(here)).pk]


def of_another_case(here: Visit) -> list:
    own_case(here)
    return [done_on(CaseFactory(linked=True)).pk]


def ones_own(here: Visit) -> list:
    case = own_case(here)
    event = AuditEvent.objects.create(verb="document.list", actor_id=case.user_id, case_id=case.pk)
    return [event.pk]


def made(here: Visit) -> list:
    return [ObjectionFactory(case=own_case(here), answered=True).event]


def ending(here: Visit) -> dict:
    """Who is not signed in has nothing that could end."""
    held = own_case(here).delegations.active().first()
    return {"words": "I did not ask for this.", "ends": str(held.pk) if held else ""}


def words(here: Visit) -> dict:
    return {"words": "I did not ask for this."}


def with_work(here: Visit) -> list:
    case = delegated_case(here)
    done_on(case, case.delegations.active().get(), times=2)
    return [case.pk]


def waiting(here: Visit) -> list[Objection]:
    return [ObjectionFactory(case=CaseFactory(linked=True)).pk]


ROWS: list[Row] = [
    Row("casework:activity", signed_in(OK), NO_POST, given=own_case),
    Row("casework:activity", signed_in(OK), NO_POST, when="some", given=some),
    Row(
        "casework:activity",
        signed_in(OK),
        NO_POST,
        when="to be printed",
        given=some,
        query="?print=all&who=delegate",
    ),
    Row(
        "casework:activity",
        signed_in(OK),
        NO_POST,
        when="none",
        given=own_case,
        query="?last=2020-01-01",
    ),
    Row(
        "casework:objection",
        signed_in(OK),
        signed_in(OBJECTION),
        when="ends an access",
        on=of_the_delegate,
        data=ending,
        writes=True,
    ),
    Row(
        "casework:objection",
        signed_in(OK),
        signed_in(OBJECTION),
        on=of_the_desk,
        data=words,
        writes=True,
    ),
    page(
        "casework:objection",
        signed_in(OK),
        when="too long",
        on=of_the_desk,
        data=lambda _here: {"words": "a" * 1001},
    ),
    Row(
        "casework:objection", signed_in(OK), signed_in(OBJECTION), when="made", on=made, data=words
    ),
    page("casework:objection", NOT_THERE, when="foreign", on=of_another_case, data=words),
    page("casework:objection", NOT_THERE, when="of one’s own", on=ones_own, data=words),
    Row("casework:history", delegates(OK), delegates(NO_SUCH_VERB), on=of_case),
    Row("casework:history", delegates(OK), delegates(NO_SUCH_VERB), when="some", on=with_work),
    Row("casework:history", CLOSED, CLOSED, when="ended", on=of_ended),
    admin_verb(
        "admin:casework_objection_answer",
        only(MAY, to("admin:casework_objection_change")),
        waiting,
        data=lambda _here: {"words": "We spoke with them."},
        writes=True,
    ),
    admin_verb(
        "admin:casework_objection_answer",
        only(MAY, NOT_FOUND),
        lambda _here: [UNKNOWN],
        when="of nothing",
        data=lambda _here: {"words": "We spoke with them."},
    ),
]
