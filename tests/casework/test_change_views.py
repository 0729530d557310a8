"""The pages of changes, from both sides: steps, words that stay, two tabs, who gets in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import ChangeReport
from tests.casework.factories import ChangeReportFactory, typed_address
from tests.casework.test_changes import end
from tests.casework.web import verbs
from tests.delegation.factories import DelegationFactory
from tests.factories import CaseFactory, HouseholdMemberFactory

pytestmark = pytest.mark.django_db


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


def of(case, name, *args):
    return reverse(f"casework:{name}", args=[case.pk, *args])


def page(response):
    return response.content.decode()


def posted(day, version=1, **more):
    typed = {name: values[0] for name, values in typed_address(day).items()}
    return {"version": version, **typed, **more}


def today():
    return timezone.localdate()


def day_of(day, name="from_on"):
    return {f"{name}_month": day.month, f"{name}_day": day.day, f"{name}_year": day.year}


class TestFromBeginningToEnd:
    def test_by_the_delegate(self, dee, held):
        key = str(uuid4())
        begun = dee.post(of(held.case, "change_create"), {"kind": "address", "key": key})
        assert begun.url == of(held.case, "change_edit", key)
        assert "You are helping <strong>Pat Gives</strong>" in page(dee.get(begun.url))
        edited = dee.post(begun.url, posted(today()))
        assert edited.url == of(held.case, "change_review", key)
        assert "9 Elm Street" in page(dee.get(edited.url))
        sent = dee.post(edited.url, {"version": 2}, follow=True)
        assert "It is with the case desk" in page(sent)
        change = ChangeReport.objects.get()
        assert (change.sent_by, change.from_on) == (held.assister.user, today())
        assert change.facts == {
            "street": "9 Elm Street",
            "city": "Fresno",
            "zip_code": "93701",
            "from_on": today().isoformat(),
        }
        dee.force_login(held.case.user)
        shown = page(dee.get(own("change_detail", change.pk)))
        assert "Sent by the assister" in shown
        assert "9 Elm Street" in shown
        assert verbs() == [
            "change.begin",
            "change.read",
            "change.save",
            "change.read",
            "change.send",
            "change.read",
            "change.read",
        ]

    def test_the_same_form_twice_goes_to_the_same_draft(self, pat):
        key = str(uuid4())
        for _ in range(2):
            begun = pat.post(own("change_create"), {"kind": "income", "key": key})
            assert begun.url == own("change_edit", key)
        assert ChangeReport.objects.count() == 1

    def test_sent_twice_it_counts_once(self, pat, held):
        change = ChangeReportFactory(case=held.case)
        for _ in range(2):
            answer = pat.post(own("change_review", change.pk), {"version": 1})
            assert answer.url == own("change_detail", change.pk)
        assert verbs().count("change.send") == 1

    def test_what_is_not_complete_is_not_sent(self, pat, held):
        change = ChangeReportFactory(case=held.case, answers={"street": ["9 Elm Street"]})
        for answer in (
            pat.get(own("change_review", change.pk)),
            pat.post(own("change_review", change.pk), {"version": 1}),
        ):
            assert answer.url == own("change_edit", change.pk) + "?check=1"
        assert "Enter the city." in page(pat.get(answer.url))
        assert "Enter the city." not in page(pat.get(own("change_edit", change.pk)))

    def test_what_was_edited_after_the_review_is_looked_at_again(self, pat, held):
        change = ChangeReportFactory(case=held.case, version=2)
        answer = pat.post(own("change_review", change.pk), {"version": 1}, follow=True)
        assert "Look at it once more." in page(answer)
        change.refresh_from_db()
        assert change.is_draft

    def test_withdrawn(self, pat, held):
        change = ChangeReportFactory(case=held.case, sent=True)
        answer = pat.post(own("change_withdraw", change.pk), follow=True)
        assert "It was withdrawn" in page(answer)


class TestDraft:
    def test_saved_to_go_on_later_however_little_is_typed(self, pat, held):
        change = ChangeReportFactory(case=held.case, answers={})
        answer = pat.post(own("change_edit", change.pk), {"version": 1, "city": "Sel", "later": 1})
        assert answer.url == own("change_list")
        shown = page(pat.get(own("change_edit", change.pk)))
        assert 'value="Sel"' in shown
        assert "Enter the street" not in shown

    def test_saved_in_the_background(self, pat, held):
        change = ChangeReportFactory(case=held.case, answers={})
        said = {"headers": {"Accept": "application/json"}}
        url = own("change_edit", change.pk)
        assert pat.post(url, {"version": 1, "city": "S"}, **said).json() == {"version": 2}
        refused = pat.post(url, {"version": 1, "city": "T"}, **said)
        assert refused.status_code == 409
        assert "another window" in refused.json()["problem"]
        ChangeReport.objects.update(
            state="withdrawn", decided_by=held.case.user, decided_at=timezone.now()
        )
        assert pat.get(url).url == own("change_detail", change.pk)

    def test_saved_once_it_was_sent_in_another_tab_it_is_said(self, pat, held):
        change = ChangeReportFactory(case=held.case, sent=True)
        url = own("change_edit", change.pk)
        told = pat.post(url, posted(today(), city="Selma"), follow=True)
        assert "It was sent already" in page(told)
        refused = pat.post(url, posted(today()), headers={"Accept": "application/json"})
        assert refused.status_code == 409

    def test_two_tabs_nothing_is_lost(self, pat, held):
        change = ChangeReportFactory(case=held.case)
        url = own("change_edit", change.pk)
        pat.post(url, posted(today(), city="Clovis"))
        refused = page(pat.post(url, posted(today(), city="Selma")))
        assert "Nothing is lost." in refused
        assert 'value="Selma"' in refused
        assert "Clovis" in refused
        assert 'name="version" value="2"' in refused
        assert pat.post(url, posted(today(), version=2, city="Selma")).status_code == 302
        change.refresh_from_db()
        assert change.answers["city"] == ["Selma"]

    def test_ended_between_page_and_post_it_is_refused_and_the_draft_kept(self, dee, held):
        change = ChangeReportFactory(case=held.case, by=held.assister.user)
        end(held)
        for name in ("change_edit", "change_review", "change_withdraw"):
            answer = dee.post(of(held.case, name, change.pk), posted(today(), street="77 Oak Road"))
            assert answer.status_code == 403
            assert "The delegation ended on" in page(answer)
        assert "9 Elm" not in page(answer)
        change.refresh_from_db()
        assert (change.state, change.version) == ("draft", 1)

    def test_a_version_that_is_none_is_refused_like_an_old_one(self, pat, held):
        change = ChangeReportFactory(case=held.case)
        answer = pat.post(own("change_edit", change.pk), posted(today(), version="x", city="Selma"))
        assert "Nothing is lost." in page(answer)


def kinds(held):
    kit = HouseholdMemberFactory(case=held.case)
    child = {"first_name": "Ana", "last_name": "Gives", **day_of(today(), "born_on")}
    who = {"people": ["contact", str(kit.pk)]}
    return {
        "income": {"income": "$50,000"},
        "add_member": {**child, "relation": "child", "wants_coverage": "yes"},
        "remove_member": {"member": str(kit.pk), "why": "moved"},
        "birth": {**child, "what": "birth"},
        "coverage": {"what": "lost", "plan": "Of an employer", **who},
        "pregnancy": {"words": "Two are expected.", **who},
        "death": {"words": "My uncle died.", **who},
    }


class TestKinds:
    def test_each_from_its_form_to_what_is_read_again(self, pat, held):
        for kind, typed in kinds(held).items():
            change = ChangeReportFactory(case=held.case, kind=kind, answers={})
            edit = own("change_edit", change.pk)
            went = pat.post(edit, {"version": 1, **typed, **day_of(today())})
            assert went.status_code == 302, (kind, page(went))
            pat.post(went.url, {"version": 2})
            change.refresh_from_db()
            assert change.is_sent, kind
            assert "What was sent" in page(pat.get(own("change_detail", change.pk)))

    @pytest.mark.parametrize(
        ("kind", "day", "said"),
        [
            ("address", timedelta(days=91), "within the next 90 days"),
            ("address", timedelta(days=-1200), "within the last three years"),
            ("death", timedelta(days=1), "today’s date or one before it"),
            ("birth", timedelta(days=1), "today’s date or one before it"),
        ],
    )
    def test_a_day_that_cannot_be(self, pat, held, kind, day, said):
        change = ChangeReportFactory(case=held.case, kind=kind, answers={})
        url = own("change_edit", change.pk)
        shown = page(pat.post(url, {"version": 1, "words": "As typed.", **day_of(today() + day)}))
        assert said in shown

    def test_a_birth_has_one_day_and_an_adoption_comes_after_it(self, pat, held):
        change = ChangeReportFactory(case=held.case, kind="birth", answers={})
        yesterday = today() - timedelta(days=1)
        typed = {**day_of(today(), "born_on"), **day_of(yesterday)}
        url = own("change_edit", change.pk)
        for version, what, said in (
            (1, "birth", "both dates are the same"),
            (2, "adoption", "cannot be before the birth"),
        ):
            assert said in page(pat.post(url, {"version": version, "what": what, **typed}))

    @pytest.mark.parametrize("zip_code", ["9370", "10001", "abc", "99999"])
    def test_a_zip_code_outside_california(self, pat, held, zip_code):
        change = ChangeReportFactory(case=held.case)
        url = own("change_edit", change.pk)
        shown = page(pat.post(url, posted(today(), zip_code=zip_code)))
        assert "ZIP code in California" in shown or "Enter the ZIP code" in shown
        assert 'value="9 Elm Street"' in shown

    def test_of_another_household_nobody_can_leave(self, pat, held):
        stranger = HouseholdMemberFactory()
        change = ChangeReportFactory(case=held.case, kind="remove_member", answers={})
        typed = {"version": 1, "member": str(stranger.pk), "why": "moved", **day_of(today())}
        shown = page(pat.post(own("change_edit", change.pk), typed))
        assert "Choose people of this household." in shown

    def test_nobody_leaves_before_they_were_born(self, pat, held):
        kit = HouseholdMemberFactory(case=held.case, born_on=today() - timedelta(days=30))
        change = ChangeReportFactory(case=held.case, kind="remove_member", answers={})
        typed = {"version": 1, "member": str(kit.pk), "why": "moved"}
        early = typed | day_of(today() - timedelta(days=31))
        shown = page(pat.post(own("change_edit", change.pk), early))
        assert "This is before the day on which this person was born." in shown
        on_the_day = typed | {"version": 2} | day_of(today() - timedelta(days=30))
        answer = pat.post(own("change_edit", change.pk), on_the_day)
        assert answer.headers["Location"] == own("change_review", change.pk)


class TestList:
    def test_an_empty_one_says_what_to_do(self, pat):
        assert "No changes yet" in page(pat.get(own("change_list")))

    def test_what_waits_comes_first_and_others_are_not_there(self, pat, held):
        ChangeReportFactory(case=held.case, applied=True, kind="income", told={"income": 1})
        ChangeReportFactory(case=held.case, returned=True)
        ChangeReportFactory(case=CaseFactory(linked=True), kind="death")
        shown = page(pat.get(own("change_list")))
        assert shown.index("New address") < shown.index(">Income<")
        assert "Death" not in shown

    def test_it_costs_the_same_for_one_and_for_many(self, pat, held, django_assert_num_queries):
        ChangeReportFactory(case=held.case)
        pat.get(own("change_list"))
        with CaptureQueriesContext(connection) as one:
            pat.get(own("change_list"))
        ChangeReportFactory.create_batch(9, case=held.case)
        with django_assert_num_queries(len(one)):
            pat.get(own("change_list"))
