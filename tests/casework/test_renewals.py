"""Renewing: five steps, one renewal a year, the board over all cases, reminders once each."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import board, tasks
from casework.errors import (
    CaseClosed,
    EditedElsewhere,
    NotEditable,
    NotInTheQueue,
    OwnCase,
    SentAlready,
)
from casework.models import CoverageReminder, Renewal
from casework.workflows import renewals
from notifications.models import Notice
from tests.casework.factories import (
    CASE_DESK,
    ChangeReportFactory,
    CoverageReminderFactory,
    RenewalFactory,
)
from tests.casework.test_changes import at_once, end
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, CaseFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
BOARD = reverse("casework:renewal_board")


@pytest.fixture
def held():
    return DelegationFactory()


@pytest.fixture
def pat(client, held):
    client.force_login(held.case.user)
    return client


@pytest.fixture
def dee(client, held):
    client.force_login(held.assister.user)
    return client


def own(name, *args):
    return reverse(f"casework:own_{name}", args=args)


def page(response):
    return response.content.decode()


def due_in(days, **facts):
    day = timezone.localdate() + timedelta(days=days)
    return CaseFactory(linked=True, renewal_due_on=day, **facts)


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("renewal_sent_by_at_and_facts_agree", {"sent": True, "sent_by": None}),
            ("renewal_decided_by_and_at_agree", {"applied": True, "decided_by": None}),
            ("renewal_of_a_known_state_with_its_moments", {"state": "applied"}),
            ("renewal_returned_with_words", {"returned": True, "words": ""}),
            ("renewal_year_plausible", {"year": 1999}),
            ("renewal_is_never_withdrawn", {"withdrawn": True}),
        ],
    )
    def test_a_renewal(self, constraint, facts):
        with pytest.raises(IntegrityError, match=constraint):
            RenewalFactory(**facts)

    def test_a_second_one_of_the_year(self):
        first = RenewalFactory()
        with pytest.raises(IntegrityError, match="renewal_one_per_case_and_year"):
            RenewalFactory(case=first.case)

    def test_the_same_reminder_twice(self):
        first = CoverageReminderFactory()
        with pytest.raises(IntegrityError, match="coveragereminder_once_each"):
            CoverageReminderFactory(case=first.case)


class TestWorkflows:
    def test_one_a_year_whoever_begins_it(self, held):
        renewals.begin(case=held.case_id, by=held.case.user)
        with pytest.raises(SentAlready):
            renewals.begin(case=held.case_id, by=held.assister.user)
        assert Renewal.objects.get().year == held.case.coverage_year + 1

    def test_sent_by_the_delegate_returned_and_taken_in(self, held):
        kim, dee = StaffFactory(role=CASE_DESK), held.assister.user
        renewal = RenewalFactory(case=held.case, by=dee)
        who = {"case": held.case_id, "renewal": renewal.pk, "by": dee}
        renewals.send(version=1, facts={"consent": "yes"}, **who)
        with pytest.raises(NotEditable):
            renewals.send(version=1, facts={"consent": "no"}, **who)
        renewals.give_back(renewal=renewal.pk, words="Which plan?", by=kim)
        assert renewals.save(version=1, answers={"plan": {}}, **who) == 2
        with pytest.raises(EditedElsewhere):
            renewals.send(version=1, facts={"consent": "no"}, **who)
        renewals.send(version=2, facts={"consent": "yes"}, **who)
        renewals.apply(renewal=renewal.pk, by=kim)
        with pytest.raises(NotInTheQueue):
            renewals.give_back(renewal=renewal.pk, words="Once more.", by=kim)
        kinds = list(Notice.objects.filter(to=held.case.user.email).values_list("kind", flat=True))
        assert sorted(kinds) == [
            "statement_applied",
            "statement_returned",
            "statement_sent",
            "statement_sent",
        ]

    def test_ended_meanwhile_nothing_is_sent(self, held):
        renewal = RenewalFactory(case=held.case, by=held.assister.user)
        end(held)
        who = {"case": held.case_id, "renewal": renewal.pk, "by": held.assister.user}
        with pytest.raises(CaseClosed):
            renewals.send(version=1, facts={}, **who)
        with pytest.raises(CaseClosed):
            renewals.save(version=1, answers={}, **who)

    def test_sent_by_mistake_it_is_taken_back_and_sent_again(self, held):
        pat, kim = held.case.user, StaffFactory(role=CASE_DESK)
        renewal = RenewalFactory(case=held.case, complete=True, sent=True)
        who = {"case": held.case_id, "renewal": renewal.pk, "by": pat}
        renewals.take_back(**who)
        renewal.refresh_from_db()
        assert (renewal.state, renewal.facts, renewal.sent_at) == ("draft", None, None)
        assert renewal.answers["income"]["income"] == ["45,000"]
        with pytest.raises(NotInTheQueue):
            renewals.apply(renewal=renewal.pk, by=kim)
        with pytest.raises(NotEditable):
            renewals.take_back(**who)
        renewals.send(version=1, facts={"consent": "yes"}, **who)
        renewals.apply(renewal=renewal.pk, by=kim)
        with pytest.raises(NotEditable):
            renewals.take_back(**who)
        assert verbs().count("renewal.take_back") == 1

    @pytest.mark.django_db(transaction=True)
    def test_taken_back_while_it_is_taken_in(self):
        renewal, kim = RenewalFactory(sent=True), StaffFactory(role=CASE_DESK)
        who = {"case": renewal.case_id, "renewal": renewal.pk, "by": renewal.case.user}
        outcome = at_once(
            lambda: renewals.take_back(**who),
            lambda: renewals.apply(renewal=renewal.pk, by=kim).state,
        )
        renewal.refresh_from_db()
        assert (outcome, renewal.state) in [
            ([None, NotInTheQueue], "draft"),
            ([NotEditable, "applied"], "applied"),
        ]

    def test_nobody_takes_in_their_own(self):
        kim = StaffFactory(role=CASE_DESK)
        renewal = RenewalFactory(case=CaseFactory(user=kim), sent=True)
        with pytest.raises(OwnCase):
            renewals.apply(renewal=renewal.pk, by=kim)


ANSWERS = {
    "household": {"household": "same"},
    "income": {"income_is": "other", "income": "$45,000"},
    "consent": {"consent": "no"},
    "plan": {"plan_is": "other", "plan": "Gold 80 HMO"},
}


class TestPages:
    def test_all_steps_by_the_delegate_and_the_consumer_reads_it(self, dee, held):
        address = lambda name, *args: reverse(f"casework:{name}", args=[held.case_id, *args])  # noqa: E731
        assert "Begin the renewal" in page(dee.get(address("renewal_detail")))
        answer = dee.post(address("renewal_begin"))
        for version, (step, typed) in enumerate(ANSWERS.items(), start=1):
            assert answer.url == address("renewal_step", step)
            assert f"Step {version} of 5" in page(dee.get(answer.url))
            answer = dee.post(answer.url, {"version": version, **typed})
        assert answer.url == address("renewal_review")
        review = page(dee.get(answer.url))
        assert "Without consent to verify income" in review
        assert "$45,000.00" in review
        dee.post(answer.url, {"version": 5})
        renewal = Renewal.objects.get()
        assert renewal.facts["consent"] == "no"
        assert renewal.sent_by == held.assister.user
        dee.force_login(held.case.user)
        shown = page(dee.get(own("renewal_detail")))
        assert "Sent by the assister" in shown
        assert "Gold 80 HMO" in shown
        assert verbs().count("renewal.save") == 4

    @pytest.mark.parametrize(
        ("step", "typed", "said"),
        [
            ("household", {"household": "other"}, "Say who joined or left."),
            ("income", {"income_is": "other", "income": ""}, "Enter the yearly income, or 0."),
            ("income", {"income_is": "other", "income": "much"}, "Enter an amount in dollars"),
            ("consent", {}, "nobody answers this for you"),
            ("plan", {"plan_is": "other"}, "Enter which plan you want."),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_is_kept(self, pat, held, step, typed, said):
        RenewalFactory(case=held.case, complete=True)
        url = own("renewal_step", step)
        assert said in page(pat.post(url, {"version": 1, **typed}))
        assert {name: [value] for name, value in typed.items()} == Renewal.objects.get().answers[
            step
        ]

    def test_no_step_is_skipped(self, pat, held):
        RenewalFactory(case=held.case)
        assert pat.get(own("renewal_step", "plan")).url == own("renewal_step", "household")
        assert pat.get(own("renewal_review")).url == own("renewal_step", "household")
        assert pat.get(own("renewal_step", "weather")).status_code == 404

    def test_two_tabs_nothing_is_lost(self, pat, held):
        RenewalFactory(case=held.case, complete=True)
        url = own("renewal_step", "plan")
        pat.post(url, {"version": 1, "plan_is": "other", "plan": "Gold"})
        shown = page(pat.post(url, {"version": 1, "plan_is": "other", "plan": "Bronze"}))
        assert "Nothing is lost." in shown
        assert "Gold" in shown
        assert 'value="Bronze"' in shown

    def test_saved_once_it_was_sent_in_another_tab_it_is_said(self, pat, held):
        RenewalFactory(case=held.case, complete=True, sent=True)
        url = own("renewal_step", "plan")
        told = pat.post(url, {"version": 1, "plan_is": "same"}, follow=True)
        assert "It was sent already" in page(told)
        refused = pat.post(url, {"version": 1}, headers={"Accept": "application/json"})
        assert refused.status_code == 409

    def test_taken_back_after_it_came_back_it_still_says_what_to_correct(self, pat, held):
        RenewalFactory(case=held.case, complete=True, sent=True, words="Which apartment?")
        told = page(pat.post(own("renewal_take_back"), follow=True))
        assert "Which apartment?" in told

    def test_taken_back_from_its_page(self, pat, held):
        RenewalFactory(case=held.case, complete=True, sent=True)
        assert "Take the renewal back" in page(pat.get(own("renewal_detail")))
        told = page(pat.post(own("renewal_take_back"), follow=True))
        assert "It is taken back." in told
        assert "It is not sent yet" in told
        again = page(pat.post(own("renewal_take_back"), follow=True))
        assert "It is with the case desk no more." in again

    def test_begun_twice_it_goes_on_where_it_stands(self, pat, held):
        pat.post(own("renewal_begin"))
        assert pat.post(own("renewal_begin")).url == own("renewal_detail")


class TestBoard:
    def test_each_case_with_its_progress(self, held):
        today = timezone.localdate()
        dee = held.assister
        wanted = {"none": {}, "draft": {}, "returned": {"returned": True}, "sent": {"sent": True}}
        wanted["applied"] = {"applied": True}
        for progress, facts in wanted.items():
            case = due_in(20)
            DelegationFactory(assister=dee, case=case)
            if progress != "none":
                RenewalFactory(case=case, **facts)
        late = due_in(-1)
        DelegationFactory(assister=dee, case=late)
        RenewalFactory(case=late)
        mine = board.of(dee.user, today).exclude(pk=held.case_id)
        assert sorted(case.progress for case in mine) == sorted([*wanted, "overdue"])
        assert mine.first() == late
        for case in mine:
            told = board.progress_of(case.renewal_state, case.renewal_due_on, today)
            assert told == case.progress
        Renewal.objects.filter(case=late).delete()
        RenewalFactory(case=late, returned=True)
        assert mine.get(pk=late.pk).progress == "returned"
        assert board.progress_of("returned", late.renewal_due_on, today) == "returned"

    def test_only_ones_own_and_only_while_delegated(self, dee, held):
        DelegationFactory(case__last_name="Stranger")
        shown = page(dee.get(BOARD, {"progress": "all"}))
        assert "Pat Gives" in shown
        assert "Stranger" not in shown
        end(held)
        assert "Pat Gives" not in page(dee.get(BOARD, {"progress": "all"}))

    def test_narrowed(self, dee, held):
        RenewalFactory(case=held.case, sent=True)
        assert "Nothing to renew now" in page(dee.get(BOARD))
        assert "Pat Gives" in page(dee.get(BOARD, {"progress": "sent"}))
        assert "None of this kind" in page(dee.get(BOARD, {"progress": "returned"}))

    def test_it_is_not_for_others(self, client):
        client.force_login(UserFactory())
        assert client.get(BOARD).status_code == 403

    def test_it_costs_the_same_for_one_and_for_many(self, dee, held, django_assert_num_queries):
        dee.get(BOARD)
        with CaptureQueriesContext(connection) as one:
            dee.get(BOARD, {"progress": "all"})
        for case in [due_in(days) for days in range(3, 12)]:
            DelegationFactory(assister=held.assister, case=case)
            RenewalFactory(case=case)
        with django_assert_num_queries(len(one)):
            dee.get(BOARD, {"progress": "all"})


class TestReminders:
    def test_consumer_and_delegate_once_each_however_often_it_runs(self, held):
        held.case.renewal_due_on = timezone.localdate() + timedelta(days=30)
        held.case.save()
        for _ in range(3):
            tasks.remind_of_renewals()
        assert set(Notice.objects.values_list("kind", "to")) == {
            ("coverage_reminder", held.case.user.email),
            ("coverage_reminder", held.assister.user.email),
        }
        assert Notice.objects.count() == 2

    @pytest.mark.parametrize(
        ("days", "told"),
        [(61, []), (60, [60]), (31, [60]), (30, [30]), (7, [7]), (0, [7]), (-1, [])],
    )
    def test_the_nearest_that_is_due_and_no_other(self, days, told):
        due_in(days)
        tasks.remind_of_renewals()
        assert list(CoverageReminder.objects.values_list("days", flat=True)) == told

    @pytest.mark.parametrize(("state", "told"), [("sent", 0), ("applied", 0), ("returned", 1)])
    def test_not_of_what_is_sent(self, state, told):
        case = due_in(5)
        RenewalFactory(case=case, **{state: True})
        tasks.remind_of_renewals()
        assert Notice.objects.count() == told
        if not told:
            assert renewals.remind(case=case.pk, days=7) is False

    @pytest.mark.parametrize(
        "facts", [{"days": 8}, {"days": -1}, {"days": 5, "status": "ended"}], ids=str
    )
    def test_not_of_what_an_import_has_moved_since_it_was_listed(self, facts):
        case = due_in(**facts)
        assert renewals.remind(case=case.pk, days=7) is False
        assert not CoverageReminder.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_by_two_at_once(self):
        case = due_in(5)
        remind = lambda: renewals.remind(case=case.pk, days=7)  # noqa: E731
        assert sorted(at_once(remind, remind)) == [False, True]
        assert Notice.objects.count() == 1

    def test_the_delegate_is_told_no_more_once_not_ready(self, held):
        held.case.renewal_due_on = timezone.localdate()
        held.case.save()
        end(held)
        tasks.remind_of_renewals()
        assert [notice.to for notice in Notice.objects.all()] == [held.case.user.email]


class TestCaseDesk:
    @pytest.fixture
    def staff(self, client):
        client.force_login(StaffFactory(role=CASE_DESK))
        return client

    def test_the_queue_reads_takes_in_and_gives_back(self, staff):
        renewal = RenewalFactory(sent=True)
        RenewalFactory()
        base = "admin:casework_renewal_"
        queue = page(staff.get(reverse(f"{base}changelist")))
        assert queue.count(renewal.case.number) == 1
        shown = page(staff.get(reverse(f"{base}change", args=[renewal.pk])))
        assert "$45,000.00" in shown
        refused = page(staff.post(reverse(f"{base}return", args=[renewal.pk]), {"words": " "}))
        assert "Say what to correct." in refused
        staff.post(reverse(f"{base}return", args=[renewal.pk]), {"words": "Which plan?"})
        renewal.refresh_from_db()
        assert (renewal.state, renewal.words) == ("returned", "Which plan?")
        again = staff.post(reverse(f"{base}apply", args=[renewal.pk]), follow=True)
        assert "It is not in the queue any more." in page(again)

    def test_a_change_by_the_number_of_its_case(self, staff):
        mine, other = ChangeReportFactory(sent=True), ChangeReportFactory(sent=True)
        url = reverse("admin:casework_changereport_changelist")
        shown = page(staff.get(url, {"q": mine.case.number}))
        assert mine.case.number in shown
        assert other.case.number not in shown
        staff.post(reverse("admin:casework_changereport_apply", args=[mine.pk]))
        mine.case.refresh_from_db()
        assert mine.case.street == "9 Elm Street"

    def test_a_draft_is_nobody_elses(self, staff):
        draft = RenewalFactory()
        url = reverse("admin:casework_renewal_change", args=[draft.pk])
        assert staff.get(url).status_code == 302
        assert (
            staff.post(reverse("admin:casework_renewal_apply", args=[draft.pk])).status_code == 404
        )

    def test_the_queue_costs_the_same_for_one_and_for_many(self, staff, django_assert_num_queries):
        url = reverse("admin:casework_renewal_changelist")
        RenewalFactory(sent=True)
        staff.get(url)
        with CaptureQueriesContext(connection) as one:
            staff.get(url)
        RenewalFactory.create_batch(9, sent=True)
        with django_assert_num_queries(len(one)):
            staff.get(url)


def test_an_assister_without_cases_reads_so(client):
    client.force_login(AssisterFactory(ready=True).user)
    assert "Nothing to renew now" in page(client.get(BOARD))


class TestDashboard:
    def shown(self, client, case):
        client.force_login(case.user)
        return page(client.get(reverse("accounts:dashboard")))

    def test_what_waits_for_the_household(self, client):
        case = due_in(60)
        ChangeReportFactory.create_batch(2, case=case, returned=True)
        shown = self.shown(client, case)
        assert "Changes to correct (2)" in shown
        assert "Open the renewal" in shown

    @pytest.mark.parametrize("days", [-1, 300])
    def test_a_renewal_that_came_back_whenever_it_is_due(self, client, days):
        case = due_in(days)
        RenewalFactory(case=case, returned=True)
        shown = self.shown(client, case)
        assert "Renewal to correct" in shown
        assert "Open the renewal" not in shown

    def test_not_what_is_done_or_far_away(self, client):
        case, renewed = due_in(61), due_in(5)
        RenewalFactory(case=renewed, sent=True)
        ChangeReportFactory(case=renewed, sent=True)
        for one in (case, renewed):
            shown = self.shown(client, one)
            assert "Open the renewal" not in shown
            assert "Changes to correct" not in shown
