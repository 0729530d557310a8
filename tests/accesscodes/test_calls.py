from datetime import date

import pytest
from django.core.cache import cache

from accesscodes.errors import CallEnded, CallOpen, OwnCase, UnknownCaller
from accesscodes.models import HelpLineCall
from accesscodes.workflows import calls
from accesscodes.workflows.calls import Wanted
from audit.models import AuditEvent
from limiter.errors import TooManyAttempts
from limiter.models import AttemptLog
from tests.accesscodes.factories import HelpLineCallFactory
from tests.cases.factories import BORN_ON, CaseFactory
from tests.factories import AssisterFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    cache.clear()
    AttemptLog.objects.all().delete()
    return StaffFactory(role="Help-line representatives")


@pytest.fixture
def call(kim):
    return calls.start(by=kim)


def events(verb):
    return AuditEvent.objects.filter(verb=f"help_line_call.{verb}")


class TestStart:
    def test_begins_a_call(self, call, kim):
        assert (call.by, call.is_open) == (kim, True)
        assert events("start").get().object_id == str(call.pk)

    def test_one_at_a_time(self, call, kim):
        with pytest.raises(CallOpen):
            calls.start(by=kim)
        calls.end(call=call.pk, by=kim)
        assert calls.start(by=kim).is_open


class TestIdentifyCaller:
    @pytest.mark.parametrize(("kind", "caller"), [("cee", "cec"), ("pbee", "pbe")])
    def test_notes_the_assister_of_the_number(self, call, kim, kind, caller):
        dee = AssisterFactory(entity__kind=kind)

        found = calls.identify_caller(
            call=call.pk, caller=caller, number=dee.certification_number, by=kim
        )

        assert (found.assister, found.caller) == (dee, caller)
        assert events("identify_caller").get().entity_id == dee.entity_id

    def test_a_consumer_who_calls_is_on_the_line(self, call, kim):
        found = calls.identify_caller(call=call.pk, caller="consumer", number="", by=kim)
        assert (found.assister, found.consumer_is) == (None, "line")

    def test_may_be_put_right(self, call, kim):
        dee = AssisterFactory(entity__kind="cee")
        calls.identify_caller(call=call.pk, caller="cec", number=dee.certification_number, by=kim)
        found = calls.identify_caller(call=call.pk, caller="consumer", number="", by=kim)
        assert found.assister is None

    def test_a_number_that_nobody_has_is_refused(self, call, kim):
        with pytest.raises(UnknownCaller, match="digit by digit"):
            calls.identify_caller(call=call.pk, caller="cec", number="599999999", by=kim)

    def test_a_number_of_the_other_kind_is_refused_and_said(self, call, kim):
        pbe = AssisterFactory(entity__kind="pbee")
        with pytest.raises(UnknownCaller, match="that of a PBE"):
            calls.identify_caller(
                call=call.pk, caller="cec", number=pbe.certification_number, by=kim
            )

    def test_somebody_elses_call_is_not_there(self, call):
        other = StaffFactory(role="Help-line supervisors")
        with pytest.raises(HelpLineCall.DoesNotExist):
            calls.identify_caller(call=call.pk, caller="consumer", number="", by=other)

    def test_nothing_happens_to_a_call_that_has_ended(self, call, kim):
        calls.end(call=call.pk, by=kim)
        for act in (
            lambda: calls.identify_caller(call=call.pk, caller="consumer", number="", by=kim),
            lambda: calls.find_cases(call=call.pk, wanted=Wanted(number="1"), by=kim),
            lambda: calls.end(call=call.pk, by=kim),
        ):
            with pytest.raises(CallEnded):
                act()


class TestFindCases:
    def test_by_number_or_by_name_and_leaves_how_many(self, call, kim):
        pat = CaseFactory()
        CaseFactory(born_on=date(1990, 1, 1))

        for wanted in (Wanted(number=pat.number), Wanted(name="gives pat", born_on=BORN_ON)):
            assert calls.find_cases(call=call.pk, wanted=wanted, by=kim) == [pat]
        assert calls.find_cases(call=call.pk, wanted=Wanted(name="Pat Gives"), by=kim) == []

        reasons = events("find_cases").order_by("pk").values_list("reason", flat=True)
        assert list(reasons) == ["found:1", "found:1", "found:0"]

    def test_leaves_of_whom_it_showed_the_name(self, call, kim):
        shown = [CaseFactory(), CaseFactory()]
        calls.find_cases(call=call.pk, wanted=Wanted(name="Pat Gives", born_on=BORN_ON), by=kim)
        found = events("find_cases").filter(reason="found:2").values_list("case_id", flat=True)
        assert set(found) == {case.pk for case in shown}

    def test_nobody_leafs_through_all_cases(self, call, kim):
        for _ in range(120):
            calls.find_cases(call=call.pk, wanted=Wanted(number="7000000000"), by=kim)
        with pytest.raises(TooManyAttempts):
            calls.find_cases(call=call.pk, wanted=Wanted(number="7000000000"), by=kim)


class TestChooseCase:
    def chosen(self, call, case, kim):
        calls.identify_caller(call=call.pk, caller="consumer", number="", by=kim)
        return calls.choose_case(call=call.pk, case=case.pk, by=kim)

    def test_is_on_record_with_the_case(self, call, kim):
        case = CaseFactory()
        assert self.chosen(call, case, kim).case == case
        assert events("choose_case").get().case_id == case.pk

    def test_nobody_serves_their_own_case(self, call, kim):
        with pytest.raises(OwnCase):
            self.chosen(call, CaseFactory(user=kim), kim)
        refusal = events("choose_case").get()
        assert (refusal.reason, refusal.object_id) == ("OwnCase", str(kim.case.pk))


def test_what_ends_is_noted():
    call = HelpLineCallFactory(chosen=True)
    assert calls.end(call=call.pk, by=call.by).ended_at
    assert events("end").get().case_id == call.case_id
