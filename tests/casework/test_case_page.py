"""The page of a case, from both sides: what needs doing, in which order; what is locked; what is noted."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Badge
from audit.models import AuditEvent
from cases.models import Case
from casework.errors import CaseClosed
from casework.models import ChangeReport, Document, DocumentType
from casework.views.doors import COLOURS
from casework.workflows import changes, documents, renewals
from casework.workflows.documents import Sending
from delegation.models import Delegation
from tests.casework.factories import (
    ChangeReportFactory,
    DocumentFactory,
    DocumentFileFactory,
    QuestionFactory,
    RenewalFactory,
)
from tests.casework.web import form, verbs
from tests.delegation.factories import DelegationFactory, days_from_now
from tests.factories import AssisterFactory, UserFactory

pytestmark = pytest.mark.django_db
MINE = "/my-case/"


@pytest.fixture
def held():
    """Pat’s case, delegated to Dee; nothing needs doing in it."""
    held = DelegationFactory()
    quiet(held.case)
    return held


def quiet(case):
    facts = {"renewal_due_on": days_from_now(300), "consent_until": days_from_now(300)}
    Case.objects.filter(pk=case.pk).update(**facts)
    case.refresh_from_db()


@pytest.fixture
def pat(client, held):
    client.force_login(held.case.user)
    return client


@pytest.fixture
def dee(client, held):
    client.force_login(held.assister.user)
    return client


def of(case):
    return reverse("casework:case_page", args=[case.pk])


def page(response):
    return response.content.decode()


def words(response):
    return re.sub(r"\s+", " ", strip_tags(page(response)))


def todos(response):
    return [todo.title for todo in response.context["todos"]]


def fill(case):
    """Something of every kind that needs doing."""
    DocumentFactory(case=case, requested=True, type_id="identity")
    DocumentFactory(
        case=case,
        requested=True,
        type_id="citizenship",
        asked_at=timezone.now() - timedelta(days=100),
        due_on=days_from_now(-10),
    )
    DocumentFactory(case=case, rejected=True, asked=True, type_id="residency")
    ChangeReportFactory(case=case, by=case.user, kind="income")
    ChangeReportFactory(case=case, by=case.user, kind="address", returned=True)
    ChangeReportFactory(case=case, by=case.user, kind="death", sent=True)
    Case.objects.filter(pk=case.pk).update(renewal_due_on=days_from_now(20), consent_until=None)
    Delegation.objects.filter(case=case).update(
        from_on=days_from_now(-355), until_on=days_from_now(10)
    )


class TestWhatNeedsDoing:
    def test_the_most_urgent_comes_first(self, dee, held):
        fill(held.case)
        shown = dee.get(of(held.case))
        assert todos(shown) == [
            "Proof of citizenship",
            "Proof of California residency",
            "New address",
            "Renewal for 2027",
            "Proof of identity",
            "Income",
            "Consent to verify income is missing",
            "Your help with this case ends soon",
        ]
        assert "(overdue)" in words(shown)

    def test_each_leads_to_where_it_is_done(self, dee, pat, held):
        fill(held.case)
        for user, url in ((held.case.user, MINE), (held.assister.user, of(held.case))):
            dee.force_login(user)
            for todo in dee.get(url).context["todos"]:
                answer = dee.get(todo.url)
                assert answer.status_code == 200, todo
                assert str(todo.action) in page(dee.get(url))

    def test_the_consumer_reads_the_same_in_their_words(self, pat, held):
        fill(held.case)
        shown = todos(pat.get(MINE))
        assert len(shown) == 8
        assert shown[-1] == "Help with your case ends soon"

    def test_nothing_is_said_kindly_with_what_one_may_do_all_the_same(self, dee, pat, held):
        for user, url in ((held.case.user, MINE), (held.assister.user, of(held.case))):
            dee.force_login(user)
            shown = dee.get(url)
            assert todos(shown) == []
            assert "Nothing needs doing now" in page(shown)
            assert "Send a document" in page(shown)

    @pytest.mark.parametrize("state", ["sent", "applied"])
    def test_a_renewal_that_is_sent_needs_nothing(self, dee, held, state):
        Case.objects.update(renewal_due_on=days_from_now(-1), consent_until=None)
        RenewalFactory(case=held.case, by=held.case.user, **{state: True})
        assert todos(dee.get(of(held.case))) == []

    def test_neither_renewal_nor_consent_of_an_ended_coverage(self, dee, held):
        ended = {"renewal_due_on": days_from_now(-1), "consent_until": None, "status": "ended"}
        Case.objects.update(**ended)
        assert todos(dee.get(of(held.case))) == []
        dee.force_login(held.case.user)
        assert todos(dee.get(MINE)) == []
        assert "Coverage is to be renewed soon" not in page(dee.get(reverse("accounts:dashboard")))

    def test_a_renewal_that_came_back_says_why(self, dee, held):
        RenewalFactory(case=held.case, by=held.case.user, returned=True)
        shown = dee.get(of(held.case))
        assert todos(shown) == ["Renewal for 2027"]
        assert "Which apartment?" in page(shown)

    def test_a_question_waits_for_whoever_may_answer_it(self, dee, held):
        QuestionFactory(case=held.case, words="Which job?")
        QuestionFactory(case=held.case, delegates=True, asked_by=held.assister.user)
        QuestionFactory(case=held.case, answered=True)
        assert todos(dee.get(of(held.case))) == ["The case desk asks"]
        dee.force_login(held.case.user)
        shown = dee.get(MINE)
        assert todos(shown) == ["The case desk asks", "Your assister asks"]
        assert "Which job?" in page(shown)

    def test_many_are_cut_short(self, dee, held):
        for _n in range(22):
            ChangeReportFactory(case=held.case, by=held.case.user)
        shown = dee.get(of(held.case))
        assert len(todos(shown)) == 20
        assert "There is more" in page(shown)

    def test_what_is_settled_is_no_more_to_do(self, dee, held):
        for _n in range(21):
            ChangeReportFactory(case=held.case, by=held.case.user, withdrawn=True)
        ChangeReportFactory(case=held.case, by=held.case.user)
        shown = dee.get(of(held.case))
        assert todos(shown)
        assert "There is more" not in page(shown)


class TestWhatElseIsThere:
    def test_the_record_and_how_everything_stands(self, dee, held):
        file = DocumentFileFactory(document__case=held.case)
        change = ChangeReportFactory(case=held.case, by=held.case.user, sent=True)
        RenewalFactory(case=held.case, by=held.case.user, sent=True)
        shown = page(dee.get(of(held.case)))
        assert "1215 Olive Avenue, Apt 4" in shown
        for name, pk in (
            ("document_detail", file.document_id),
            ("document_preview", file.pk),
            ("change_detail", change.pk),
        ):
            assert reverse(f"casework:{name}", args=[held.case.pk, pk]) in shown
        assert shown.count("Sent to the case desk") == 2

    def test_no_picture_of_what_is_not_checked(self, dee, held):
        DocumentFileFactory(document__case=held.case, document__uploaded=True, waiting=True)
        assert "/preview/" not in page(dee.get(of(held.case)))

    def test_the_consumer_ends_the_access_from_there(self, pat, held):
        shown = page(pat.get(MINE))
        assert held.assister.full_name in shown
        assert reverse("consent:delegation_end", args=[held.pk]) in shown
        assert "Choose somebody else" in shown

    def test_and_reads_that_the_assister_may_not_help_at_present(self, pat, held):
        Badge.objects.update(returned_on=timezone.localdate())
        assert "At present this person has no access" in page(pat.get(MINE))

    def test_and_reads_that_somebody_is_asked_or_nobody_has_access(self, pat, held):
        Delegation.objects.update(state="pending", accepted_at=None)
        assert "They have not answered yet" in page(pat.get(MINE))
        Delegation.objects.all().delete()
        assert "Nobody but you." in page(pat.get(MINE))

    def test_a_delegate_reads_nothing_of_other_delegations(self, dee, held):
        other = DelegationFactory(case=held.case, pending=True)
        assert other.assister.full_name not in page(dee.get(of(held.case)))

    def test_every_page_of_the_case_leads_to_every_other(self, dee, held):
        overview = dee.get(of(held.case))
        for _label, url, _current in overview.context["door"].pages:
            shown = page(dee.get(url))
            assert f'href="{of(held.case)}"' in shown
            assert f'href="{url}" aria-current="page"' in shown
            assert "You are helping <strong>Pat Gives</strong>" in shown

    def test_below_a_page_that_one_is_marked_too(self, dee, held):
        send = reverse("casework:document_send", args=[held.case.pk])
        list_url = reverse("casework:document_list", args=[held.case.pk])
        assert f'href="{list_url}" aria-current="true"' in page(dee.get(send))

    def test_accepting_a_request_leads_there(self, dee, held):
        asked = DelegationFactory(assister=held.assister, pending=True)
        done = dee.post(reverse("consent:request_accept", args=[asked.pk]), follow=True)
        assert done.redirect_chain == [(of(asked.case), 302)]
        assert "You can now help Pat Gives." in page(done)


class TestWhoseCase:
    def test_titles_say_which_and_no_name(self, dee, held):
        title = re.search(r"<title>(.*?)</title>", page(dee.get(of(held.case))), re.DOTALL)
        assert title is not None
        said = " ".join(title.group(1).split())
        assert f"case ending in {held.case.number_ending}" in said
        assert "Pat" not in said

    def test_the_bar_has_initials_and_a_colour_of_the_case(self, dee, held):
        colour = f"portal-helping--{held.case.pk.int % COLOURS}"
        for _n in range(2):
            shown = page(dee.get(of(held.case)))
            assert colour in shown
            assert re.search(r"__initials[^>]*>PG<", shown)

    def test_each_colour_reads_well_under_white(self):
        css = (settings.BASE_DIR / "static/css/portal.css").read_text()
        found = re.findall(
            r"\.portal-helping--(\d) \.portal-helping__initials\{background:(#\w+)\}", css
        )
        assert sorted(number for number, _colour in found) == [str(n) for n in range(COLOURS)]
        assert len({colour for _number, colour in found}) == COLOURS
        assert all(contrast_with_white(colour) >= 4.5 for _number, colour in found)

    def test_what_one_does_in_a_tab_is_done_to_the_case_of_that_tab(self, dee, held):
        other = DelegationFactory(assister=held.assister)
        for case in (held.case, other.case):
            dee.get(of(case))
        dee.post(reverse("casework:document_send", args=[held.case.pk]), form())
        dee.get(of(other.case))
        kind = {"kind": "address"}
        dee.post(reverse("casework:change_create", args=[held.case.pk]), kind)
        dee.post(reverse("casework:renewal_begin", args=[other.case.pk]))
        assert Document.objects.get().case == held.case
        assert ChangeReport.objects.get().case == held.case
        assert other.case.renewals.count() == 1
        assert held.case.renewals.count() == 0
        marked = AuditEvent.objects.exclude(verb__startswith="session").values_list(
            "case_id", "verb"
        )
        theirs = {verb for case, verb in marked if str(case) == str(other.case.pk)}
        assert theirs == {"case.read", "renewal.begin"}

    def test_one_s_own_case_has_no_bar(self, pat):
        assert "You are helping" not in page(pat.get(MINE))


def contrast_with_white(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class TestOnRecord:
    def test_each_look_is_one_event_with_whom_and_whose_and_of_which_entity(self, client, held):
        fill(held.case)
        DocumentFileFactory(document__case=held.case)
        for user, url in ((held.case.user, MINE), (held.assister.user, of(held.case))):
            client.force_login(user)
            client.get(url)
        assert verbs() == ["case.read", "case.read"]
        by_pat, by_dee = AuditEvent.objects.filter(verb="case.read").order_by("pk")
        assert (by_pat.actor_id, by_pat.acting_for_id) == (held.case.user_id, None)
        assert by_dee.acting_for_id == held.case.user_id
        assert by_dee.entity_id == held.assister.entity_id
        assert str(by_dee.case_id) == str(held.case.pk)

    def test_a_refusal_is_one_and_shows_nothing_of_the_case(self, dee, held):
        Delegation.objects.update(
            state="ended", closed_at=timezone.now(), closed_as="consumer", reason="asked"
        )
        refused = dee.get(of(held.case))
        assert refused.status_code == 403
        assert "The delegation ended on" in page(refused)
        assert "Pat" not in page(refused)
        assert held.case.number not in words(refused)
        assert [verb for verb in verbs() if "refused" in verb] != []
        assert "case.read" not in verbs()

    def test_a_case_that_was_never_theirs_is_not_there(self, client, held):
        for user in (AssisterFactory(ready=True).user, UserFactory(), held.case.user):
            client.force_login(user)
            assert client.get(of(held.case)).status_code == 404
        assert verbs() == []

    def test_without_a_case_nothing_is_noted(self, client):
        client.force_login(UserFactory())
        assert "No case is linked" in page(client.get(MINE))
        assert verbs() == []


class TestLocks:
    def locks(self, response):
        return [str(lock.what) for lock in response.context["locks"]]

    def test_what_no_assister_can_do_is_shown_with_why_and_who_can(self, dee, held):
        shown = dee.get(of(held.case))
        assert "Decide who else may help, or for how long" in self.locks(shown)
        assert "Edit what was sent" not in self.locks(shown)
        assert "The Help Line, with the consumer on the line" in page(shown)

    def test_what_is_sent_is_locked_until_it_comes_back(self, dee, held):
        ChangeReportFactory(case=held.case, by=held.case.user, sent=True)
        assert self.locks(dee.get(of(held.case)))[0] == "Edit what was sent"

    def test_what_the_consumer_did_not_allow_comes_first(self, dee, held):
        Delegation.objects.update(scope=["read", "renewal"])
        fill(held.case)
        shown = dee.get(of(held.case))
        assert self.locks(shown)[:2] == ["Send documents", "Report changes"]
        assert reverse("casework:document_send", args=[held.case.pk]) not in page(shown)
        assert reverse("casework:change_create", args=[held.case.pk]) not in page(shown)
        assert "The consumer did not allow it when they signed." in page(shown)
        for todo in shown.context["todos"]:
            assert dee.get(todo.url).status_code == 200

    def test_their_pages_say_so_and_lead_back(self, dee, held):
        Delegation.objects.update(scope=["read"])
        for name in ("document_send", "change_create"):
            refused = dee.get(reverse(f"casework:{name}", args=[held.case.pk]))
            assert refused.status_code == 403
            assert "This is locked for you" in page(refused)
            assert of(held.case) in page(refused)

    def test_what_they_may_only_read_is_offered_nowhere_else(self, dee, held):
        Delegation.objects.update(scope=["read"])
        question = QuestionFactory(case=held.case)
        shown = dee.get(reverse("casework:question_answer", args=[held.case.pk, question.pk]))
        assert "Report changes" in page(shown)
        assert "The consumer did not allow it when they signed." in page(shown)
        assert 'name="answer"' not in page(shown)
        RenewalFactory(case=held.case, by=held.case.user, sent=True)
        url = reverse("casework:renewal_detail", args=[held.case.pk])
        assert "Take the renewal back" not in page(dee.get(url))
        document = DocumentFactory(case=held.case, sent_by=held.assister.user)
        DocumentFileFactory(document=document)
        url = reverse("casework:document_detail", args=[held.case.pk, document.pk])
        assert "Take this file back" not in page(dee.get(url))

    def test_workflows_ask_for_the_part_too(self, held):
        Delegation.objects.update(scope=["read"])
        who = {"case": held.case.pk, "by": held.assister.user}
        income = DocumentType.objects.get(pk="income")
        acts = [
            lambda: documents.send(document_type=income, sending=Sending(uuid4(), []), **who),
            lambda: changes.begin(kind=ChangeReport.Kind.ADDRESS, key=uuid4(), **who),
            lambda: renewals.begin(**who),
        ]
        for act in acts:
            with pytest.raises(CaseClosed):
                act()

    def test_the_consumer_has_none(self, pat):
        assert pat.get(MINE).context["locks"] == []


@pytest.mark.parametrize("own", [True, False])
def test_it_costs_the_same_for_one_and_for_many(client, held, own, django_assert_max_num_queries):
    client.force_login(held.case.user if own else held.assister.user)
    url = MINE if own else of(held.case)
    add(held.case)
    client.get(url)
    with django_assert_max_num_queries(16) as one:
        client.get(url)
    for _n in range(9):
        add(held.case)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(url)
    asked = [query for query in one.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12


def add(case):
    DocumentFactory(case=case, requested=True)
    DocumentFileFactory(document__case=case)
    ChangeReportFactory(case=case, by=case.user)
