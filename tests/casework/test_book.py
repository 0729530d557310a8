"""An assister's book: what is due on each case and from which day on, what comes first, whose cases."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import book
from casework.models import Document
from tests.casework.factories import ChangeReportFactory, DocumentFactory, RenewalFactory
from tests.delegation.factories import DelegationFactory
from tests.factories import AssisterFactory, CaseFactory

pytestmark = pytest.mark.django_db
BOOK, EXPORT = reverse("casework:book"), reverse("casework:book_export")
TODAY = timezone.localdate  # asked for in each test, never kept


@pytest.fixture
def dee():
    return AssisterFactory(ready=True)


def days(number):
    return TODAY() + timedelta(days=number)


def hold(dee, *, until=300, **facts):
    """A case of Dee's on which nothing is due, unless ``facts`` say so."""
    quiet = {"renewal_due_on": None, "consent_until": days(400)}
    case = CaseFactory(linked=True, **{**quiet, **facts})
    DelegationFactory(assister=dee, case=case, from_on=days(-400), until_on=days(until))
    return case


def lines(dee):
    return book.with_facts(book.of(dee.user, TODAY()), TODAY())


def due_on(dee):
    """Of the one case: each kind that is due, and by when in days from today."""
    [line] = lines(dee)
    kinds = ("renewal", "consent", "documents", "changes", "end")
    found = {kind: getattr(line, f"{kind}_by") for kind in kinds}
    return {kind: (by - TODAY()).days for kind, by in found.items() if by is not None}


def shown(dee, which="all", order="first"):
    found = book.ordered(book.narrowed(book.of(dee.user, TODAY()), which), order)
    return [line.case for line in found]


class TestWhatIsDue:
    def test_nothing(self, dee):
        hold(dee)
        assert due_on(dee) == {}

    @pytest.mark.parametrize(
        ("in_days", "due"), [(61, {}), (60, {"renewal": 60}), (-3, {"renewal": -3})]
    )
    def test_a_renewal_from_the_first_reminder_on(self, dee, in_days, due):
        hold(dee, renewal_due_on=days(in_days))
        assert due_on(dee) == due

    def test_a_renewal_until_it_is_sent(self, dee):
        case = hold(dee, renewal_due_on=days(5))
        renewal = RenewalFactory(case=case)
        assert due_on(dee) == {"renewal": 5}
        renewal.delete()
        RenewalFactory(case=case, year=case.coverage_year)  # of the year that is covered already
        assert due_on(dee) == {"renewal": 5}
        RenewalFactory(case=case, sent=True)
        assert due_on(dee) == {}

    def test_a_renewal_that_came_back_however_long_before(self, dee):
        case = hold(dee, renewal_due_on=days(200))
        RenewalFactory(case=case, returned=True)
        assert due_on(dee) == {"renewal": 200}

    @pytest.mark.parametrize(
        ("until", "due"), [(0, {}), (-1, {"consent": 14}), (None, {"consent": 14})]
    )
    def test_consent_that_is_missing_or_has_run_out(self, dee, until, due):
        hold(dee, consent_until=until if until is None else days(until))
        assert due_on(dee) == due

    def test_consent_until_the_renewal_that_answers_it_is_sent(self, dee):
        case = hold(dee, consent_until=None)
        renewal = RenewalFactory(case=case, sent=True)
        assert due_on(dee) == {}
        renewal.delete()
        RenewalFactory(case=case)
        assert due_on(dee) == {"consent": 14}

    def test_neither_of_an_ended_coverage(self, dee):
        hold(dee, renewal_due_on=days(-3), consent_until=None, status="ended")
        assert due_on(dee) == {}

    def test_documents_that_are_requested_or_rejected_the_soonest_counts(self, dee):
        case = hold(dee)
        DocumentFactory(case=case, requested=True, due_on=days(40))
        DocumentFactory(case=case, rejected=True, asked=True, due_on=days(9))
        DocumentFactory(case=case, rejected=True)  # sent unasked: due on no day
        for settled in ("accepted", "uploaded", "taken"):
            DocumentFactory(case=case, asked=True, due_on=days(1), **{settled: True})
        assert due_on(dee) == {"documents": 9}
        [line] = lines(dee)
        assert (line.wanted, line.wanted_on) == (3, days(9))
        Document.objects.exclude(due_on=None).delete()
        assert due_on(dee) == {"documents": 14}

    def test_changes_that_are_not_sent_or_came_back(self, dee):
        case = hold(dee)
        for state in ("sent", "applied", "withdrawn"):
            ChangeReportFactory(case=case, **{state: True})
        assert due_on(dee) == {}
        ChangeReportFactory(case=case)
        ChangeReportFactory.create_batch(2, case=case, returned=True)
        assert due_on(dee) == {"changes": 14}
        [line] = lines(dee)
        assert (line.drafts, line.returned) == (1, 2)

    @pytest.mark.parametrize(("until", "due"), [(31, {}), (30, {"end": 30}), (0, {"end": 0})])
    def test_a_delegation_that_ends_within_thirty_days(self, dee, until, due):
        hold(dee, until=until)
        assert due_on(dee) == due


class TestOrderAndFilters:
    def test_first_what_is_due_soonest_and_last_what_is_not(self, dee):
        nothing = hold(dee, first_name="Ana")
        later = hold(dee, renewal_due_on=days(15))
        undated = hold(dee, consent_until=None)
        sooner = hold(dee, until=13)
        late = hold(dee, renewal_due_on=days(-1), consent_until=None)
        same_day = hold(dee, renewal_due_on=days(15), first_name="Bo")
        assert shown(dee) == [late, sooner, undated, same_day, later, nothing]

    def test_by_name_by_renewal_and_by_the_end_of_the_delegation(self, dee):
        one = hold(dee, last_name="Álvarez", renewal_due_on=days(90), until=200)
        two = hold(dee, last_name="de León", until=100)
        three = hold(dee, last_name="Zhao", renewal_due_on=days(80), until=150)
        assert shown(dee, order="name") == [one, two, three]
        assert shown(dee, order="renewal") == [three, one, two]
        assert shown(dee, order="end") == [two, three, one]

    def test_each_filter(self, dee):
        cases = {
            "nothing": hold(dee),
            "renewal": hold(dee, renewal_due_on=days(3)),
            "consent": hold(dee, consent_until=None),
            "documents": hold(dee),
            "changes": hold(dee),
            "end": hold(dee, until=1),
        }
        DocumentFactory(case=cases["documents"], requested=True)
        ChangeReportFactory(case=cases["changes"])
        for kind, case in cases.items():
            assert shown(dee, kind) == [case]
        assert set(shown(dee, "due")) == {case for kind, case in cases.items() if kind != "nothing"}
        assert len(shown(dee, "all")) == 6


class TestWhoseCases:
    def test_only_those_that_are_open_to_this_assister_now(self, dee):
        mine = hold(dee)
        hold(AssisterFactory(ready=True))
        DelegationFactory(assister=dee, ended=True)
        DelegationFactory(assister=dee, pending=True)
        DelegationFactory(assister=dee, from_on=days(-400), until_on=days(-1))
        DelegationFactory(assister=dee, entity=AssisterFactory().entity)
        assert shown(dee) == [mine]

    def test_none_while_they_are_suspended_and_the_page_says_why(self, client, dee):
        case = hold(dee)
        client.force_login(dee.user)
        dee.certifications.update(status="suspended")
        answer = client.get(BOOK)
        assert answer.status_code == 403
        assert case.contact_name not in answer.content.decode()
        assert client.post(EXPORT).status_code == 403
        assert shown(dee) == []
