"""At the same moment: two consents, an answer and a change of mind, an act and the end. True whoever wins.

One round each; `make stress` runs the full counts.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.workflows import certifications, entities
from audit import trail
from audit.models import AuditEvent
from cases.models import Case
from delegation import access
from delegation.errors import AssisterNotReady, NotOpen, NotWaiting
from delegation.models import Delegation
from delegation.workflows import delegations, endings
from tests.accesscodes.web import Browser, two_processes
from tests.cases.factories import CaseFactory
from tests.delegation.factories import DelegationFactory, current_text
from tests.factories import AssisterFactory
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3000)]


def signing(case, assister, key=None):
    return partial(
        delegations.sign,
        case=case.pk,
        assister=assister.pk,
        key=key or uuid4(),
        version=current_text().version,
        name="Pat Gives",
        language="en",
        by=case.user,
    )


def acting(row):
    """What casework does: it writes in the transaction in which it found the case open."""

    def act():
        with transaction.atomic():
            try:
                case = access.open_locked(row.assister.user, row.case_id)
            except Case.DoesNotExist:
                return None
            return trail.record("probe.act", by=row.assister.user, case=case)

    return act


def of_two_consents_for_one_case_one_is_active(pool):
    case = CaseFactory(linked=True)
    rows = at_once(pool, *[signing(case, AssisterFactory(ready=True)) for _ in range(3)])
    assert all(isinstance(row, Delegation) for row in rows)
    states = list(case.delegations.values_list("state", "reason").order_by("state", "reason"))
    assert states == [("active", ""), ("ended", "replaced"), ("ended", "replaced")]


def of_one_form_sent_four_times_one_is_made(pool):
    case, assister = CaseFactory(linked=True), AssisterFactory(ready=True)
    rows = at_once(pool, *[signing(case, assister, key=uuid4())] * 4)
    assert len({row.pk for row in rows}) == 1 == case.delegations.count()


def a_request_is_accepted_or_withdrawn_or_expired_and_never_two_of_them(pool):
    row = DelegationFactory(pending=True)
    accepted, ended, expired = at_once(
        pool,
        partial(delegations.accept, delegation=row.pk, by=row.assister.user),
        partial(delegations.end, delegation=row.pk, by=row.case.user),
        partial(endings.expire, delegation=row.pk),
    )
    row.refresh_from_db()
    assert expired is False  # it is young
    # Whoever accepted first, the consumer ended it after; or withdrew it, and nobody could accept.
    assert isinstance(ended, Delegation)
    if isinstance(accepted, Delegation):
        assert row.state == "ended"
    else:
        assert (accepted, row.state) == (NotWaiting, "withdrawn")


def a_request_that_is_over_at_this_moment_is_not_accepted_and_expired_once(pool):
    row = DelegationFactory(pending=True, asked_at=timezone.now() - timedelta(days=21))
    done = at_once(
        pool,
        partial(delegations.accept, delegation=row.pk, by=row.assister.user),
        partial(endings.expire, delegation=row.pk),
        partial(endings.expire, delegation=row.pk),
    )
    row.refresh_from_db()
    assert done[0] is NotWaiting
    assert sorted(done[1:]) == [False, True]
    assert row.state == "expired"


def what_was_done_was_done_before_the_end(pool):
    row = DelegationFactory()
    first, second, ended = at_once(
        pool,
        acting(row),
        acting(row),
        partial(delegations.end, delegation=row.pk, by=row.case.user),
    )
    end = AuditEvent.objects.get(verb="delegation.end", case_id=row.case_id, outcome="done")
    assert isinstance(ended, Delegation)
    assert all(event is None or event.pk < end.pk for event in (first, second))
    assert acting(row)() is None


def it_ends_once(pool):
    row = DelegationFactory()
    done = at_once(
        pool,
        partial(delegations.end, delegation=row.pk, by=row.case.user),
        partial(delegations.resign, delegation=row.pk, reason="cannot", by=row.assister.user),
        partial(delegations.end_on_phone, delegation=row.pk, case=row.case_id, by=row.case.user),
    )
    assert sum(isinstance(one, Delegation) for one in done) == 1
    assert {one for one in done if not isinstance(one, Delegation)} == {NotOpen}
    events = AuditEvent.objects.filter(verb="delegation.end", case_id=row.case_id)
    assert events.filter(outcome="done").count() == 1


def nobody_is_delegated_to_who_is_revoked_meanwhile(pool):
    case, assister = CaseFactory(linked=True), AssisterFactory(ready=True)
    signed, _revoked = at_once(
        pool,
        signing(case, assister),
        lambda: certifications.revoke(assister=assister, by=None, reason="rules"),
    )
    assert signed is AssisterNotReady or signed.pk
    assert not case.delegations.open().exists()


def nor_to_somebody_whose_entity_ends_meanwhile(pool):
    assister = AssisterFactory(ready=True)
    cases = [CaseFactory(linked=True) for _ in range(3)]
    at_once(
        pool,
        *[signing(case, assister) for case in cases],
        lambda: entities.end(entity=assister.entity, by=None, reason="closed"),
    )
    assert not Delegation.objects.open().filter(assister=assister).exists()


RACES = [
    of_two_consents_for_one_case_one_is_active,
    of_one_form_sent_four_times_one_is_made,
    a_request_is_accepted_or_withdrawn_or_expired_and_never_two_of_them,
    a_request_that_is_over_at_this_moment_is_not_accepted_and_expired_once,
    what_was_done_was_done_before_the_end,
    it_ends_once,
    nobody_is_delegated_to_who_is_revoked_meanwhile,
    nor_to_somebody_whose_entity_ends_meanwhile,
]
EACH_RACE = pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)


@EACH_RACE
def test_once(pool, race):
    race(pool)


@pytest.mark.stress
@EACH_RACE
def test_a_thousand_times(pool, race):
    for _round in range(1000):
        race(pool)


class TestAfterTheEnd:
    """Through two web processes that are busy: no request of the assister that begins after it succeeds."""

    def round(self, port):
        row = DelegationFactory()
        page = f"/cases/consumers/{row.pk}/end/"
        dee = [Browser(port, row.assister.user, f"198.51.100.{n}") for n in range(1, 7)]
        pat = Browser(port, row.case.user, "192.0.2.77")
        over = []

        def asks(browser):
            answers = []
            while len(over) < 2 or len(answers) < 3:
                began = time.monotonic()
                answers.append((began, browser.get(page)[0]))
                if over and began > over[0]:
                    over.append(began)
            return answers

        with ThreadPoolExecutor(len(dee)) as crowd:
            asking = [crowd.submit(asks, browser) for browser in dee]
            status, _to = pat.post(f"/my-case/delegation/{row.pk}/end/", {})
            over.append(time.monotonic())
            answers = [one for running in asking for one in running.result(120)]
        assert status == 302
        assert {status for _began, status in answers} <= {200, 404}
        after = {status for began, status in answers if began > over[0]}
        assert after == {404}

    def rounds(self, count):
        with two_processes() as port:
            for _round in range(count):
                self.round(port)

    def test_one_round(self):
        self.rounds(1)

    @pytest.mark.stress
    def test_a_hundred_rounds(self):
        self.rounds(100)
