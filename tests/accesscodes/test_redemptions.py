import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accesscodes.errors import CodeExpired, CodeRevoked, CodeUsed, WrongFacts
from accesscodes.models import AccessCode
from accesscodes.workflows import redemptions
from audit.models import AuditEvent
from cases.errors import CaseTaken, HasCaseAlready
from cases.models import Case
from limiter.errors import TooManyAttempts
from limiter.models import AttemptLog
from notifications.models import Notice
from tests.accesscodes.factories import AccessCodeFactory
from tests.cases.factories import BORN_ON, CaseFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TEXT, NO_CODE = "K1M0Q4XW9D", "ZZZZZZZZZZ"
WRONG_DAY = date(1984, 5, 18)


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    AttemptLog.objects.all().delete()


def redeem(typed=TEXT, born_on=BORN_ON, by=None):
    return redemptions.redeem(typed=typed, born_on=born_on, by=by or UserFactory())


def refused(error, *args, **kwargs):
    with pytest.raises(error) as refusal:
        redeem(*args, **kwargs)
    return str(refusal.value)


class TestTheRightFacts:
    def test_link_account_and_case(self):
        code, pat = AccessCodeFactory(text=TEXT), UserFactory()

        case = redeem(by=pat)

        code.refresh_from_db()
        assert (case, pat.case, code.used_by) == (code.case, code.case, pat)
        for verb in ("access_code.redeem", "case.link"):
            event = AuditEvent.objects.get(verb=verb)
            assert (event.actor_id, event.case_id, event.outcome) == (pat.pk, case.pk, "done")

    def test_in_any_shape(self):
        AccessCodeFactory(text=TEXT)
        assert redeem(typed="klmoq 4xw9d")

    def test_write_to_the_address_on_the_case(self):
        code = AccessCodeFactory(text=TEXT, identity_check__call__case=CaseFactory(language="es"))
        redeem()
        notice = Notice.objects.get()
        assert (notice.kind, notice.to) == ("case_linked", code.case.email)
        assert notice.language == "es"

    def test_without_an_address_nobody_is_written_to(self):
        AccessCodeFactory(text=TEXT, identity_check__call__case=CaseFactory(email=""))
        assert redeem().is_linked
        assert not Notice.objects.exists()

    def test_are_no_failed_try(self):
        pat = UserFactory()
        for n in range(4):
            refused(WrongFacts, typed=NO_CODE, by=pat)
            AccessCodeFactory(text=f"{n:010}", used=True)
            refused(CodeUsed, typed=f"{n:010}", by=pat)
        AccessCodeFactory(text=TEXT)
        assert redeem(by=pat)


class TestWrongFacts:
    def all_kinds(self):
        """Everything that may be wrong with a code and a date, each with a code of its own."""
        states = ({}, {"used": True}, {"revoked": True}, {"expired": True})
        for n, state in enumerate(states):
            AccessCodeFactory(text=f"{n:010}", **state)
            yield {"typed": f"{n:010}", "born_on": WRONG_DAY}
        yield {"typed": NO_CODE}
        erased = AccessCodeFactory(text=TEXT, used=True)
        AccessCode.objects.filter(pk=erased.pk).update(digest=None)
        yield {"typed": TEXT}

    def test_are_said_in_one_sentence_after_the_same_work(self):
        sentences, work = set(), set()
        for facts in self.all_kinds():
            pat = UserFactory()
            with CaptureQueriesContext(connection) as asked:
                sentences.add(refused(WrongFacts, by=pat, **facts))
            # Of each statement what it does to what; savepoints have names of their own.
            work.add(tuple(re.sub(r'"s\d+\w*"', "", query["sql"])[:60] for query in asked))
        assert len(sentences) == 1
        assert len(work) == 1

    def test_change_no_link_and_write_to_nobody(self):
        for facts in self.all_kinds():
            refused(WrongFacts, **facts)
        assert not Case.objects.linked().exists()
        assert not Notice.objects.exists()

    def test_are_on_record_with_the_code_that_was_meant(self):
        code = AccessCodeFactory(text=TEXT)
        refused(WrongFacts, born_on=WRONG_DAY)
        refused(WrongFacts, typed=NO_CODE)
        tries = AuditEvent.objects.filter(verb="access_code.count_wrong_try").order_by("pk")
        assert [event.case_id for event in tries] == [code.case_id, None]

    def test_the_right_code_with_five_wrong_birth_dates_is_revoked(self):
        code = AccessCodeFactory(text=TEXT)
        for left in (4, 3, 2, 1, 0):
            code.refresh_from_db()
            assert (code.is_live(), code.wrong_birth_dates) == (True, 4 - left)
            refused(WrongFacts, born_on=WRONG_DAY)

        code.refresh_from_db()
        assert (code.is_live(), code.wrong_birth_dates) == (False, 5)
        assert AuditEvent.objects.get(verb="access_code.revoke").actor_id is None
        assert "entered wrongly too often" in refused(CodeRevoked)

    def test_of_a_code_that_has_ended_count_no_more(self):
        code = AccessCodeFactory(text=TEXT, used=True)
        for _ in range(6):
            refused(WrongFacts, born_on=WRONG_DAY)
        code.refresh_from_db()
        assert (code.wrong_birth_dates, code.revoked_at) == (0, None)


class TestLimits:
    def test_an_account_has_five_wrong_tries_in_a_quarter_of_an_hour(self):
        pat = UserFactory()
        AccessCodeFactory(text=TEXT)
        for _ in range(5):
            refused(WrongFacts, typed=NO_CODE, by=pat)
        refused(TooManyAttempts, by=pat)
        assert redeem(by=UserFactory())

    def test_an_address_has_thirty_an_hour(self):
        for _ in range(30):
            refused(WrongFacts, typed=NO_CODE)
        refused(TooManyAttempts)


class TestOnceBothMatch:
    @pytest.mark.parametrize(
        ("state", "error", "words"),
        [
            ({"used": True}, CodeUsed, "was used on"),
            ({"revoked": True}, CodeRevoked, "was ended on"),
            ({"expired": True}, CodeExpired, "expired on"),
            ({"expired": True, "revoked": True}, CodeExpired, "expired on"),
        ],
    )
    def test_the_reason_is_said_with_the_day_and_what_to_do(self, state, error, words):
        AccessCodeFactory(text=TEXT, **state)
        said = refused(error)
        assert words in said
        assert str(timezone.localdate().year) in said
        assert "call the Help Line" in said or "Call the Help Line" in said

    def test_of_a_used_one_nobody_learns_by_whom(self):
        code = AccessCodeFactory(text=TEXT, used=True)
        assert code.used_by.username not in refused(CodeUsed)

    def test_an_account_with_a_case_gets_no_second_one_and_the_code_stays_good(self):
        code, pat = AccessCodeFactory(text=TEXT), CaseFactory(linked=True).user
        refused(HasCaseAlready, by=pat)
        code.refresh_from_db()
        assert code.is_live()

    def test_a_case_with_an_account_gets_no_second_one(self):
        code = AccessCodeFactory(text=TEXT)
        Case.objects.filter(pk=code.case_id).update(user=UserFactory(), linked_at=timezone.now())
        said = refused(CaseTaken)
        assert "Forgot your password?" in said
        assert Case.objects.get().user.username not in said

    def test_to_the_second_of_its_end(self):
        code = AccessCodeFactory(text=TEXT)
        AccessCode.objects.filter(pk=code.pk).update(
            issued_at=timezone.now() - timedelta(hours=24), expires_at=timezone.now()
        )
        refused(CodeExpired)
