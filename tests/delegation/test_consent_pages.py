"""The pages on which a delegation is signed, answered, seen and ended."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from audit.models import AuditEvent
from delegation import receipts
from delegation.models import Consent, Delegation
from limiter.models import AttemptLog
from tests.cases.factories import CaseFactory
from tests.delegation.factories import (
    DelegationFactory,
    current_text,
    days_from_now,
    minutes_ago,
)
from tests.factories import (
    AssisterFactory,
    EntityContactFactory,
    LegalTextFactory,
    SiteFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BORN = {"born_on_month": "5", "born_on_day": "17", "born_on_year": "1984"}
END = "/end-help/"
MINE = "/my-case/delegation/"


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()
    AttemptLog.objects.all().delete()


@pytest.fixture
def case(client):
    case = CaseFactory(linked=True)
    client.force_login(case.user)
    return case


@pytest.fixture
def assister():
    return AssisterFactory(ready=True, site=SiteFactory(zip_code="93727"))


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def page_of(assister):
    return reverse("consent:delegate", args=[assister.pk])


def a_form(**facts):
    version = current_text().version
    return {"key": uuid4(), "version": version, "name": "Pat Gives", "agree": "on", **facts}


class TestSigning:
    def test_leads_to_the_receipt_with_the_seven_facts(self, client, case, assister):
        page = client.post(page_of(assister), a_form(), follow=True)
        row = case.delegations.get()
        assert page.redirect_chain == [(f"{MINE}{row.pk}/", 302)]
        said = text_of(page)
        for fact in [
            assister.full_name,
            assister.entity.legal_name,
            "Pat Gives",
            "Upload documents for you",
            "Free help with applying",
            "Signed online",
            "or until you end it",
            receipts.code_of(row),
            "855-324-3147",
        ]:
            assert fact in said

    def test_says_who_is_replaced_before_one_signs(self, client, case, assister):
        before = DelegationFactory(case=case, assister__first_name="Ana")
        said = text_of(client.get(page_of(assister)))
        assert f"{before.assister.full_name} loses access to your case at once" in said
        assert "version 1" in said

    def test_replaces_nobody_of_whom_the_page_did_not_say_so(self, client, case, assister):
        """Open in two tabs, for two assisters: what was signed in the other stood on no page yet."""
        old_page = client.get(page_of(assister))
        other = DelegationFactory(case=case)
        form = {
            name: old_page.context["form"][name].value() for name in ("key", "version", "named")
        }
        page = client.post(page_of(assister), a_form(**form))
        assert "Whom you chose has changed" in text_of(page)
        assert f"{other.assister.full_name} loses access to your case at once" in text_of(page)
        assert 'value="Pat Gives"' in page.content.decode()
        assert not re.search(r'name="agree"[^>]*checked', page.content.decode())
        assert case.delegations.get() == other

        shown = {name: page.context["form"][name].value() for name in form}
        client.post(page_of(assister), a_form(**shown))
        assert case.delegations.active().get().assister == assister

    def test_names_nobody_with_nonsense(self, client, case, assister):
        other = DelegationFactory(case=case)
        client.post(page_of(assister), a_form(named=f"{other.pk} x"))
        assert case.delegations.get() == other

    @pytest.mark.parametrize(
        ("missing", "told"),
        [
            ({"name": " "}, "Type your full name."),
            ({"name": "1 2"}, "Type your full name, in letters."),
            ({"agree": ""}, "Check the box"),
        ],
    )
    def test_asks_for_name_and_box_and_keeps_what_was_typed(
        self, client, case, assister, missing, told
    ):
        page = client.post(page_of(assister), a_form(**missing))
        assert told in text_of(page)
        assert not case.delegations.exists()
        if "name" not in missing:
            assert 'value="Pat Gives"' in page.content.decode()

    def test_shows_a_newer_text_again_with_the_name_kept_and_the_box_empty(
        self, client, case, assister
    ):
        form = a_form()
        LegalTextFactory(kind="delegation", version=2, body="# New?\n\nYes.")
        page = client.post(page_of(assister), form)
        assert "Read the new one" in text_of(page)
        html = page.content.decode()
        assert 'name="version" value="2"' in html
        assert 'value="Pat Gives"' in html
        assert not re.search(r'name="agree"[^>]*checked', html)
        client.post(page_of(assister), a_form(version=2, key=form["key"]))
        assert case.delegations.get().consent.text.version == 2

    def test_twice_makes_one_and_shows_the_same_receipt(self, client, case, assister):
        form = a_form()
        first, second = (client.post(page_of(assister), form).url for _ in range(2))
        assert first == second
        assert Consent.objects.count() == 1

    def test_again_after_it_ended_does_not_say_that_they_can_help(self, client, case, assister):
        form = a_form()
        client.post(page_of(assister), form, follow=True)
        client.post(f"{MINE}{case.delegations.get().pk}/end/", follow=True)
        page = client.post(page_of(assister), form, follow=True)
        assert page.redirect_chain == [(MINE, 302)]
        assert "This form was sent already." in text_of(page)
        assert "can help you now" not in text_of(page)

    def test_with_somebody_else_s_key_changes_nothing(self, client, case, assister):
        other = DelegationFactory()
        page = client.post(page_of(assister), a_form(key=other.form_key))
        assert page.url == MINE
        assert not case.delegations.exists()

    @pytest.mark.parametrize("facts", [{"suspended": True}, {}], ids=["suspended", "invited"])
    def test_of_one_who_cannot_help_today_finds_nobody(self, client, case, facts):
        address = page_of(AssisterFactory(**facts))
        for page in (client.get(address), client.post(address, a_form())):
            assert page.status_code == 404
            assert "This person is not available now" in text_of(page)
        assert not case.delegations.exists()
        refused = AuditEvent.objects.filter(outcome="refused", reason="AssisterNotReady")
        assert refused.get().actor_id == case.user.pk

    def test_of_one_who_takes_nobody_new_says_so(self, client, case):
        page = client.post(
            page_of(AssisterFactory(ready=True, takes_new_consumers=False)), a_form()
        )
        assert "takes no new consumers now" in text_of(page)

    def test_without_a_case_keeps_the_choice_until_one_is_linked(self, client, assister):
        user = UserFactory()
        client.force_login(user)
        page = client.get(page_of(assister))
        assert page.url == reverse("finder:assister", args=[assister.pk])
        CaseFactory(user=user)
        page = client.get(MINE)
        assert page_of(assister) in page.content.decode()

    @pytest.mark.parametrize("make", [lambda: AssisterFactory(ready=True).user, StaffFactory])
    def test_in_a_session_for_others_is_handed_over_first(self, client, assister, make):
        client.force_login(make())
        page = client.get(page_of(assister))
        assert "Hand this screen to the consumer" in text_of(page)
        assert page_of(assister) in page.content.decode()
        assert client.post(page_of(assister), a_form()).status_code == 403


class TestWhoHasAccess:
    def test_nobody(self, client, case):
        assert "Nobody but you." in text_of(client.get(MINE))

    def test_the_dashboard_knows_them_behind_many_newer_requests(self, client, case):
        row = DelegationFactory(case=case)
        for _ in range(5):
            DelegationFactory(case=case, declined=True, asked_at=minutes_ago(30))
        said = text_of(client.get("/dashboard/", follow=True))
        assert f"{row.assister.full_name} can help you with it." in said
        assert "Nobody has access but you." not in said

    def test_ending_takes_two_presses(self, client, case):
        row = DelegationFactory(case=case)
        assert f"{MINE}{row.pk}/end/" in client.get(MINE).content.decode()
        client.get(f"{MINE}{row.pk}/end/")
        row.refresh_from_db()
        assert row.is_active
        page = client.post(f"{MINE}{row.pk}/end/", follow=True)
        assert "has no access any more" in text_of(page)
        row.refresh_from_db()
        assert not row.is_open

    def test_ending_twice_is_said(self, client, case):
        row = DelegationFactory(case=case, ended=True)
        page = client.post(f"{MINE}{row.pk}/end/", follow=True)
        assert "This has ended already" in text_of(page)

    def test_says_that_a_suspended_assister_has_none(self, client, case):
        DelegationFactory(case=case, assister=AssisterFactory(suspended=True))
        assert "has no access at present" in text_of(client.get(MINE))

    def test_asks_to_sign_again_in_the_last_month(self, client, case):
        row = DelegationFactory(case=case, from_on=days_from_now(-350), until_on=days_from_now(15))
        assert "The year is nearly over" in text_of(client.get(MINE))
        page = text_of(client.get(page_of(row.assister)))
        assert "Sign again for another year" in page
        assert "loses access" not in page

    def test_shows_three_near_to_who_is_left_behind(self, client, case, assister):
        DelegationFactory(case=case, ended=True, closed_as="system", reason="affiliation_ended")
        page = client.get(MINE)
        assert "is no longer there" in text_of(page)
        assert page_of(assister) in page.content.decode()

    def test_of_somebody_else_is_not_there(self, client, case):
        row = DelegationFactory()
        for address in (f"{MINE}{row.pk}/", f"{MINE}{row.pk}/end/"):
            assert client.get(address).status_code == 404
        assert client.post(f"{MINE}{row.pk}/end/").status_code == 404
        row.refresh_from_db()
        assert row.is_active

    def test_is_as_many_queries_for_one_as_for_ten(
        self, client, case, django_assert_max_num_queries
    ):
        for _ in range(10):
            DelegationFactory(case=case, ended=True)
        with django_assert_max_num_queries(14):
            client.get(MINE)


class TestReceipt:
    def test_ends_it_without_signing_in(self, client):
        row = DelegationFactory()
        page = client.post(END, {"code": receipts.code_of(row), **BORN}, follow=True)
        assert "It has ended" in text_of(page)
        row.refresh_from_db()
        assert (row.state, row.closed_as, row.closed_by) == ("ended", "consumer", None)

    def test_by_its_link_asks_for_the_date_of_birth_only(self, client):
        row = DelegationFactory()
        page = client.get(receipts.link_path(row))
        assert 'name="code"' not in page.content.decode()
        token = re.search(r'name="receipt" value="([^"]+)"', page.content.decode()).group(1)
        assert client.post(END, {"receipt": token, **BORN}).url == "/end-help/done/"
        row.refresh_from_db()
        assert row.state == "ended"

    def test_says_the_same_of_a_wrong_code_and_a_wrong_date(self, client):
        row = DelegationFactory()
        wrong_code = client.post(END, {"code": "1" * 15, **BORN})
        wrong_date = client.post(
            END, {"code": receipts.code_of(row), **BORN, "born_on_year": "1985"}
        )
        assert wrong_code.status_code == wrong_date.status_code == 200
        texts = [
            text_of(page).replace(receipts.code_of(row).replace("-", ""), "")
            for page in (wrong_code, wrong_date)
        ]
        assert texts[0] == texts[1]
        assert "do not belong together" in texts[0]
        row.refresh_from_db()
        assert row.is_active

    def test_is_limited_like_a_code(self, client):
        row = DelegationFactory()
        wrong = {"code": receipts.code_of(row), **BORN, "born_on_year": "1985"}
        statuses = [client.post(END, wrong).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        assert client.post(END, {"code": receipts.code_of(row), **BORN}).status_code == 429
        row.refresh_from_db()
        assert row.is_active

    def test_is_limited_by_its_link_and_by_its_code_together(self, client):
        row = DelegationFactory()
        token = receipts.link_path(row).partition("=")[2]
        wrong = {**BORN, "born_on_year": "1985"}
        ways = [{"receipt": token}, {"code": receipts.code_of(row)}] * 3
        statuses = [client.post(END, {**way, **wrong}).status_code for way in ways]
        assert statuses == [200] * 5 + [429]

    def test_a_link_that_we_did_not_sign_asks_for_the_code(self, client):
        page = client.get(f"{END}?receipt=forged")
        assert 'name="code"' in page.content.decode()

    def test_a_second_time_says_that_it_has_ended(self, client):
        row = DelegationFactory(ended=True)
        page = client.post(END, {"code": receipts.code_of(row), **BORN}, follow=True)
        assert "It has ended" in text_of(page)

    def test_codes_of_receipts_are_read_with_dashes_or_without(self):
        row = DelegationFactory()
        code = receipts.code_of(row)
        assert re.fullmatch(r"\d{5}-\d{5}-\d{5}", code)
        assert row.receipt_digest in receipts.digests(code)
        assert row.receipt_digest in receipts.digests(code.replace("-", " "))


class TestAssister:
    @pytest.fixture
    def dee(self, client, assister):
        client.force_login(assister.user)
        return assister

    def test_accepts(self, client, dee):
        row = DelegationFactory(assister=dee, pending=True)
        assert row.case.contact_name in text_of(client.get("/cases/requests/"))
        page = client.post(f"/cases/requests/{row.pk}/accept/", follow=True)
        assert "You can now help Pat Gives." in text_of(page)
        row.refresh_from_db()
        assert row.is_active

    def test_declines_with_a_reason(self, client, dee):
        row = DelegationFactory(assister=dee, pending=True)
        address = f"/cases/requests/{row.pk}/decline/"
        assert "Choose a reason." in text_of(client.post(address, {}))
        client.post(address, {"reason": "too_far"})
        row.refresh_from_db()
        assert (row.state, row.reason) == ("declined", "too_far")

    def test_is_told_that_a_request_was_withdrawn_meanwhile(self, client, dee):
        row = DelegationFactory(assister=dee, declined=True)
        page = client.post(f"/cases/requests/{row.pk}/accept/", follow=True)
        assert "does not wait for an answer" in text_of(page)

    def test_stops_helping(self, client, dee):
        row = DelegationFactory(assister=dee)
        client.post(f"/cases/consumers/{row.pk}/end/", {"reason": "cannot"})
        row.refresh_from_db()
        assert (row.state, row.closed_as) == ("ended", "assister")

    def test_is_told_that_it_has_ended_on_stopping_twice(self, client, dee):
        row = DelegationFactory(assister=dee)
        address = f"/cases/consumers/{row.pk}/end/"
        client.post(address, {"reason": "cannot"})
        page = client.post(address, {"reason": "too_far"}, follow=True)
        assert "The delegation ended on" in text_of(page)
        assert "no access to your case" not in text_of(page)
        row.refresh_from_db()
        assert row.reason == "cannot"
        assert client.get(address).status_code == 404

    def test_has_nothing_to_do_with_others(self, client, dee):
        waiting, active = DelegationFactory(pending=True), DelegationFactory()
        for address in (
            f"/cases/requests/{waiting.pk}/accept/",
            f"/cases/requests/{waiting.pk}/decline/",
            f"/cases/consumers/{active.pk}/end/",
        ):
            assert client.post(address, {"reason": "cannot"}).status_code == 404
        assert Delegation.objects.open().count() == 2

    def test_sees_lists_at_the_same_price(self, client, dee, django_assert_num_queries):
        def price(address):
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            return len(asked)

        before = price("/cases/requests/")
        for _ in range(5):
            DelegationFactory(assister=dee, pending=True)
        assert price("/cases/requests/") <= before + 1


def test_a_contact_sees_numbers_and_no_names(client):
    contact = EntityContactFactory()
    dee = AssisterFactory(ready=True, entity=contact.entity)
    DelegationFactory(assister=dee, case__last_name="Unseen")
    DelegationFactory(assister=dee, pending=True, case__last_name="Unseen")
    DelegationFactory(assister=dee, ended=True, closed_as="system", reason="affiliation_ended")
    DelegationFactory(case__last_name="Unseen")  # of another entity
    client.force_login(contact.user)
    page = text_of(client.get("/entity/consumers/"))
    assert "1 consumer was helped by somebody who has left. 1 has not chosen again." in page
    assert f"{dee.full_name} 1 1" in page
    assert "Unseen" not in page
