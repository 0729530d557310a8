from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from accesscodes import code_text, tasks
from accesscodes.errors import (
    AlreadyIssued,
    CallEnded,
    CaseHeld,
    CaseLinked,
    NoCode,
    NotVerified,
    OwnCase,
    WrongReadBack,
)
from accesscodes.models import AccessCode, HelpLineCall
from accesscodes.workflows import access_codes, calls
from audit.models import AuditEvent
from limiter.errors import TooManyAttempts
from limiter.models import AttemptLog
from notifications.models import Notice
from tests.accesscodes.factories import (
    AccessCodeFactory,
    HelpLineCallFactory,
    IdentityCheckFactory,
)
from tests.cases.factories import CaseFactory
from tests.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    AttemptLog.objects.all().delete()


@pytest.fixture
def call():
    return IdentityCheckFactory().call


def issue(call, key=None):
    return access_codes.issue(call=call.pk, key=key or uuid4(), by=call.by)


def events(verb, **more):
    return AuditEvent.objects.filter(verb=f"access_code.{verb}", **more)


class TestIssue:
    def test_returns_the_text_and_keeps_a_digest_and_the_end(self, call):
        code, text = issue(call)

        assert AccessCode.objects.reading(text).get() == code
        assert (code.case, code.issued_by, code.ending) == (call.case, call.by, text[-2:])
        assert code.expires_at - code.issued_at == timedelta(hours=24)
        assert text not in str(AccessCode.objects.values().get())
        event = events("issue").get()
        assert (event.actor_id, event.case_id) == (call.by_id, call.case_id)
        assert text not in str(AuditEvent.objects.values_list())

    def test_posts_nothing_that_could_carry_it(self, call):
        issue(call)
        assert not Notice.objects.exists()

    def test_a_new_one_ends_the_one_before(self, call):
        old, text = issue(call)
        new, _text = issue(call)

        assert list(AccessCode.objects.live()) == [new]
        assert AccessCode.objects.reading(text).get().revoked_at
        assert events("revoke").get().object_id == str(old.pk)

    def test_also_one_of_another_call(self, call):
        code = AccessCodeFactory(identity_check__call__case=call.case)
        issue(call)
        code.refresh_from_db()
        assert code.revoked_at

    def test_one_form_issues_one(self, call):
        key = uuid4()
        code, _text = issue(call, key)
        with pytest.raises(AlreadyIssued):
            issue(call, key)
        assert AccessCode.objects.get() == code
        assert code.is_live()

    def test_a_key_of_another_call_is_refused(self, call):
        with pytest.raises(AlreadyIssued):
            issue(call, AccessCodeFactory().form_key)

    def test_needs_a_check_that_passed_in_this_very_call(self, call):
        later = HelpLineCallFactory(chosen=True, case=call.case)
        for other in (later, HelpLineCallFactory()):
            with pytest.raises(NotVerified):
                issue(other)
        assert events("issue", outcome="refused").count() == 2

    def test_not_one_that_failed_afterwards(self, call):
        IdentityCheckFactory(call=call, failed=True)
        with pytest.raises(NotVerified):
            issue(call)

    def test_nor_one_of_another_case(self, call):
        HelpLineCall.objects.filter(pk=call.pk).update(case=CaseFactory())
        with pytest.raises(NotVerified):
            issue(call)

    def test_not_while_the_case_is_held(self, call):
        IdentityCheckFactory(call__case=call.case, holding=True)
        with pytest.raises(CaseHeld):
            issue(call)

    def test_not_for_a_case_that_has_an_account(self):
        call = IdentityCheckFactory(call__case=CaseFactory(linked=True)).call
        with pytest.raises(CaseLinked) as refusal:
            issue(call)
        assert call.case.user.username not in str(refusal.value)
        assert events("issue").get().object_id == str(call.case_id)

    def test_not_for_ones_own_case(self):
        kim = StaffFactory(role="Help-line representatives")
        call = IdentityCheckFactory(call__by=kim, call__case=CaseFactory(user=kim)).call
        with pytest.raises(OwnCase):
            issue(call)

    def test_not_after_the_call_nor_in_somebody_elses(self, call):
        with pytest.raises(HelpLineCall.DoesNotExist):
            access_codes.issue(call=call.pk, key=uuid4(), by=UserFactory())
        calls.end(call=call.pk, by=call.by)
        with pytest.raises(CallEnded):
            issue(call)

    def test_another_code_is_drawn_when_one_is_taken(self, call, monkeypatch):
        AccessCodeFactory(text="0123456789")
        drawn = iter(["0123456789", "K1M0Q4XW9D"])
        monkeypatch.setattr(code_text, "mint", lambda: next(drawn))
        assert issue(call)[1] == "K1M0Q4XW9D"


