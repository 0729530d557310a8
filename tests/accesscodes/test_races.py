"""At the same moment: one code for many, one case for many codes, used and revoked and expired.

One round each; `make stress` runs the full counts.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from accesscodes import matching
from accesscodes.errors import AccessCodeError, CodeExpired, CodeRevoked, CodeUsed
from accesscodes.models import AccessCode, IdentityCheck
from accesscodes.workflows import access_codes, calls, identity_checks, redemptions
from audit.models import AuditEvent
from cases.models import Case
from limiter.models import AttemptLog
from tests.accesscodes.factories import (
    AccessCodeFactory,
    HelpLineCallFactory,
    IdentityCheckFactory,
)
from tests.accesscodes.test_identity_checks import RIGHT
from tests.accesscodes.web import Browser, two_processes
from tests.cases.factories import BORN_ON, CaseFactory
from tests.factories import StaffFactory, UserFactory
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3000)]
MANY = 50
FORM = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}


def forget_attempts():
    AttemptLog.objects.all().delete()


class TestFiftyThroughHTTP:
    """Of 50 people with one code, through two web processes, one links the case."""

    def round(self, port, people, number):
        text = f"{number:010}"
        code = AccessCodeFactory(text=text)
        before = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with ThreadPoolExecutor(MANY) as pool:
            answers = at_once(
                pool,
                *[
                    lambda one=one: one.post("/my-case/link/", {"code": text, **FORM})
                    for one in people
                ],
            )

        assert Counter(status for status, _said in answers) == {302: 1, 200: MANY - 1}
        assert sum(said == "/my-case/" for _status, said in answers) == 1
        told = [said for status, said in answers if status == 200]
        assert all("This code was used on" in page for page in told)
        code.refresh_from_db()
        assert Case.objects.get(pk=code.case_id).user == code.used_by
        events = AuditEvent.objects.filter(pk__gt=before, outcome="done")
        for verb in ("access_code.redeem", "case.link"):
            assert events.filter(verb=verb, case_id=code.case_id).count() == 1
        Case.objects.update(user=None, linked_at=None)
        forget_attempts()

    def rounds(self, count):
        users = [UserFactory() for _ in range(MANY)]
        with two_processes() as port:
            people = [Browser(port, user, f"198.51.100.{n}") for n, user in enumerate(users, 1)]
            for number in range(count):
                self.round(port, people, number)

    def test_one_round(self):
        self.rounds(1)

    @pytest.mark.stress
    def test_fifty_rounds(self):
        self.rounds(50)


def redeeming(number, born_on=BORN_ON):
    return partial(redemptions.redeem, typed=f"{number:010}", born_on=born_on, by=UserFactory())


def issuing(call, key):
    return lambda: access_codes.issue(call=call.pk, key=key, by=call.by)[0]


def of_codes_issued_at_once_for_one_case_one_is_live(pool, number):
    case = CaseFactory()
    calls = [IdentityCheckFactory(call__case=case).call for _ in range(4)]
    done = at_once(pool, *[issuing(call, uuid4()) for call in calls])
    assert all(isinstance(one, AccessCode) for one in done)
    assert AccessCode.objects.filter(case=case).live().count() == 1
    assert AccessCode.objects.filter(case=case, revoked_at__isnull=False).count() == 3


def of_one_form_sent_four_times_at_once_one_issues(pool, number):
    call, key = IdentityCheckFactory().call, uuid4()
    done = at_once(pool, *[issuing(call, key)] * 4)
    assert sum(isinstance(one, AccessCode) for one in done) == 1
    assert AccessCode.objects.filter(case=call.case).count() == 1


def a_code_is_used_or_revoked_or_replaced_and_never_two_of_them(pool, number):
    code = AccessCodeFactory(text=f"{number:010}")
    call = code.call
    used, revoked, issued = at_once(
        pool,
        redeeming(number),
        lambda: access_codes.revoke(call=call.pk, by=call.by),
        issuing(call, uuid4()),
    )
    code.refresh_from_db()
    assert (code.used_at is None) != (code.revoked_at is None)
    is_linked = Case.objects.get(pk=code.case_id).is_linked
    assert is_linked == isinstance(used, Case) == bool(code.used_at)
    assert is_linked or used is CodeRevoked
    assert revoked is None or issubclass(revoked, AccessCodeError)
    assert not (is_linked and isinstance(issued, AccessCode))
    assert AccessCode.objects.filter(case=code.case).unspent().count() <= 1


def a_code_is_used_in_time_or_expired(pool, number):
    code = AccessCodeFactory(text=f"{number:010}")
    soon = timezone.now() + timedelta(milliseconds=5 + number % 20)
    acts = [redeeming(number) for _ in range(3)]
    AccessCode.objects.filter(pk=code.pk).update(expires_at=soon)
    done = at_once(pool, *acts)
    code.refresh_from_db()
    won = [one for one in done if isinstance(one, Case)]
    assert len(won) == bool(code.used_at) <= 1
    assert code.used_at is None or code.used_at < code.expires_at
    assert {one for one in done if not isinstance(one, Case)} <= {CodeUsed, CodeExpired}
    assert Case.objects.get(pk=code.case_id).is_linked == bool(won)


def wrong_birth_dates_at_once_are_all_counted_and_end_the_code_once(pool, number):
    code = AccessCodeFactory(text=f"{number:010}", wrong_birth_dates=2)
    wrong = BORN_ON + timedelta(days=1)
    at_once(pool, *[redeeming(number, wrong) for _ in range(3)], redeeming(number))
    code.refresh_from_db()
    assert code.used_at or (code.wrong_birth_dates == 5 and code.revoked_at)
    assert not (code.used_at and code.revoked_at)


def of_failed_checks_at_once_the_third_holds(pool, number):
    case = CaseFactory()
    said = matching.Said(**RIGHT, ssn="0000", contact="5595550000")
    calls_ = [HelpLineCallFactory(chosen=True, case=case) for _ in range(4)]
    check = partial(identity_checks.check, said=said, consumer_is="line")
    at_once(pool, *[partial(check, call=one.pk, key=uuid4(), by=one.by) for one in calls_])
    checks = IdentityCheck.objects.filter(case=case)
    assert (checks.count(), checks.holding().count()) == (3, 1)


def of_calls_started_at_once_a_representative_has_one(pool, number):
    kim = StaffFactory(role="Help-line representatives")
    at_once(pool, *[partial(calls.start, by=kim)] * 4)
    assert kim.help_line_calls.open().count() == 1


RACES = [
    of_codes_issued_at_once_for_one_case_one_is_live,
    of_one_form_sent_four_times_at_once_one_issues,
    a_code_is_used_or_revoked_or_replaced_and_never_two_of_them,
    a_code_is_used_in_time_or_expired,
    wrong_birth_dates_at_once_are_all_counted_and_end_the_code_once,
    of_failed_checks_at_once_the_third_holds,
    of_calls_started_at_once_a_representative_has_one,
]
EACH_RACE = pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)


@EACH_RACE
def test_once(pool, race):
    race(pool, 0)


@pytest.mark.stress
@EACH_RACE
def test_a_thousand_times(pool, race):
    for number in range(1000):
        race(pool, number)
        forget_attempts()
