"""The pages of the book: searched without a name in the address, each case on record, the file, the board."""

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from casework.views import searching
from delegation.workflows import delegations
from portal import secret_box
from tests.casework.factories import ChangeReportFactory, DocumentFactory, RenewalFactory
from tests.casework.test_book import BOOK, EXPORT, days, hold
from tests.delegation.factories import DelegationFactory
from tests.factories import PASSWORD, AssisterFactory, UserFactory

pytestmark = pytest.mark.django_db
BOARD = reverse("casework:renewal_board")
LOST = "The search in this address is no longer good"


@pytest.fixture
def dee():
    return AssisterFactory(ready=True)


@pytest.fixture
def hers(client, dee):
    client.force_login(dee.user)
    return client


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def searched(client, words, address=BOOK, **more):
    """The page that the search leads to."""
    answer = client.post(address, {"q": words, **more})
    assert answer.status_code == 302, answer.content.decode()
    return page(client.get(answer.url))


def recently(dee):
    """A browser in which Dee has just signed in."""
    client = Client()
    form = {"login": dee.user.username, "password": PASSWORD}
    assert client.post(reverse("account_login"), form).status_code == 302
    return client


def noted(verb):
    return list(AuditEvent.objects.filter(verb=verb).order_by("pk"))


class TestThePage:
    def test_says_what_is_due_on_a_case_and_links_to_it(self, hers, dee):
        case = hold(dee, renewal_due_on=days(-2), consent_until=days(-1), until=3)
        DocumentFactory(case=case, requested=True, due_on=days(-4))
        ChangeReportFactory(case=case)
        text = page(hers.get(BOOK))
        for words in ("Overdue", "Ran out on", "1 wanted, overdue since", "1 draft", "Until"):
            assert words in text
        assert text.count("<strong>") == 5
        assert reverse("casework:case_page", args=[case.pk]) in text
        assert reverse("consent:consumer_end", args=[case.delegations.get().pk]) in text
        assert f"…{case.number_ending}" in text
        assert case.number not in text

    def test_says_how_it_stands_when_nothing_is_due(self, hers, dee):
        case = hold(dee, renewal_due_on=days(20))
        RenewalFactory(case=case, sent=True)
        text = page(hers.get(BOOK))
        assert "Sent to the case desk" in text
        assert "<strong>" not in text

    def test_an_empty_book_says_what_to_do(self, hers):
        text = page(hers.get(BOOK))
        assert "No cases yet" in text
        assert reverse("finder:own_link") in text
        assert "CSV" not in text

    def test_what_an_address_says_and_there_is_not_is_passed_over(self, hers, dee):
        case = hold(dee)
        assert case.contact_name in page(hers.get(BOOK, {"show": "x", "order": "y", "page": "z"}))

    def test_pages(self, hers, dee):
        for _ in range(26):
            hold(dee)
        assert page(hers.get(BOOK)).count("Stop helping") == 25
        assert page(hers.get(BOOK, {"page": 2, "order": "name"})).count("Stop helping") == 1
        assert "26 cases" in page(hers.get(BOOK))

    def test_costs_the_same_for_ten_and_for_two_hundred(self, hers, dee):
        def asked(address):
            """The fewer of two: once a minute a page notes in the session that it is in use."""
            counts = []
            for _ in range(2):
                with CaptureQueriesContext(connection) as queries:
                    page(hers.get(address))
                counts.append(len(queries))
            return min(counts)

        addresses = [BOOK, f"{BOOK}?show=due&order=name", f"{BOARD}?progress=all"]
        cases = [hold(dee, renewal_due_on=days(5)) for _ in range(10)]
        few = [asked(address) for address in addresses]
        cases += [hold(dee, renewal_due_on=days(5)) for _ in range(190)]
        for case in cases[::9]:
            DocumentFactory(case=case, requested=True)
            ChangeReportFactory(case=case)
            RenewalFactory(case=case)
        assert [asked(address) for address in addresses] == few


