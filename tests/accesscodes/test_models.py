from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accesscodes.models import AccessCode, HelpLineCall, IdentityCheck
from tests.accesscodes.factories import (
    AccessCodeFactory,
    HelpLineCallFactory,
    IdentityCheckFactory,
)
from tests.factories import AssisterFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refused_by(change):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        change()
    return refusal.value.__cause__.diag.constraint_name


def updating(row, **facts):
    return refused_by(lambda: type(row).objects.filter(pk=row.pk).update(**facts))


class TestTheDatabaseRefuses:
    def test_two_open_calls_of_one_representative(self):
        call = HelpLineCallFactory()
        HelpLineCallFactory(by=call.by, ended_at=timezone.now() + timedelta(hours=1))
        assert refused_by(lambda: HelpLineCallFactory(by=call.by)) == "helplinecall_one_open_each"

    @pytest.mark.parametrize(
        ("rule", "facts"),
        [
            ("assister_given_if_one_calls", {"caller": "cec"}),
            ("consumer_somewhere_known", {"consumer_is": "away"}),
            ("ends_after_it_started", {"ended_at": NOW - timedelta(days=1)}),
        ],
    )
    def test_what_no_call_has(self, rule, facts):
        assert updating(HelpLineCallFactory(), **facts) == f"helplinecall_{rule}"

    def test_an_assister_on_a_consumers_call(self):
        call = HelpLineCallFactory(chosen=True)
        rule = "helplinecall_assister_given_if_one_calls"
        assert updating(call, assister=AssisterFactory()) == rule

    def test_a_case_before_the_caller(self):
        call = HelpLineCallFactory(chosen=True)
        assert updating(call, caller="") == "helplinecall_case_after_caller"

    @pytest.mark.parametrize(
        ("rule", "facts"),
        [
            ("passed_with_enough_facts", {"matched": ["name", "born_on", "ssn"]}),
            ("passed_with_enough_facts", {"matched": ["name", "ssn", "address", "member"]}),
            ("passed_with_enough_facts", {"outcome": "maybe"}),
            ("only_a_failure_holds", {"holds_until": NOW + timedelta(days=1)}),
        ],
    )
    def test_what_no_passed_check_has(self, rule, facts):
        assert updating(IdentityCheckFactory(), **facts) == f"identitycheck_{rule}"

    @pytest.mark.parametrize("holding", [True, False])
    @pytest.mark.parametrize("reason", ["", "Known here"])
    def test_an_override_without_hold_or_reason(self, holding, reason):
        check = IdentityCheckFactory(**{"holding" if holding else "failed": True})
        facts = {"overridden_at": timezone.now(), "override_reason": reason}
        if holding and reason:
            facts["overridden_by"] = None
        else:
            facts["overridden_by"] = UserFactory()
        assert updating(check, **facts) == "identitycheck_override_of_a_hold_with_reason"

    def test_two_unspent_codes_of_one_case(self):
        check = IdentityCheckFactory()
        AccessCodeFactory(identity_check=check, revoked=True)
        AccessCodeFactory(identity_check=check)
        rule = refused_by(lambda: AccessCodeFactory(identity_check=check))
        assert rule == "accesscode_one_unspent_per_case"

    def test_two_codes_of_one_text_or_one_form(self):
        code = AccessCodeFactory(text="0123456789")
        rules = [
            refused_by(lambda: AccessCodeFactory(text="0123456789")),
            refused_by(lambda: AccessCodeFactory(form_key=code.form_key)),
        ]
        assert rules == [
            "accesscodes_accesscode_digest_key",
            "accesscodes_accesscode_form_key_key",
        ]

    @pytest.mark.parametrize(
        ("rule", "facts"),
        [
            ("ending_two_characters", {"ending": "K"}),
            ("ending_two_characters", {"ending": "OU"}),
            ("expires_after_issued", {"expires_at": NOW - timedelta(days=2)}),
            ("used_at_and_by_agree", {"used_at": NOW}),
            ("revoked_by_wrong_birth_dates", {"wrong_birth_dates": 5}),
        ],
    )
    def test_what_no_code_has(self, rule, facts):
        assert updating(AccessCodeFactory(), **facts) == f"accesscode_{rule}"

    def test_a_use_after_its_end(self):
        facts = {"used_at": timezone.now(), "used_by": UserFactory()}
        assert updating(AccessCodeFactory(expired=True), **facts) == "accesscode_used_before_expiry"
        revoked = AccessCodeFactory(revoked=True)
        assert updating(revoked, **facts) == "accesscode_not_used_and_revoked"


class TestVocabulary:
    def test_a_representative_sees_their_own_calls_and_a_supervisor_all(self):
        call, other = HelpLineCallFactory(), HelpLineCallFactory()
        supervisor = StaffFactory(role="Help-line supervisors")
        assert list(HelpLineCall.objects.visible_to(call.by)) == [call]
        assert set(HelpLineCall.objects.visible_to(supervisor)) == {call, other}

    def test_codes_are_watched_likewise(self):
        code, other = AccessCodeFactory(), AccessCodeFactory()
        supervisor = StaffFactory(role="Help-line supervisors")
        assert list(AccessCode.objects.issued_to_be_watched_by(code.issued_by)) == [code]
        assert set(AccessCode.objects.issued_to_be_watched_by(supervisor)) == {code, other}

    @pytest.mark.parametrize(
        ("state", "outcome"),
        [
            ({}, "open"),
            ({"expired": True}, "expired"),
            ({"revoked": True}, "revoked"),
            ({"used": True}, "linked"),
            ({"expired": True, "revoked": True}, "expired"),  # replaced after its time
        ],
    )
    def test_the_outcome_is_that_of_the_last_code(self, state, outcome):
        check = IdentityCheckFactory()
        AccessCodeFactory(
            identity_check=check,
            revoked=True,
            issued_at=NOW - timedelta(hours=30),
            wrong_birth_dates=3,
        )
        AccessCodeFactory(identity_check=check, **state)

        [call] = HelpLineCall.objects.with_outcome()

        assert (call.outcome, call.code_wrong_birth_dates) == (outcome, 0)
        assert list(HelpLineCall.objects.having(outcome)) == [call]
        assert not HelpLineCall.objects.having("none").exists()

    def test_a_call_without_a_code_says_so(self):
        HelpLineCallFactory()
        assert HelpLineCall.objects.with_outcome().get().outcome_label == "No code"

    def test_live_is_neither_used_nor_revoked_nor_expired(self):
        live = AccessCodeFactory()
        ended = [AccessCodeFactory(**{state: True}) for state in ("used", "revoked", "expired")]
        assert list(AccessCode.objects.live()) == [live]
        assert [code.is_live() for code in (live, *ended)] == [True, False, False, False]

    def test_holding_ends_with_time_or_override(self):
        held = IdentityCheckFactory(holding=True)
        IdentityCheckFactory(holding=True, holds_until=NOW + timedelta(seconds=1), checked_at=NOW)
        IdentityCheckFactory(
            holding=True,
            overridden_at=NOW,
            overridden_by=UserFactory(),
            override_reason="Known here",
        )
        later = timezone.now() + timedelta(seconds=2)
        assert list(IdentityCheck.objects.holding(later)) == [held]

    def test_nothing_says_anything_of_a_person_or_a_code(self):
        code = AccessCodeFactory(text="KMNPQRSTVW")
        said = f"{code} {code.call} {code.identity_check}"
        assert "Gives" not in said
        assert "VW" not in said

    def test_a_form_has_its_own_key(self):
        assert AccessCodeFactory().form_key != uuid4()
