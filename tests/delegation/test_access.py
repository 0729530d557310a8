"""The one door to a case: who it is open to, and what is said where it is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Affiliation, Assister, Badge, Certification, Entity, User
from cases.models import Case
from delegation import access
from delegation.models import Delegation, Scope
from tests.cases.factories import CaseFactory
from tests.delegation.factories import DelegationFactory, days_from_now
from tests.factories import AssisterFactory, EntityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation():
    return DelegationFactory()


@pytest.fixture
def dee(delegation):
    return delegation.assister.user


def open_to(user, case, at=None):
    found = access.cases_open_to(user, at).filter(pk=case.pk).exists()
    assert found == (case.pk in access.cases_open_to(user, at).values_list("pk", flat=True))
    return found


class TestOpen:
    def test_to_the_primary_contact_and_to_the_delegate(self, delegation, dee):
        assert open_to(delegation.case.user, delegation.case)
        assert open_to(dee, delegation.case)

    def test_to_nobody_else(self, delegation):
        for stranger in [UserFactory(), AssisterFactory(ready=True).user]:
            assert not open_to(stranger, delegation.case)

    def test_an_assister_s_book_has_what_was_delegated_and_not_their_own_case(self, dee):
        own = CaseFactory(user=dee)
        assert set(access.cases_open_to(dee)) == {own, *access.delegated_to(dee)}
        assert own not in access.delegated_to(dee)

    @pytest.mark.parametrize("state", ["pending", "declined", "ended"])
    def test_not_by_a_delegation_that_is_not_active(self, state):
        delegation = DelegationFactory(**{state: True})
        assert not open_to(delegation.assister.user, delegation.case)

    def test_until_its_last_day_is_over(self, delegation, dee):
        Delegation.objects.update(from_on=days_from_now(-365), until_on=timezone.localdate())
        assert open_to(dee, delegation.case)
        assert not open_to(dee, delegation.case, timezone.now() + timedelta(days=1))


CLOSING = {
    "switched off": lambda: User.objects.filter(assister__isnull=False).update(is_active=False),
    "suspended": lambda: Certification.objects.update(status="suspended"),
    "revoked": lambda: Certification.objects.update(
        status="revoked", ended_on=timezone.localdate()
    ),
    "without a badge": lambda: Badge.objects.update(returned_on=timezone.localdate()),
    "without an entity": lambda: Affiliation.objects.update(ended_on=timezone.localdate()),
    "entity suspended": lambda: Entity.objects.update(status="suspended"),
    "entity ended": lambda: Entity.objects.update(status="ended"),
    "ended": lambda: Delegation.objects.update(
        state="ended", closed_at=timezone.now(), closed_as="consumer", reason="asked"
    ),
    "over": lambda: Delegation.objects.update(
        from_on=days_from_now(-366), until_on=days_from_now(-1)
    ),
}


class TestClosed:
    @pytest.mark.parametrize("close", CLOSING.values(), ids=CLOSING)
    def test_by_each_condition_at_once_and_it_is_said_which(self, delegation, dee, close):
        assert access.why_closed(dee, delegation.case_id) == []
        close()
        assert not open_to(dee, delegation.case)
        assert open_to(delegation.case.user, delegation.case)
        told = access.why_closed(dee, delegation.case_id)
        assert told
        assert all(one.what and one.advice and one.mender for one in told)

    def test_a_delegation_stays_with_the_entity_it_was_given_to(self, delegation, dee):
        Affiliation.objects.all().delete()
        entity = EntityFactory()
        Assister.objects.update(entity=entity, site=None)
        Affiliation.objects.create(
            assister=delegation.assister, entity=entity, began_on=timezone.localdate()
        )
        assert dee.assister.standing().is_ready
        assert not open_to(dee, delegation.case)
        [told] = access.why_closed(dee, delegation.case_id)
        assert str(told.mender) == "The consumer"

    def test_what_pauses_is_given_back_with_the_reason_gone(self, delegation, dee):
        Certification.objects.update(status="suspended")
        [told] = access.why_closed(dee, delegation.case_id)
        assert str(told.mender) == "The certification desk"
        Certification.objects.update(status="certified")
        assert open_to(dee, delegation.case)

    def test_a_request_waits_for_the_assister(self):
        delegation = DelegationFactory(pending=True)
        [told] = access.why_closed(delegation.assister.user, delegation.case_id)
        assert str(told.mender) == "You"

    def test_who_never_had_a_delegation_is_told_nothing(self, delegation):
        declined = DelegationFactory(declined=True)
        assert access.why_closed(declined.assister.user, declined.case_id) is None
        for user in [UserFactory(), AssisterFactory(ready=True).user]:
            assert access.why_closed(user, delegation.case_id) is None

    def test_of_several_the_one_that_is_open_counts(self, delegation, dee):
        DelegationFactory(case=delegation.case, assister=delegation.assister, ended=True)
        assert access.why_closed(dee, delegation.case_id) == []


class TestInAWorkflow:
    def test_the_case_is_held_while_it_is_open(self, delegation, dee):
        assert access.open_locked(dee, delegation.case_id) == delegation.case

    def test_what_is_closed_is_not_there(self, delegation, dee):
        CLOSING["ended"]()
        with pytest.raises(Case.DoesNotExist):
            access.open_locked(dee, delegation.case_id)


def test_it_is_one_query_however_many_there_are(delegation, dee, django_assert_num_queries):
    for _ in range(5):
        DelegationFactory(assister=delegation.assister)
    with django_assert_num_queries(1):
        assert len(access.cases_open_to(dee).order_by("pk")) == 6
    with django_assert_num_queries(1):
        assert Delegation.objects.filter(case__in=access.cases_open_to(dee)).count() == 6


class TestScope:
    """The form gives all of it; a row that gives less is obeyed."""

    @pytest.fixture
    def narrow(self):
        return DelegationFactory(scope=["read", "documents"])

    def test_each_act_asks_for_its_part(self, narrow):
        user, case = narrow.assister.user, narrow.case
        assert access.open_locked(user, case.pk, part=Scope.DOCUMENTS) == case
        assert access.open_locked(user, case.pk) == case
        for part in (Scope.CHANGES, Scope.RENEWAL):
            with pytest.raises(Case.DoesNotExist):
                access.open_locked(user, case.pk, part=part)
            assert access.open_locked(case.user, case.pk, part=part) == case

    def test_the_reason_names_the_part_and_who_can_open_it(self, narrow):
        user = narrow.assister.user
        assert access.why_closed(user, narrow.case_id, part=Scope.DOCUMENTS) == []
        [told] = access.why_closed(user, narrow.case_id, part=Scope.CHANGES)
        assert (told.what, told.mender) == ("Report changes", "The consumer")

    def test_who_may_not_read_may_nothing(self, narrow):
        Delegation.objects.update(scope=["documents"])
        user = narrow.assister.user
        assert not access.delegated_to(user).exists()
        assert not access.cases_open_to(user, part=Scope.READ).exists()
        [told] = access.why_closed(user, narrow.case_id, part=Scope.DOCUMENTS)
        assert told.what == "See the case"
