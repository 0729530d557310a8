"""The sales team's queue, and how staff change the rules without a programmer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from shop.errors import PeriodTaken
from shop.models import QuoteNote, QuoteRequest, ShopPolicy
from shop.rules import assess
from shop.workflows import policies
from tests.factories import (
    QuoteNoteFactory,
    QuoteRequestFactory,
    ShopPolicyFactory,
    StaffFactory,
)
from tests.shop.businesses import PASSING, pacific

pytestmark = pytest.mark.django_db
QUEUE = "/admin/shop/quoterequest/"
POLICIES, ADD = "/admin/shop/shoppolicy/", "/admin/shop/shoppolicy/add/"


@pytest.fixture
def kim(client):
    user = StaffFactory(role="SHOP sales")
    client.force_login(user)
    return user


def verb(request, name):
    return reverse(f"admin:shop_quoterequest_{name}", args=[request.pk])


class TestQueue:
    def test_shows_what_is_not_closed_and_who_waits_longest_first(self, client, kim):
        young = QuoteRequestFactory(business="Young & Co.")
        old = QuoteRequestFactory(
            business="Old & Co.", sent_at=timezone.now() - timedelta(days=9, hours=1)
        )
        QuoteRequestFactory(closed=True, business="Done & Co.")
        page = client.get(QUEUE).content.decode()
        assert page.index(old.label) < page.index(young.label)
        assert '<td class="field-waiting">9</td>' in page
        assert "Done &amp; Co." not in page
        assert "Done &amp; Co." in client.get(f"{QUEUE}?progress=all").content.decode()

    def test_mine_are_those_that_i_took(self, client, kim):
        mine = QuoteRequestFactory(taken=True, owner=kim)
        other = QuoteRequestFactory(taken=True)
        page = client.get(f"{QUEUE}?progress=mine").content.decode()
        assert mine.label in page
        assert other.label not in page

    @pytest.mark.parametrize("words", ["{label}", "{number}", "asker", "DAUGHTERS"])
    def test_is_searched_by_number_business_and_name(self, client, kim, words):
        request = QuoteRequestFactory()
        other = QuoteRequestFactory(name="Pat", business="Elsewhere")
        query = words.format(label=request.label.lower(), number=request.number)
        page = client.get(QUEUE, {"q": query}).content.decode()
        assert request.label in page
        assert other.label not in page

    @pytest.mark.parametrize("rows", [1, 10])
    def test_takes_the_same_number_of_queries_for_any_number_of_rows(
        self, client, kim, rows, django_assert_max_num_queries
    ):
        QuoteRequestFactory.create_batch(rows, taken=True)
        client.get(QUEUE)
        with django_assert_max_num_queries(10):
            client.get(QUEUE)


class TestRequest:
    def test_shows_whom_to_call_the_check_and_the_notes_and_puts_it_on_record(self, client, kim):
        note = QuoteNoteFactory(request__shop_check__enrolled=6)
        page = client.get(note.request.get_absolute_url()).content.decode()
        assert "(559) 555-0142" in page
        assert "6 of 10 enroll (60.00%)" in page
        assert note.text in page
        seen = AuditEvent.objects.get(verb="quote_request.read")
        assert (seen.actor_id, seen.object_id) == (kim.pk, str(note.request.pk))

    def test_one_without_a_check_is_shown_as_well(self, client, kim):
        request = QuoteRequestFactory(shop_check=None)
        assert client.get(request.get_absolute_url()).status_code == 200

    def test_each_verb(self, client, kim):
        request = QuoteRequestFactory()
        client.post(verb(request, "take"))
        client.post(verb(request, "note"), {"note-text": "Will call."})
        client.post(verb(request, "put_back"))
        client.post(verb(request, "close"), {"close-outcome": "quoted"})
        request.refresh_from_db()
        assert (request.state, request.owner) == (QuoteRequest.State.CLOSED, kim)
        assert QuoteNote.objects.get().text == "Will call."

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, client, kim):
        request = QuoteRequestFactory()
        response = client.post(verb(request, "note"), {"note-text": " "})
        assert "Write the note first." in response.content.decode()
        response = client.post(verb(request, "close"), {"close-outcome": "odd"})
        assert response.status_code == 200
        request.refresh_from_db()
        assert request.state == QuoteRequest.State.NEW

    def test_what_a_rule_says_against_it_is_a_message(self, client, kim):
        request = QuoteRequestFactory(taken=True)
        response = client.post(verb(request, "take"), follow=True)
        assert "Somebody else has taken this request." in response.content.decode()

    def test_the_dashboard_counts_those_that_wait(self, client, kim):
        QuoteRequestFactory.create_batch(2)
        QuoteRequestFactory(taken=True)
        page = client.get("/dashboard/").content.decode()
        assert "Requests for quotes that wait" in page


def policy_form(**changes):
    latest = ShopPolicy.objects.latest("valid_from")
    told = {
        field.name: getattr(latest, field.name)
        for field in ShopPolicy._meta.fields
        if field.name != "id"
    }
    told |= {"valid_from": "2027-01-01", "valid_to": "", "participation_percent": "65"}
    return {**told, **changes}


class TestPolicy:
    def test_next_years_threshold_is_changed_without_a_programmer(self, client, kim):
        empty = client.get(ADD).content.decode()
        assert 'name="participation_percent" value="70"' in empty
        assert f'name="valid_from" value="{timezone.localdate().year + 1}-01-01"' in empty
        response = client.post(ADD, policy_form(), follow=True)
        page = response.content.decode()
        assert "The policy before it now ends on December 31, 2026." in page
        assert [row.valid_to for row in ShopPolicy.objects.order_by("valid_from")] == [
            date(2015, 12, 31),
            date(2026, 12, 31),
            None,
        ]
        rules = ShopPolicy.objects.as_rules()
        this_year = assess(PASSING, rules, pacific("2026-11-15T10:00"))
        next_year = assess(PASSING, rules, pacific("2026-11-16T10:00"))
        assert (this_year.required, next_year.required) == (7, 7)
        assert next_year.judged.policy.participation_percent == 65
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"shop_policy.save", "shop_policy.end"} <= verbs

    def test_a_gap_is_said_kindly(self, client, kim):
        last = ShopPolicy.objects.latest("valid_from")
        last.valid_to = date(2026, 12, 31)
        last.save()
        page = client.post(
            ADD, policy_form(valid_from="2027-02-01", valid_to="2027-12-31"), follow=True
        ).content.decode()
        assert "From January 1, 2027 to January 31, 2027 no policy is valid" in page
        assert "After December 31, 2027 no policy is valid" in page

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"valid_from": "2015-06-01"}, "Another policy is valid in this time."),
            ({"valid_from": "2016-01-01"}, "Another policy is valid in this time."),
            ({"valid_from": "2012-01-01"}, "Another policy is valid in this time."),
            (
                {"valid_from": "2012-01-01", "valid_to": "2013-10-01"},
                "Another policy is valid in this time.",
            ),
            ({"valid_to": "2026-12-31"}, "The last day lies before the first."),
            ({"participation_percent": "101"}, "Participation and contribution are from 1 to 100"),
            ({"window_opens_month": "13"}, "Enter a month from 1 to 12."),
            (
                {"window_opens_day": "31"},
                "Each day of the window must be a day that every year has.",
            ),
            ({"window_closes_month": "10"}, "The window must open before it closes"),
            ({"cutoff_day": "0"}, "The day to apply by is from 1 to 31."),
            ({"full_time_week": "169"}, "A week has 168 hours"),
            ({"valid_from": "soon"}, "Enter a valid date."),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_changed(self, client, kim, changes, message):
        before = list(ShopPolicy.objects.values())
        response = client.post(ADD, policy_form(**changes))
        assert response.status_code == 200
        assert message in response.content.decode()
        assert list(ShopPolicy.objects.values()) == before

    def test_one_is_corrected_in_its_place(self, client, kim):
        early, late = ShopPolicy.objects.order_by("valid_from")
        address = reverse("admin:shop_shoppolicy_change", args=[early.pk])
        told = policy_form(valid_from="2013-10-01", valid_to="2015-12-31", max_fte="55")
        assert client.post(address, told).status_code == 302
        early.refresh_from_db()
        assert early.max_fte == 55
        late.refresh_from_db()
        assert late.valid_to is None

    def test_whoever_was_faster_has_the_time(self, kim):
        """Two add forms that were both good when they were shown."""
        early, _late = ShopPolicy.objects.order_by("valid_from")
        slow = ShopPolicyFactory.build(valid_from=early.valid_from, valid_to=early.valid_to)
        with pytest.raises(PeriodTaken):
            policies.save(policy=slow, by=kim)
        refused = AuditEvent.objects.get(outcome="refused")
        assert (refused.verb, refused.reason) == ("shop_policy.save", "PeriodTaken")

    def test_nobody_deletes_one(self, client, kim):
        policy = ShopPolicy.objects.first()
        address = reverse("admin:shop_shoppolicy_delete", args=[policy.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_many_new_policies_for_the_same_time_one_is_kept():
    kim = StaffFactory(role="SHOP sales")

    def save(size):
        policy = ShopPolicyFactory.build(valid_from=date(2027, 1, 1), valid_to=None, max_fte=size)
        try:
            policies.save(policy=policy, by=kim)
        except PeriodTaken:
            return 0
        finally:
            connections.close_all()
        return size

    with ThreadPoolExecutor(6) as pool:
        kept = [size for size in pool.map(save, range(101, 107)) if size]
    assert len(kept) == 1
    assert ShopPolicy.objects.get(valid_to=None).max_fte == kept[0]
    assert ShopPolicy.objects.count() == 3
