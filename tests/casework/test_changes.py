"""Reporting a change: drafts that two may edit, sending once, the case desk's answer, and the record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from cases.models import Case
from casework.errors import (
    AnswersMissing,
    CaseClosed,
    EditedElsewhere,
    NotEditable,
    NotInTheQueue,
    OwnCase,
    OwnSending,
    SentAlready,
)
from casework.models import ChangeReport
from casework.workflows import changes
from delegation.models import Delegation
from notifications import delivery
from notifications.models import Notice
from portal.errors import Refusal
from tests.casework.factories import CASE_DESK, ChangeReportFactory
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, HouseholdMemberFactory, StaffFactory

pytestmark = pytest.mark.django_db
ELM = {"street": "9 Elm Street", "city": "Fresno", "zip_code": "93701"}


def today():
    return timezone.localdate()


def end(held):
    Delegation.objects.filter(pk=held.pk).update(
        state="ended", closed_at=timezone.now(), closed_as="consumer", reason="asked"
    )


def send(change, *, by, version=1, **facts):
    return changes.send(
        case=change.case_id,
        change=change.pk,
        version=version,
        from_on=today(),
        facts={**ELM, **facts},
        by=by,
    )


def told():
    return set(Notice.objects.values_list("kind", "to"))


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("changereport_sent_by_at_and_facts_agree", {"sent": True, "sent_by": None}),
            ("changereport_decided_by_and_at_agree", {"applied": True, "decided_by": None}),
            ("changereport_of_a_known_state_with_its_moments", {"state": "lost"}),
            ("changereport_of_a_known_state_with_its_moments", {"state": "sent"}),
            ("changereport_returned_with_words", {"returned": True, "words": ""}),
            ("changereport_kind_known", {"kind": "weather"}),
            ("changereport_sent_with_a_day", {"sent": True, "from_on": None}),
        ],
    )
    def test_a_change(self, constraint, facts):
        with pytest.raises(IntegrityError, match=constraint):
            ChangeReportFactory(**facts)


class TestDraft:
    def test_the_same_form_begins_one(self):
        case, key = CaseFactory(linked=True), uuid4()
        changes.begin(case=case.pk, kind="address", key=key, by=case.user)
        with pytest.raises(SentAlready):
            changes.begin(case=case.pk, kind="address", key=key, by=case.user)
        assert ChangeReport.objects.count() == 1
        assert verbs() == ["change.begin", "change.begin refused: SentAlready"]

    def test_of_two_tabs_the_second_is_refused_and_the_first_one_kept(self):
        change = ChangeReportFactory()
        who = {"case": change.case_id, "change": change.pk, "by": change.case.user}
        assert changes.save(version=1, answers={"city": ["Clovis"]}, **who) == 2
        with pytest.raises(EditedElsewhere):
            changes.save(version=1, answers={"city": ["Selma"]}, **who)
        change.refresh_from_db()
        assert (change.answers, change.version) == ({"city": ["Clovis"]}, 2)

    def test_the_same_words_twice_are_no_other_edit(self):
        change = ChangeReportFactory()
        who = {"case": change.case_id, "change": change.pk, "by": change.case.user}
        for _ in range(2):
            assert changes.save(version=1, answers={"city": ["Clovis"]}, **who) == 2

    @pytest.mark.parametrize("state", ["sent", "applied", "withdrawn"])
    def test_what_is_sent_or_settled_is_not_edited(self, state):
        change = ChangeReportFactory(**{state: True})
        who = {"case": change.case_id, "change": change.pk, "by": change.case.user}
        with pytest.raises(NotEditable):
            changes.save(version=1, answers={}, **who)
        with pytest.raises(NotEditable):
            send(change, by=change.case.user)

    def test_one_of_another_case_is_not_there(self):
        mine, theirs = ChangeReportFactory(), ChangeReportFactory()
        who = {"case": mine.case_id, "change": theirs.pk, "by": mine.case.user}
        with pytest.raises(ChangeReport.DoesNotExist):
            changes.save(version=1, answers={}, **who)


class TestSend:
    def test_by_the_delegate_the_consumer_is_told(self, mailoutbox):
        held = DelegationFactory()
        change = ChangeReportFactory(case=held.case, by=held.assister.user)
        sent = send(change, by=held.assister.user)
        assert (sent.state, sent.sent_by, sent.from_on) == ("sent", held.assister.user, today())
        assert told() == {("statement_sent", held.case.user.email)}
        delivery.deliver(Notice.objects.get().pk)
        assert "Elm" not in mailoutbox[0].body

    def test_by_the_consumer_nobody_needs_to_be_told(self):
        change = ChangeReportFactory()
        send(change, by=change.case.user)
        assert told() == set()

    def test_twice_makes_one(self):
        change = ChangeReportFactory()
        send(change, by=change.case.user)
        with pytest.raises(NotEditable):
            send(change, by=change.case.user)
        assert verbs() == ["change.send", "change.send refused: NotEditable"]

    def test_only_as_it_was_reviewed(self):
        change = ChangeReportFactory(version=3)
        with pytest.raises(EditedElsewhere):
            send(change, by=change.case.user, version=2)

    def test_not_once_the_delegation_has_ended_and_the_draft_stays(self):
        held = DelegationFactory()
        change = ChangeReportFactory(case=held.case, by=held.assister.user)
        end(held)
        with pytest.raises(CaseClosed):
            send(change, by=held.assister.user)
        change.refresh_from_db()
        assert change.is_draft
        assert change.answers["street"] == ["9 Elm Street"]

    def test_who_left_must_still_be_there(self):
        kit = HouseholdMemberFactory(left_on=today(), case__linked=True)
        change = ChangeReportFactory(case=kit.case, kind="remove_member")
        with pytest.raises(AnswersMissing):
            send(change, by=kit.case.user, member=str(kit.pk))


class TestCaseDesk:
    @pytest.fixture
    def kim(self):
        return StaffFactory(role=CASE_DESK)

    def test_taken_in_the_record_has_the_address(self, kim):
        held = DelegationFactory()
        change = ChangeReportFactory(case=held.case, sent=True)
        changes.apply(change=change.pk, by=kim)
        held.case.refresh_from_db()
        assert (held.case.street, held.case.zip_code) == ("9 Elm Street", "93701")
        assert told() == {
            ("statement_applied", held.case.user.email),
            ("statement_applied", held.assister.user.email),
        }

    def test_what_holds_from_a_later_day_waits_for_the_import(self, kim):
        change = ChangeReportFactory(sent=True, day=today() + timedelta(days=2))
        changes.apply(change=change.pk, by=kim)
        change.case.refresh_from_db()
        assert change.case.street == "1215 Olive Avenue, Apt 4"

    @pytest.mark.parametrize(("later", "city"), [(-1, "Selma"), (2, "Fresno")])
    def test_taken_in_late_it_does_not_undo_what_has_changed_since(self, kim, later, city):
        case = CaseFactory(linked=True, city="Selma")
        first = ChangeReportFactory(case=case, sent=True, day=today() - timedelta(days=40))
        ChangeReportFactory(case=case, applied=True, day=today() + timedelta(days=later))
        ChangeReportFactory(case=case, applied=True, kind="income", day=today())
        changes.apply(change=first.pk, by=kim)
        case.refresh_from_db()
        assert case.city == city

    def test_income_and_household_are_written_too(self, kim):
        case = CaseFactory(linked=True)
        kit = HouseholdMemberFactory(case=case)
        born = {"first_name": "Ana", "last_name": "Gives", "born_on": "2026-01-02"}
        for kind, facts in (
            ("income", {"income": 50_000_00}),
            ("remove_member", {"member": str(kit.pk)}),
            ("birth", born),
            ("add_member", {**born, "first_name": "Jo", "relation": "parent"}),
        ):
            change = ChangeReportFactory(case=case, sent=True, kind=kind, told=facts)
            changes.apply(change=change.pk, by=kim)
        case.refresh_from_db()
        names = set(case.members.current().values_list("first_name", "relation"))
        assert (case.income_cents, names) == (50_000_00, {("Ana", "child"), ("Jo", "parent")})

    def test_who_comes_back_is_the_one_who_left(self, kim):
        kit = HouseholdMemberFactory(left_on=today(), case__linked=True)
        facts = {"first_name": kit.first_name, "last_name": kit.last_name, "relation": "child"}
        facts["born_on"] = kit.born_on.isoformat()
        change = ChangeReportFactory(case=kit.case, sent=True, kind="add_member", told=facts)
        changes.apply(change=change.pk, by=kim)
        kit.refresh_from_db()
        assert kit.left_on is None

    def test_returned_corrected_sent_again_and_taken_in(self, kim):
        change = ChangeReportFactory(sent=True)
        changes.give_back(change=change.pk, words="Which apartment?", by=kim)
        pat = change.case.user
        answers = {"street": ["9 Elm Street, Apt 2"]}
        version = changes.save(
            case=change.case_id, change=change.pk, version=1, answers=answers, by=pat
        )
        send(change, by=pat, version=version, street="9 Elm Street, Apt 2")
        changes.apply(change=change.pk, by=kim)
        change.case.refresh_from_db()
        assert change.case.street == "9 Elm Street, Apt 2"

    @pytest.mark.parametrize("state", ["draft", "returned", "applied", "withdrawn"])
    def test_only_what_is_in_the_queue_is_decided_on(self, kim, state):
        change = ChangeReportFactory(**({} if state == "draft" else {state: True}))
        with pytest.raises(NotInTheQueue):
            changes.apply(change=change.pk, by=kim)
        with pytest.raises(NotInTheQueue):
            changes.give_back(change=change.pk, words="No.", by=kim)

    def test_nobody_decides_on_their_own_case(self, kim):
        change = ChangeReportFactory(case=CaseFactory(user=kim), sent=True)
        with pytest.raises(OwnCase):
            changes.apply(change=change.pk, by=kim)

    def test_nobody_decides_on_what_they_sent(self, kim):
        change = ChangeReportFactory(by=kim, sent=True)
        assert not change.may_be_decided_by(kim)
        for decide in (changes.apply, partial(changes.give_back, words="No.")):
            with pytest.raises(OwnSending):
                decide(change=change.pk, by=kim)

    @pytest.mark.parametrize("state", ["draft", "sent", "returned"])
    def test_it_is_withdrawn_until_it_is_taken_in(self, kim, state):
        change = ChangeReportFactory(**({} if state == "draft" else {state: True}))
        who = {"case": change.case_id, "change": change.pk, "by": change.case.user}
        changes.withdraw(**who)
        with pytest.raises(NotEditable):
            changes.withdraw(**who)
        with pytest.raises(NotInTheQueue):
            changes.apply(change=change.pk, by=kim)


def at_once(*acts):
    """Each in a thread of its own: what it gave, or the refusal’s class."""

    def run(act):
        try:
            return act()
        except Refusal as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(run, act) for act in acts]]


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_sent_while_the_delegation_ends(self):
        held = DelegationFactory()
        change = ChangeReportFactory(case=held.case, by=held.assister.user)

        def ends():
            with transaction.atomic():
                Case.objects.select_for_update(no_key=True).get(pk=held.case_id)
                end(held)

        sent, _ended = at_once(lambda: send(change, by=held.assister.user).state, ends)
        change.refresh_from_db()
        assert (sent, change.state) in {("sent", "sent"), (CaseClosed, "draft")}

    def test_taken_in_while_it_is_withdrawn(self):
        kim, change = StaffFactory(role=CASE_DESK), ChangeReportFactory(sent=True)
        who = {"case": change.case_id, "change": change.pk, "by": change.case.user}
        outcome = at_once(
            lambda: changes.apply(change=change.pk, by=kim).state,
            lambda: changes.withdraw(**who),
        )
        change.refresh_from_db()
        change.case.refresh_from_db()
        moved = change.case.street == "9 Elm Street"
        assert (outcome, change.state, moved) in [
            (["applied", NotEditable], "applied", True),
            ([NotInTheQueue, None], "withdrawn", False),
        ]

    def test_two_tabs_save_at_once(self):
        change = ChangeReportFactory()
        who = {"case": change.case_id, "change": change.pk, "by": change.case.user}
        saves = [
            lambda city=city: changes.save(version=1, answers={"city": [city]}, **who)
            for city in ("Clovis", "Selma", "Reedley")
        ]
        outcome = at_once(*saves)
        assert sorted(map(str, outcome)) == sorted(["2", *[str(EditedElsewhere)] * 2])
        change.refresh_from_db()
        winner = ["Clovis", "Selma", "Reedley"][outcome.index(2)]
        assert (change.version, change.answers) == (2, {"city": [winner]})