class TestMostInAnHour:
    def test_more_than_thirty_are_refused_and_the_supervisors_are_told_once(self, call):
        supervisor = StaffFactory(role="Help-line supervisors", language="es")
        StaffFactory(role="Help-line supervisors", is_active=False)
        for _ in range(30):
            issue(call)

        for _ in range(2):
            with pytest.raises(TooManyAttempts):
                issue(call)

        notice = Notice.objects.get()
        assert (notice.kind, notice.to, notice.language) == ("many_codes", supervisor.email, "es")
        assert events("alert").count() == 1
        assert AccessCode.objects.live().count() == 1


class TestRevoke:
    def test_ends_the_code(self, call):
        code, _text = issue(call)
        access_codes.revoke(call=call.pk, by=call.by)
        code.refresh_from_db()
        assert code.revoked_at
        assert events("revoke").get().case_id == call.case_id

    def test_by_a_supervisor_too_also_after_the_call(self, call):
        issue(call)
        calls.end(call=call.pk, by=call.by)
        access_codes.revoke(call=call.pk, by=StaffFactory(role="Help-line supervisors"))
        assert not AccessCode.objects.live().exists()

    def test_by_nobody_else(self, call):
        issue(call)
        with pytest.raises(HelpLineCall.DoesNotExist):
            access_codes.revoke(call=call.pk, by=StaffFactory(role="Help-line representatives"))

    def test_what_is_not_there_or_used_or_of_another_call_cannot_be_revoked(self, call):
        other = AccessCodeFactory(identity_check__call__case=call.case).call
        for one in (call, AccessCodeFactory(used=True).call, HelpLineCallFactory()):
            with pytest.raises(NoCode):
                access_codes.revoke(call=one.pk, by=one.by)
        assert AccessCode.objects.live().get().call == other


class TestACallThatTurnsToAnotherCase:
    """The wrong case was chosen first, and a code was issued for it."""

    @pytest.fixture
    def turned(self, call):
        code, text = issue(call)
        calls.choose_case(call=call.pk, case=CaseFactory().pk, by=call.by)
        call.refresh_from_db()
        IdentityCheckFactory(call=call)
        return call, code, text

    def test_the_first_ones_code_can_still_be_revoked(self, turned):
        call, code, _text = turned
        access_codes.revoke(call=call.pk, by=call.by)
        code.refresh_from_db()
        assert code.revoked_at
        assert events("revoke").get().case_id == code.case_id

    def test_no_code_of_another_call_is_revoked_instead(self, turned):
        call, _code, _text = turned
        other = AccessCodeFactory(identity_check__call__case=call.case)
        access_codes.revoke(call=call.pk, by=call.by)
        assert list(AccessCode.objects.live()) == [other]

    def test_the_first_ones_code_read_back_is_not_the_code(self, turned):
        call, _code, text = turned
        new, _text = issue(call)
        with pytest.raises(WrongReadBack):
            access_codes.read_back(call=call.pk, typed=text, by=call.by)
        new.refresh_from_db()
        assert new.read_back_at is None


class TestReadBack:
    def test_is_noted_when_it_is_the_code_in_any_shape(self, call):
        _code, text = issue(call)
        done = access_codes.read_back(
            call=call.pk, typed=f" {text[:5].lower()} - {text[5:]}", by=call.by
        )
        assert done.read_back_at
        assert events("read_back").get().object_id == str(done.pk)

    def test_another_code_is_refused(self, call):
        _old, old = issue(call)
        code, _text = issue(call)
        for typed in ("", old, AccessCodeFactory(text="K1M0Q4XW9D").ending):
            with pytest.raises(WrongReadBack):
                access_codes.read_back(call=call.pk, typed=typed, by=call.by)
        code.refresh_from_db()
        assert code.read_back_at is None

    def test_without_a_live_code_there_is_nothing_to_compare(self, call):
        with pytest.raises(NoCode):
            access_codes.read_back(call=call.pk, typed="K1M0Q4XW9D", by=call.by)

    def test_is_no_way_to_guess(self, call):
        issue(call)
        for _ in range(20):
            with pytest.raises(WrongReadBack):
                access_codes.read_back(call=call.pk, typed="K1M0Q4XW9D", by=call.by)
        with pytest.raises(TooManyAttempts):
            access_codes.read_back(call=call.pk, typed="K1M0Q4XW9D", by=call.by)


def test_ended_codes_are_erased_after_ninety_days(settings):
    ago = timezone.now() - timedelta(days=settings.ENDED_CODE_DAYS, hours=30)
    old = AccessCodeFactory(issued_at=ago, expires_at=ago + timedelta(hours=24))
    live, used = AccessCodeFactory(), AccessCodeFactory(used=True)

    tasks.erase_ended_codes()

    kept = dict(AccessCode.objects.values_list("pk", "digest"))
    assert kept[old.pk] is None
    assert kept[live.pk]
    assert kept[used.pk]
