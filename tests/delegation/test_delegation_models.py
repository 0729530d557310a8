"""What the database itself refuses of delegations and their consents."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from delegation.models import Consent, Delegation
from tests.delegation.factories import DelegationFactory
from tests.factories import ConsentFactory, UserFactory

pytestmark = pytest.mark.django_db


def refuses(constraint, make, **facts):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**facts)
    assert constraint in str(refusal.value)


class TestDelegation:
    @pytest.mark.parametrize("state", ["active", "pending"])
    def test_one_of_a_kind_is_open_for_a_case(self, state):
        facts = {"pending": True} if state == "pending" else {}
        case = DelegationFactory(**facts).case
        refuses(f"delegation_one_{state}_per_case", DelegationFactory, case=case, **facts)

    def test_one_may_be_active_while_another_waits(self):
        case = DelegationFactory().case
        DelegationFactory(case=case, pending=True)
        assert Delegation.objects.filter(case=case).open().count() == 2

    def test_one_form_makes_one(self):
        delegation = DelegationFactory()
        refuses("form_key", DelegationFactory, form_key=delegation.form_key)

    @pytest.mark.parametrize(
        "facts",
        [
            {"ended": True, "reason": ""},
            {"ended": True, "closed_as": ""},
            {"ended": True, "closed_at": None},
            {"reason": "asked"},
            {"closed_as": "consumer"},
            {"closed_at": timezone.now()},
            {"pending": True, "state": "gone"},
        ],
    )
    def test_what_is_closed_says_when_by_whom_and_why(self, facts):
        refuses("delegation_closed_says_who_and_why", DelegationFactory, **facts)

    @pytest.mark.parametrize(
        "facts",
        [{"accepted_at": None}, {"pending": True, "accepted_at": timezone.now()}],
    )
    def test_what_was_active_was_accepted(self, facts):
        refuses("delegation_accepted_if_active_or_ended", DelegationFactory, **facts)

    @pytest.mark.parametrize(
        "facts",
        [
            {"asked_at": timezone.now() + timedelta(days=1), "accepted_at": timezone.now()},
            {"ended": True, "closed_at": timezone.now() - timedelta(days=3)},
        ],
    )
    def test_moments_are_in_order(self, facts):
        refuses("delegation_moments_in_order", DelegationFactory, **facts)

    def test_it_lasts_some_time(self):
        today = timezone.localdate()
        refuses("delegation_lasts_some_time", DelegationFactory, from_on=today, until_on=today)

    @pytest.mark.parametrize("scope", [[], ["passwords"]])
    def test_the_scope_is_known(self, scope):
        refuses("delegation_scope_known", DelegationFactory, scope=scope)

    def test_by_itself_is_by_nobody(self):
        refuses(
            "delegation_closed_by_nobody_if_by_itself",
            DelegationFactory,
            ended=True,
            closed_as="system",
            closed_by=UserFactory(),
        )


class TestConsent:
    @pytest.mark.parametrize(
        "facts",
        [
            {"user": None},
            {"channel": "oral", "signed_name": "Pat Gives"},
            {"channel": "oral", "representative": True},
            {"representative": True},
        ],
    )
    def test_is_given_online_by_a_user_or_put_down_with_a_name(self, facts):
        if "representative" in facts:
            facts["representative"] = UserFactory()
        refuses("consent_by_a_user_or_put_down_by_a_representative", ConsentFactory, **facts)

    def test_on_the_phone_it_needs_no_account(self):
        consent = ConsentFactory(
            user=None, channel="oral", representative=UserFactory(), signed_name="Pat Gives"
        )
        assert Consent.objects.get(pk=consent.pk).user is None
