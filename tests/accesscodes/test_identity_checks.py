"""Who is on the line: what is enough, what is not, what is kept, and what three failures do."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accesscodes.errors import CaseHeld, NotHeld, NotVerified
from accesscodes.matching import Said, matched
from accesscodes.models import Fact, IdentityCheck
from accesscodes.workflows import identity_checks
from audit.models import AuditEvent
from tests.accesscodes.factories import HelpLineCallFactory, IdentityCheckFactory
from tests.cases.factories import BORN_ON, SSN, CaseFactory, HouseholdMemberFactory
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
KIT_BORN = date(2012, 9, 3)
RIGHT = {"name": "Pat Gives", "born_on": BORN_ON}
ADDRESS = {"street": "1215 olive ave apt. 4", "zip_code": "93727"}


def check(call, key=None, *, where="line", **said):
    return identity_checks.check(
        call=call.pk,
        key=key or uuid4(),
        said=Said(**{**RIGHT, **said}),
        consumer_is=where,
        by=call.by,
    )


@pytest.fixture
def call():
    return HelpLineCallFactory(chosen=True)


def fail(call, times):
    return [check(call, ssn="0000", contact="5595550000") for _ in range(times)]


class TestMatching:
    @pytest.fixture
    def pat(self):
        case = CaseFactory(first_name="María José", last_name="Gómez Peña")
        HouseholdMemberFactory(case=case, born_on=KIT_BORN)
        HouseholdMemberFactory(case=case, born_on=date(2001, 1, 1), left_on=date(2020, 1, 1))
        return case

    @pytest.mark.parametrize(
        ("fact", "said"),
        [
            ("name", {"name": "gomez peña maria jose"}),
            ("name", {"name": "Maria Gomez"}),
            ("name", {"name": "José  Pena"}),
            ("ssn", {"ssn": SSN}),
            ("address", ADDRESS),
            ("address", {"street": "1215 Olive Avenue #4", "zip_code": "937271234"}),
            ("contact", {"contact": "(559) 555-0144"}),
            ("contact", {"contact": "+1 559 555 0144"}),
            ("member", {"member": KIT_BORN}),
        ],
    )
    def test_takes_what_people_say(self, pat, fact, said):
        assert fact in matched(pat, Said(**{**RIGHT, **said}))

    @pytest.mark.parametrize(
        ("fact", "said"),
        [
            ("name", {"name": "María"}),
            ("name", {"name": "Gómez Peña"}),
            ("name", {"name": "María Ramos"}),
            ("name", {"name": "María José Gómez Peña Ramos"}),
            ("born_on", {"born_on": date(1985, 5, 17)}),
            ("ssn", {"ssn": "4472"}),
            ("ssn", {"ssn": SSN, "without_ssn": True}),
            ("address", {"street": "1215 Olive Avenue", "zip_code": "93727"}),
            ("address", {**ADDRESS, "zip_code": "93728"}),
            ("contact", {"contact": "5595550145"}),
            ("contact", {"contact": "0144"}),
            ("contact", {"contact": "pat@example.com"}),
            ("number", {"number": "1234567890"}),
            ("member", {"member": date(2001, 1, 1)}),
        ],
    )
    def test_and_nothing_else(self, pat, fact, said):
        assert fact not in matched(pat, Said(**{**RIGHT, **said}))

    @pytest.mark.parametrize(
        ("first", "last", "told"),
        [
            ("Pat", "O’Neal-Ruiz", "pat o neal ruiz"),
            ("Ana", "De La Cruz", "Ana Delacruz"),
            ("", "Suharto", "suharto"),
            ("Łucja", "Nuñez", "LUCJA NUNEZ"),
        ],
    )
    def test_a_name_may_be_written_together_or_apart(self, first, last, told):
        case = CaseFactory(first_name=first, last_name=last)
        assert "name" in matched(case, Said(**{**RIGHT, "name": told}))
        for other in ("…", first or "Su", f"{told} Ramos"):
            assert "name" not in matched(case, Said(**{**RIGHT, "name": other}))

    def test_a_name_without_letters_matches_none(self):
        case = CaseFactory(first_name="", last_name="-")
        assert "name" not in matched(case, Said(**{**RIGHT, "name": "…"}))

    def test_number_and_mail_as_on_file(self, pat):
        said = Said(**RIGHT, number=pat.number, contact=pat.email.upper())
        assert {"number", "contact"} <= set(matched(pat, said))

    def test_what_is_not_on_file_matches_nothing(self):
        case = CaseFactory(ssn="", phone="", email="")
        for contact in ("", "@", "0", "1"):
            said = Said(**RIGHT, ssn="0000", contact=contact)
            assert set(matched(case, said)) == {"name", "born_on"}


class TestCheck:
    @pytest.mark.parametrize("two", [{"ssn": SSN, **ADDRESS}, {**ADDRESS, "contact": "5595550144"}])
    def test_name_birth_date_and_two_more_pass(self, call, two):
        done = check(call, **two)

        assert done.is_passed
        assert len(done.matched) == 4
        event = AuditEvent.objects.get(verb="identity_check.check")
        assert (event.reason, event.case_id) == ("outcome:passed", call.case_id)

    def test_who_has_no_ssn_passes_by_two_others(self, call):
        done = check(call, without_ssn=True, number=call.case.number, **ADDRESS)
        assert (done.is_passed, done.without_ssn) == (True, True)

    @pytest.mark.parametrize(
        "said",
        [
            {"ssn": SSN},
            {"ssn": SSN, "contact": "5595550000"},
            {"ssn": SSN, **ADDRESS, "name": "Sam Gives"},
            {"ssn": SSN, **ADDRESS, "born_on": date(1984, 5, 18)},
        ],
    )
    def test_less_fails(self, call, said):
        assert not check(call, **said).is_passed

    def test_a_third_fact_may_be_wrong(self, call):
        done = check(call, ssn=SSN, contact="5595550000", **ADDRESS)
        assert (done.is_passed, done.missed) == (True, [Fact.CONTACT])

    def test_keeps_which_facts_matched_and_no_word(self, call):
        done = check(call, ssn="0000", name="Zebulon Marker", where="assister", **ADDRESS)

        kept = str(IdentityCheck.objects.filter(pk=done.pk).values().get())
        assert done.matched == ["born_on", "address"]
        assert done.missed == ["name", "ssn"]
        assert not any(word in kept for word in ("Zebulon", "0000'", "1215", "olive"))
        call.refresh_from_db()
        assert call.consumer_is == "assister"

    def test_the_same_form_twice_is_one_check(self, call):
        key = uuid4()
        first = check(call, key, ssn="0000", contact="5595550000")
        again = check(call, key, ssn="0000", contact="5595550000")
        assert first == again == IdentityCheck.objects.get()

    def test_a_key_of_another_call_is_refused(self, call):
        other = IdentityCheckFactory()
        with pytest.raises(NotVerified):
            check(call, other.pk, ssn=SSN, **ADDRESS)

    def test_needs_a_case(self):
        with pytest.raises(NotVerified):
            check(HelpLineCallFactory())


class TestHold:
    def test_three_failures_hold_the_case_for_a_day(self, call):
        first, second, third = fail(call, 3)

        assert [bool(one.holds_until) for one in (first, second, third)] == [False, False, True]
        assert third.holds_until == third.checked_at + timedelta(hours=24)
        with pytest.raises(CaseHeld, match="A supervisor can"):
            check(call, ssn=SSN, **ADDRESS)

    def test_of_whatever_representative(self, call):
        fail(call, 2)
        other = HelpLineCallFactory(chosen=True, case=call.case)
        fail(other, 1)
        with pytest.raises(CaseHeld):
            check(HelpLineCallFactory(chosen=True, case=call.case), ssn=SSN, **ADDRESS)

    def test_other_cases_are_not_held(self, call):
        fail(call, 3)
        assert check(HelpLineCallFactory(chosen=True), ssn=SSN, **ADDRESS).is_passed

    def test_one_that_passed_between_begins_anew(self, call):
        fail(call, 2)
        check(call, ssn=SSN, **ADDRESS)
        assert not any(one.holds_until for one in fail(call, 2))

    def test_ends_by_itself_and_what_is_older_does_not_count(self, call):
        fail(call, 3)
        ago = timezone.now() - timedelta(hours=24, seconds=1)
        IdentityCheck.objects.update(checked_at=ago, holds_until=ago + timedelta(hours=24))
        assert not any(one.holds_until for one in fail(call, 2))


class TestOverride:
    def test_lets_identity_be_checked_again(self, call):
        held = fail(call, 3)[-1]
        supervisor = StaffFactory(role="Help-line supervisors")

        identity_checks.override(check=held.pk, reason="The file had an old address", by=supervisor)

        assert not any(one.holds_until for one in fail(call, 2))
        assert fail(call, 1)[0].holds_until
        event = AuditEvent.objects.get(verb="identity_check.override")
        assert (event.actor_id, event.case_id) == (supervisor.pk, call.case_id)

    def test_shows_nobodys_identity(self, call):
        from accesscodes.workflows import access_codes

        held = fail(call, 3)[-1]
        identity_checks.override(check=held.pk, reason="Known here", by=call.by)
        with pytest.raises(NotVerified):
            access_codes.issue(call=call.pk, key=uuid4(), by=call.by)

    def test_of_what_is_not_held_is_refused(self, call):
        held = fail(call, 3)[-1]
        identity_checks.override(check=held.pk, reason="Known here", by=call.by)
        for check_ in (held, IdentityCheckFactory(failed=True)):
            with pytest.raises(NotHeld):
                identity_checks.override(check=check_.pk, reason="Known here", by=call.by)
