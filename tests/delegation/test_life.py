"""Whatever people do in whatever order: the rows, and who may open what, are as a small model says."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Assister
from accounts.workflows import certifications
from delegation import access, receipts, tasks
from delegation.models import Delegation
from delegation.workflows import delegations, endings
from limiter.models import AttemptLog
from portal.errors import Refusal
from tests.cases.factories import BORN_ON, CaseFactory
from tests.delegation.factories import current_text
from tests.factories import AssisterFactory

CASES, ASSISTERS = st.integers(0, 1), st.integers(0, 2)
REVIEWER = 2


class Life(RuleBasedStateMachine):
    """Two cases, three assisters, of whom the last answers each request."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.cases = [CaseFactory(linked=True) for _ in range(2)]
        self.assisters = [AssisterFactory(ready=True) for _ in range(2)]
        self.assisters.append(AssisterFactory(ready=True, reviews_requests=True))
        # The model: who has access to each case, who was asked, who has ever had it; and how each stands.
        self.active, self.asked = [None, None], [None, None]
        self.ever = [set(), set()]
        self.standing = ["ready", "ready", "ready"]

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        AttemptLog.objects.all().delete()

    def tried(self, act, **facts):
        try:
            act(**facts)
        except Refusal:
            return False
        return True

    def row(self, case, state):
        return Delegation.objects.filter(case=self.cases[case], state=state).first()

    @rule(case=CASES, assister=ASSISTERS)
    def sign(self, case, assister):
        own = self.cases[case]
        done = self.tried(
            delegations.sign,
            case=own.pk,
            assister=self.assisters[assister].pk,
            key=uuid4(),
            version=current_text().version,
            name="Pat Gives",
            language="en",
            by=own.user,
        )
        assert done == (self.standing[assister] == "ready")
        if done and assister == REVIEWER and self.active[case] != REVIEWER:
            self.asked[case] = assister
        elif done:
            self.asked[case], self.active[case] = None, assister
            self.ever[case].add(assister)

    @rule(case=CASES)
    def accept(self, case):
        if row := self.row(case, "pending"):
            asked = self.asked[case]
            done = self.tried(delegations.accept, delegation=row.pk, by=self.assisters[asked].user)
            assert done == (self.standing[asked] == "ready")
            if done:
                self.active[case], self.asked[case] = asked, None
                self.ever[case].add(asked)

    @rule(case=CASES)
    def decline(self, case):
        if row := self.row(case, "pending"):
            by = self.assisters[self.asked[case]].user
            assert self.tried(delegations.decline, delegation=row.pk, reason="no_room", by=by)
            self.asked[case] = None

    @rule(case=CASES, state=st.sampled_from(["pending", "active"]), by_receipt=st.booleans())
    def end(self, case, state, by_receipt):
        if row := self.row(case, state):
            if by_receipt:
                endings.end_by_receipt(link=None, typed=receipts.code_of(row), born_on=BORN_ON)
            else:
                delegations.end(delegation=row.pk, by=self.cases[case].user)
            (self.asked if state == "pending" else self.active)[case] = None

    @rule(case=CASES)
    def resign(self, case):
        if row := self.row(case, "active"):
            by = self.assisters[self.active[case]].user
            delegations.resign(delegation=row.pk, reason="cannot", by=by)
            self.active[case] = None

    @rule(assister=ASSISTERS)
    def suspend_or_reinstate(self, assister):
        standing = self.standing[assister]
        fresh = Assister.objects.get(pk=self.assisters[assister].pk)
        if standing == "ready":
            certifications.suspend(assister=fresh, by=None, reason="complaint")
            self.standing[assister] = "suspended"
        elif standing == "suspended":
            certifications.reinstate(assister=fresh, by=None, reason="settled")
            self.standing[assister] = "ready"

    @rule(assister=st.just(1))
    def revoke(self, assister):
        if self.standing[assister] != "revoked":
            fresh = Assister.objects.get(pk=self.assisters[assister].pk)
            certifications.revoke(assister=fresh, by=None, reason="rules")
            self.standing[assister] = "revoked"
            for case in (0, 1):
                if self.active[case] == assister:
                    self.active[case] = None
                if self.asked[case] == assister:
                    self.asked[case] = None

    @rule()
    def nobody_answers_in_time(self):
        for case in (0, 1):
            if row := self.row(case, "pending"):
                long_ago = timezone.now() - timedelta(days=22)
                Delegation.objects.filter(pk=row.pk).update(asked_at=long_ago)
                self.asked[case] = None
        tasks.look_after_delegations()

    @rule()
    def the_task_writes(self):
        tasks.tell_of_delegations()
        assert not Delegation.objects.filter(consumer_news_at__isnull=False).exists()

    @invariant()
    def rows_are_as_the_model_says(self):
        for case in (0, 1):
            for state, model in (("active", self.active), ("pending", self.asked)):
                row = self.row(case, state)
                who = None if model[case] is None else self.assisters[model[case]].pk
                assert (row and row.assister_id) == who

    @invariant()
    def the_door_is_open_to_whom_the_model_says(self):
        for n, assister in enumerate(self.assisters):
            is_ready = self.standing[n] == "ready"
            allowed = {self.cases[c].pk for c in (0, 1) if self.active[c] == n and is_ready}
            found = access.cases_open_to(assister.user).values_list("pk", flat=True)
            assert set(found) == allowed
            for c in (0, 1):
                told = access.why_closed(assister.user, self.cases[c].pk)
                is_known = n in self.ever[c] or self.asked[c] == n
                assert (told is not None) == is_known
                assert (told == []) == (self.cases[c].pk in allowed)


def run(examples, steps):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_a_few_lives():
    run(examples=5, steps=15)


@pytest.mark.stress
@pytest.mark.timeout(3000)
@pytest.mark.django_db
def test_many_lives():
    run(examples=400, steps=40)