class TestSearch:
    @pytest.mark.parametrize(
        "words",
        ["pena", "PEÑA", "jose peña", "Díaz José", "  Jose\u00a0 ", "ña-dí"],
    )
    def test_by_parts_of_the_name_without_accents_and_in_any_order(self, hers, dee, words):
        hold(dee, first_name="José", last_name="Peña-Díaz")
        hold(dee, first_name="Ana", last_name="Other")
        text = searched(hers, words)
        assert "Peña-Díaz" in text
        assert "Other" not in text

    @pytest.mark.parametrize("name", ["李小龍", "Նարե", "علي"])
    def test_in_other_scripts(self, hers, dee, name):
        hold(dee, first_name="", last_name=name)
        hold(dee)
        text = searched(hers, name)
        assert "1 case<" in text
        assert name in text

    @pytest.mark.parametrize("words", ["{0}", "…{0}", "{0[0]} {0[1]}-{0[2]}"])
    def test_by_the_end_of_the_case_number(self, hers, dee, words):
        case = hold(dee, number="8123456041", last_name="Wanted")
        hold(dee, number="8041456789", last_name="Other")
        text = searched(hers, words.format(case.number_ending))
        assert "Wanted" in text
        assert "Other" not in text

    @pytest.mark.parametrize("words", ["nobody", "%", "_", "-", "123x"])
    def test_that_finds_nobody_says_what_to_do(self, hers, dee, words):
        hold(dee)
        text = searched(hers, words)
        assert "No case fits" in text
        assert "Show all" in text

    def test_stands_in_the_address_encrypted_and_goes_with_order_and_filter(self, hers, dee):
        hold(dee, last_name="Peña", consent_until=None)
        answer = hers.post(BOOK, {"q": "Peña", "show": "consent", "order": "end"})
        told = parse_qs(urlsplit(answer.url).query)
        assert (told["show"], told["order"]) == (["consent"], ["end"])
        assert told["q"][0].startswith("gAAAA")  # a Fernet token
        text = page(hers.get(answer.url))
        assert 'value="Peña"' in text
        assert '<option value="consent" selected>' in text
        assert 'value="Peña"' in page(hers.get(answer.url))  # again, and in a second window

    def test_of_nothing_leads_back_to_the_whole_book(self, hers):
        assert hers.post(BOOK, {"q": " ", "show": "all", "order": "first"}).url == BOOK

    def test_that_is_too_long_is_kept_and_mended(self, hers, dee):
        hold(dee)
        text = page(hers.post(BOOK, {"q": "x" * 101}))
        assert "at most 100 letters" in text
        assert "x" * 101 in text
        assert "Error: " in text

    @pytest.mark.parametrize("address", [BOOK, BOARD])
    @pytest.mark.parametrize("whose", ["nobody’s", "another’s", "old", "of another purpose"])
    def test_of_an_address_that_is_not_good_is_said(self, hers, dee, address, whose):
        hold(dee, renewal_due_on=days(5))
        with time_machine.travel(timezone.now() - searching.GOOD_FOR - timedelta(minutes=1)):
            old = searching.sealed("nobody", dee.user)
        token = {
            "nobody’s": "gAAAAA\ud800",
            "another’s": searching.sealed("nobody", UserFactory()),
            "old": old,
            "of another purpose": secret_box.seal({"text": "nobody"}).decode(),
        }[whose]
        text = page(hers.get(address, {"q": token.encode(errors="replace")}))
        assert LOST in text
        assert "Pat Gives" in text
        assert LOST not in page(hers.get(address))

    def test_of_the_board(self, hers, dee):
        hold(dee, last_name="Peña", renewal_due_on=days(5))
        hold(dee, last_name="Other", renewal_due_on=days(5))
        text = searched(hers, "pena", BOARD, progress="all")
        assert "Peña" in text
        assert "Other" not in text
        assert "None of this kind" in searched(hers, "nobody", BOARD)


class TestOnRecord:
    @pytest.mark.parametrize("address", [BOOK, BOARD])
    def test_each_case_that_was_shown_and_no_other(self, hers, dee, address):
        cases = [hold(dee, renewal_due_on=days(5 + n)) for n in range(27)]
        page(hers.get(address, {"page": 2}))
        events = noted("case.list")
        assert [event.case_id for event in events] == [case.pk for case in cases[25:]]
        last = events[-1]
        assert (last.actor_id, last.acting_for_id) == (dee.user_id, cases[-1].user_id)
        assert (last.entity_id, last.object_type) == (dee.entity_id, "cases.case")
        assert last.object_id == str(cases[-1].pk)

    def test_nothing_where_nothing_was_shown(self, hers, dee):
        hold(dee)
        hers.get(BOOK, {"show": "end"})
        hers.post(BOOK, {"q": "x"})
        assert noted("case.list") == []

    def test_a_file_and_what_is_in_it(self, dee):
        cases = [hold(dee, until=n) for n in (1, 2)]
        hold(dee)
        answer = recently(dee).post(f"{EXPORT}?show=end")
        assert len(list(csv.reader(io.StringIO(page(answer))))) == 3
        assert [event.case_id for event in noted("case.export")] == [case.pk for case in cases]


class TestTheFile:
    def rows(self, answer):
        return list(csv.DictReader(io.StringIO(page(answer))))

    def test_has_what_the_book_is_narrowed_to(self, dee):
        case = hold(dee, last_name="=1+1", first_name="", consent_until=None, until=12)
        RenewalFactory(case=case, returned=True)
        DocumentFactory(case=case, requested=True, due_on=days(3))
        ChangeReportFactory(case=case)
        hold(dee, last_name="Other")
        hers = recently(dee)
        address = hers.post(BOOK, {"q": "1+1", "order": "name"}).url
        answer = hers.post(EXPORT + "?" + urlsplit(address).query)
        [row] = self.rows(answer)
        assert row == {
            "consumer": "'=1+1",
            "case_number_ends": case.number_ending,
            "due_first_on": days(3).isoformat(),
            "renewal_due_on": "",
            "renewal_state": "",
            "consent_until": "",
            "documents_wanted": "1",
            "documents_due_on": days(3).isoformat(),
            "changes_to_correct": "0",
            "changes_drafted": "1",
            "access_until": days(12).isoformat(),
        }
        assert answer["Content-Disposition"].startswith('attachment; filename="cases-')

    def test_is_made_soon_after_a_sign_in_only(self, hers, dee):
        hold(dee)
        assert reverse("account_reauthenticate") in hers.post(EXPORT).url
        assert noted("case.export") == []

    def test_is_not_made_of_a_search_that_is_lost(self, dee):
        hold(dee)
        hers = recently(dee)
        answer = hers.post(f"{EXPORT}?q=nonsense", follow=True)
        assert "No file was made" in page(answer)
        assert noted("case.export") == []

    def test_has_no_case_that_ended_meanwhile(self, dee):
        held = DelegationFactory(assister=dee)
        hers = recently(dee)
        delegations.end(delegation=held.pk, by=held.case.user)
        assert self.rows(hers.post(EXPORT)) == []
