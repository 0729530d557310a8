"""The console's pages: what they show, to whom, and what they never show."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accesscodes.models import AccessCode, HelpLineCall, IdentityCheck
from limiter.models import AttemptLog
from tests.accesscodes.factories import (
    AccessCodeFactory,
    HelpLineCallFactory,
    IdentityCheckFactory,
)
from tests.accounts.factories import BadgeFactory, CertificationFactory
from tests.cases.factories import SSN, CaseFactory
from tests.factories import PASSWORD, AssisterFactory, StaffFactory

pytestmark = pytest.mark.django_db
BIG = re.compile(r"portal-big-code[^>]*>([^<]+)<")
BORN = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}
RIGHT = {"name": "Pat Gives", **BORN, "ssn": SSN, "contact": "5595550144"}


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    AttemptLog.objects.all().delete()


@pytest.fixture
def kim(client):
    user = StaffFactory(role="Help-line representatives")
    client.force_login(user)
    return user


@pytest.fixture
def call(kim):
    return HelpLineCallFactory(by=kim, chosen=True)


def at(call, page):
    return f"/help-line/calls/{call.pk}/{page}"


def text_of(response):
    return response.content.decode()


class TestCaller:
    def test_shows_name_entity_and_that_all_is_well(self, client, kim):
        dee = AssisterFactory(entity__kind="cee", entity__legal_name="Open Arms", activated=True)
        CertificationFactory(assister=dee)
        BadgeFactory(assister=dee)
        call = HelpLineCallFactory(by=kim)
        number = f" {dee.certification_number[:3]}-{dee.certification_number[3:]}"

        page = client.post(at(call, "caller/"), {"caller": "cec", "number": number}, follow=True)

        assert page.redirect_chain == [(at(call, "case/"), 302)]
        for shown in ("Dee Acts", "Open Arms", "ready to help consumers"):
            assert shown in text_of(page)

    def test_warns_of_one_who_is_not_ready(self, client, kim):
        dee = AssisterFactory(entity__kind="cee")
        call = HelpLineCallFactory(by=kim, caller="cec", assister=dee)
        page = text_of(client.get(at(call, "case/")))
        assert "This assister may not help consumers now" in page
        assert "Badge not issued yet" in page

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"caller": "cec", "number": "12345"}, "Enter all 9 digits"),
            ({"caller": "cec", "number": "599999999"}, "No assister has this"),
            ({}, "Choose who is calling."),
        ],
    )
    def test_says_what_to_mend_and_keeps_what_was_typed(self, client, kim, data, words):
        call = HelpLineCallFactory(by=kim)
        page = text_of(client.post(at(call, "caller/"), data))
        assert words in page
        assert data.get("number", "") in page


class TestFindingTheCase:
    def test_shows_name_city_and_three_digits(self, client, kim):
        call = HelpLineCallFactory(by=kim, caller="consumer")
        case = CaseFactory(number="7012345689", street="9 Elm Court", linked=True)
        page = text_of(client.post(at(call, "case/"), {"name": "gives pat", **BORN}))
        for shown in ("Pat Gives", "Fresno", "ending in 689", "Has an account already."):
            assert shown in page
        for hidden in (case.number, case.phone, case.email, "Elm", case.user.username):
            assert hidden not in page

    def test_does_not_tell_the_number_that_was_searched_for_again(self, client, kim):
        """What was shown, or searched for, does not count as checked."""
        call = HelpLineCallFactory(by=kim, caller="consumer")
        case = CaseFactory()
        client.post(at(call, "case/"), {"number": case.number})
        client.post(at(call, "case/choose/"), {"case": str(case.pk)})
        page = text_of(client.get(at(call, "identity/")))
        assert case.number not in page
        assert 'value="Pat' not in page

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Enter the case number, or the name"),
            ({"number": "123"}, "Enter all 10 digits"),
            ({"name": "Pat"}, "Enter the date of birth as well."),
            ({"name": "…", **BORN}, "Enter the name in letters."),
            ({"number": "7999999999"}, "No case found"),
        ],
    )
    def test_says_what_to_do(self, client, kim, data, words):
        call = HelpLineCallFactory(by=kim, caller="consumer")
        assert words in text_of(client.post(at(call, "case/"), data))

    def test_a_case_that_is_none_cannot_be_chosen(self, client, kim):
        call = HelpLineCallFactory(by=kim, caller="consumer")
        for case in ("", "x", uuid4()):
            assert client.post(at(call, "case/choose/"), {"case": case}).status_code == 404

    def test_a_step_before_its_time_leads_back(self, client, kim):
        call = HelpLineCallFactory(by=kim)
        for page, back in (("case/", "caller/"), ("identity/", "case/"), ("code/", "identity/")):
            assert client.get(at(call, page)).url == at(call, back)
        assert client.post(at(call, "code/"), {"key": uuid4()}).url == at(call, "identity/")


class TestIdentity:
    def test_says_match_or_no_match_and_never_the_value(self, client, call):
        page = text_of(client.post(at(call, "identity/"), {**RIGHT, "ssn": "0000"}))
        assert re.findall(r"<li class=\"portal-checks__(\w+)\">([^:]+):", page) == [
            ("match", "Name"),
            ("match", "Date of birth"),
            ("miss", "Last four digits of the SSN"),
            ("match", "Phone or e-mail on file"),
        ]
        for hidden in (SSN, call.case.number, call.case.email, call.case.street):
            assert hidden not in page
        assert 'value="0000"' in page  # what was typed may be put right

    def test_the_form_that_comes_back_has_a_new_key(self, client, call):
        key = str(uuid4())
        page = text_of(client.post(at(call, "identity/"), {**RIGHT, "ssn": "0000", "key": key}))
        assert key not in page
        client.post(at(call, "identity/"), {**RIGHT, "ssn": "0000", "key": key})
        assert IdentityCheck.objects.count() == 1

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"ssn": "", "contact": ""}, "Ask for two more facts"),
            (
                {"contact": "", "without_ssn": "on", "number": "7000000000"},
                "Ask for two more facts",
            ),
            ({"ssn": "123-45-6789"}, "Enter the last 4 digits only."),
            ({"street": "9 Elm Court"}, "Ask for street and ZIP code together."),
            ({"zip_code": "93727"}, "Ask for street and ZIP code together."),
            ({"name": ""}, "Ask for the full name."),
            ({"born_on_year": ""}, "Enter the month, day and year."),
            ({"born_on_year": "2984"}, "Enter a real date of birth: check the year."),
            ({"born_on_year": "1889"}, "Enter a real date of birth: check the year."),
        ],
    )
    def test_what_cannot_be_checked_is_no_failed_check(self, client, call, data, words):
        assert words in text_of(client.post(at(call, "identity/"), {**RIGHT, **data}))
        assert not IdentityCheck.objects.exists()

    def test_asks_where_the_consumer_is_when_an_assister_calls(self, client, kim):
        dee = AssisterFactory(entity__kind="cee")
        call = HelpLineCallFactory(by=kim, caller="cec", assister=dee, case=CaseFactory())
        assert "Say where the consumer is." in text_of(client.post(at(call, "identity/"), RIGHT))
        client.post(at(call, "identity/"), {**RIGHT, "consumer_is": "assister"})
        assert IdentityCheck.objects.get().call.consumer_is == "assister"

    def test_what_was_typed_for_another_case_is_not_checked(self, client, call):
        """In another window the call has turned to another case."""
        shown = {"shown": str(call.case_id), "key": str(uuid4())}
        call.case = CaseFactory()
        call.save()
        page = client.post(at(call, "identity/"), {**RIGHT, **shown}, follow=True)
        assert page.redirect_chain == [(at(call, "identity/"), 302)]
        assert "turned to another case" in text_of(page)
        assert not IdentityCheck.objects.exists()
        IdentityCheckFactory(call=call)
        client.post(at(call, "code/"), shown)
        assert not AccessCode.objects.exists()

    def test_the_forms_name_the_case_that_they_are_for(self, client, call):
        shown = f'name="shown" value="{call.case_id}"'
        assert shown in text_of(client.get(at(call, "identity/")))
        IdentityCheckFactory(call=call)
        assert shown in text_of(client.get(at(call, "code/")))

    def test_a_held_case_has_no_form(self, client, call):
        IdentityCheckFactory(call__case=call.case, holding=True)
        page = text_of(client.get(at(call, "identity/")))
        assert "This case is held" in page
        assert 'name="born_on_day"' not in page


class TestCode:
    @pytest.fixture
    def verified(self, call):
        IdentityCheckFactory(call=call)
        return call

    def issue(self, client, call, key=None):
        return client.post(at(call, "code/"), {"key": key or uuid4()})

    def test_is_in_the_answer_to_the_press_and_spelt_in_two_languages(self, client, verified):
        page = text_of(self.issue(client, verified))
        [shown] = BIG.findall(page)
        code = AccessCode.objects.get()
        assert AccessCode.objects.reading(shown).get() == code
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", shown)
        assert page.count(" de ") + page.count(" as in ") == 2 * sum(map(str.isalpha, shown))
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title
        assert shown not in title[1]

    def test_the_same_form_again_leads_to_the_state(self, client, verified):
        key = uuid4()
        [shown] = BIG.findall(text_of(self.issue(client, verified, key)))

        again = self.issue(client, verified, key)

        assert again.url == at(verified, "code/")
        page = text_of(client.get(again.url))
        assert shown not in page
        assert f"its last two characters are {shown[-2:]}" in page
        assert AccessCode.objects.get().is_live()

    def test_no_page_of_anybody_has_it_afterwards(self, client, verified):
        [shown] = BIG.findall(text_of(self.issue(client, verified)))
        supervisor = Client()
        supervisor.force_login(StaffFactory(role="Help-line supervisors"))
        detail = f"/help-line/calls/{verified.pk}/"
        for who in (client, supervisor):
            for path in ("/help-line/", detail, at(verified, "code/"), at(verified, "identity/")):
                page = text_of(who.get(path, follow=True))
                assert shown not in page
                assert shown.replace("-", "") not in page

    def test_the_answer_is_kept_by_no_browser_and_no_proxy(self, client, verified):
        assert "no-store" in self.issue(client, verified)["Cache-Control"]

    def test_too_many_within_an_hour_are_429(self, client, verified):
        for _ in range(30):
            self.issue(client, verified)
        page = self.issue(client, verified)
        assert page.status_code == 429
        assert "too many attempts" in text_of(page)

    def test_a_case_that_is_linked_meanwhile_gets_none(self, client, verified):
        case = verified.case
        case.user, case.linked_at = StaffFactory(), timezone.now()
        case.save()
        page = text_of(self.issue(client, verified))
        assert not AccessCode.objects.exists()
        assert "This case has an account" in page
        assert "Forgot your password?" in page

    def test_reading_back_answers_a_script_in_a_word(self, client, verified):
        [shown] = BIG.findall(text_of(self.issue(client, verified)))
        read = at(verified, "code/read-back/")
        for typed, right in ((shown.lower(), True), ("K1M0Q4XW9D", False), ("", False)):
            told = client.post(read, {"typed": typed}, headers={"Accept": "application/json"})
            assert told.json()["right"] is right
            assert told.json()["text"]
        assert client.post(read, {"typed": shown}).url == at(verified, "code/")
        assert AccessCode.objects.get().read_back_at
        for _ in range(20):
            told = client.post(read, {"typed": shown}, headers={"Accept": "application/json"})
        assert (told.status_code, told.json()["right"]) == (429, False)

    def test_a_code_for_the_case_chosen_before_is_not_taken_for_this_ones(self, client, kim):
        code = AccessCodeFactory(identity_check__call__by=kim, text="000000QQYZ")
        HelpLineCall.objects.filter(pk=code.call_id).update(case=CaseFactory())
        IdentityCheckFactory(call=HelpLineCall.objects.get(pk=code.call_id))
        page = text_of(client.get(at(code.call, "code/")))
        assert "last two characters are YZ" not in page
        assert "Issue the access code" in page

    def test_without_a_code_there_is_nothing_to_revoke(self, client, verified):
        page = client.post(at(verified, "code/revoke/"), follow=True)
        assert "There is no code that could be revoked." in text_of(page)


class TestList:
    def test_shows_ones_own_calls_of_the_day_with_outcome_and_tries(self, client, kim):
        now = timezone.now()
        mine = AccessCodeFactory(
            identity_check__call__by=kim, wrong_birth_dates=2, text="0000000XYZ"
        ).call
        HelpLineCallFactory(by=kim, started_at=now - timedelta(days=3), ended_at=now)
        AccessCodeFactory(text="000000QQQQ")
        page = text_of(client.get("/help-line/"))
        assert page.count(f"/help-line/calls/{mine.pk}/") >= 2
        for shown in ("Ends in YZ", "23 hours", "Code not used yet"):
            assert shown in page.replace("\xa0", " ")
        assert "Ends in QQ" not in page

    def test_a_supervisor_sees_all_and_narrows_it(self, client):
        client.force_login(StaffFactory(role="Help-line supervisors"))
        open_, used = AccessCodeFactory(), AccessCodeFactory(used=True)
        page = text_of(client.get("/help-line/"))
        assert {open_.call.by.username, used.call.by.username} <= set(re.findall(r"user\d+", page))

        for query, shown in (
            ("outcome=linked", [used]),
            ("outcome=open", [open_]),
            (f"who={used.call.by.username.upper()}", [used]),
            ("day=2001-01-01", []),
            ("outcome=nonsense&day=9999-12-31", [open_, used]),
        ):
            found = client.get(f"/help-line/?{query}").context["page_obj"].object_list
            assert {call.pk for call in found} == {code.call_id for code in shown}, query

    def test_of_many_open_codes_it_says_where_the_others_are(self, client, kim):
        later = timezone.now() + timedelta(hours=1)

        def issue(count):
            for _ in range(count):
                AccessCodeFactory(
                    identity_check__call__by=kim, identity_check__call__ended_at=later
                )
            return text_of(client.get("/help-line/"))

        assert "These are the newest" not in issue(25)
        page = issue(1)
        assert "These are the newest 25." in page
        assert page.count("Ends in ") == 25

    def test_takes_as_many_queries_for_ten_rows_as_for_one(self, client, kim):
        def count():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get("/help-line/")
            return len(asked)

        def a_call():
            later = timezone.now() + timedelta(hours=1)
            call = HelpLineCallFactory(by=kim, chosen=True, ended_at=later)
            AccessCodeFactory(identity_check=IdentityCheckFactory(call=call))

        a_call()
        count()
        one = count()
        for _ in range(9):
            a_call()
        assert count() == one

    def test_says_what_to_do_when_it_is_empty(self, client, kim):
        assert "No calls on this day" in text_of(client.get("/help-line/"))

    def test_one_call_at_a_time(self, client, kim):
        client.post("/help-line/calls/start/")
        page = client.post("/help-line/calls/start/", follow=True)
        assert "You have a call that has not ended." in text_of(page)
        call = HelpLineCall.objects.get()
        assert client.get("/help-line/").context["open_call"] == call
        assert client.get(f"/help-line/calls/{call.pk}/").url == at(call, "caller/")


class TestExport:
    def test_has_ids_states_and_numbers_and_nothing_of_a_person(self, client):
        supervisor = StaffFactory(role="Help-line supervisors")
        client.force_login(supervisor)
        assert "reauthenticate" in client.post("/help-line/export/").url
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        code = AccessCodeFactory(used=True, wrong_birth_dates=1)
        IdentityCheckFactory(call=code.call, failed=True)
        HelpLineCallFactory(by=supervisor)

        answer = client.post("/help-line/export/?outcome=linked")

        text = b"".join(answer.streaming_content).decode()
        [row] = csv.DictReader(io.StringIO(text))
        assert (row["call"], row["outcome"]) == (str(code.call_id), "linked")
        assert (row["checks_failed"], row["codes"], row["wrong_birth_dates"]) == ("1", "1", "1")
        case = code.case
        for hidden in (case.number, case.last_name, case.email, code.call.by.username, code.ending):
            assert f",{hidden}," not in text


class TestHolds:
    def test_a_supervisor_sees_which_cases_are_held_and_lifts_one(self, client):
        supervisor = StaffFactory(role="Help-line supervisors")
        client.force_login(supervisor)
        held = IdentityCheckFactory(holding=True)
        page = text_of(client.get("/help-line/holds/"))
        assert f"ending in {held.case.number_ending}" in page
        assert held.case.last_name not in page

        client.post(f"/help-line/holds/{held.pk}/", {"reason": "An old address was on file."})

        held.refresh_from_db()
        assert held.overridden_by == supervisor
        late = client.post(f"/help-line/holds/{held.pk}/", {"reason": "Again."}, follow=True)
        assert "This case is not held any more." in text_of(late)
        assert "No case is held" in text_of(client.get("/help-line/holds/"))

    def test_the_dashboard_tells_of_them(self, client):
        client.force_login(StaffFactory(role="Help-line supervisors"))
        assert "Cases are held" not in text_of(client.get("/dashboard/"))
        IdentityCheckFactory(holding=True)
        assert "Cases are held (1)" in text_of(client.get("/dashboard/"))
