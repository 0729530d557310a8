"""Requests for quotes: asked with consent, mailed to both sides, worked by the sales team."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from audit.models import AuditEvent
from limiter.errors import TooManyAttempts
from notifications import mails
from notifications.models import Notice
from shop.errors import NotTaken, RequestClosed, SomeoneElsesRequest
from shop.models import QuoteNote, QuoteRequest
from shop.workflows import quotes
from tests.factories import QuoteRequestFactory, ShopCheckFactory, StaffFactory
from tests.shop.answers import QUOTE

pytestmark = pytest.mark.django_db
ADDRESS = "/shop/quote/"


@pytest.fixture
def kim():
    return StaffFactory(role="SHOP sales")


def facts(**changes):
    whom = {
        "name": "Sam Asker",
        "business": "Asker & Daughters",
        "phone": "5595550142",
        "email": changes.pop("email", "sam@example.org"),
    }
    told = {"whom": whom, "key": uuid4(), "language": "es", "shop_check": None, "by": None}
    return {**told, **changes}


def kinds():
    return {(notice.kind, notice.to, notice.language) for notice in Notice.objects.all()}


class TestAsk:
    def test_waits_in_the_queue_and_tells_both(self, kim):
        StaffFactory(role="SHOP sales", is_active=False)
        StaffFactory(role="EAS help desk")
        check = ShopCheckFactory()
        request = quotes.ask(**facts(shop_check=check))
        assert (request.state, request.shop_check) == (QuoteRequest.State.NEW, check)
        assert request.consented_at == request.sent_at
        assert kinds() == {
            ("quote_received", "sam@example.org", "es"),
            ("quote_waiting", kim.email, kim.language),
        }
        assert AuditEvent.objects.get(verb="quote_request.ask").object_id == str(request.pk)

    def test_twice_is_one_request_and_counted_once(self, kim):
        key = uuid4()
        asked = {quotes.ask(**facts(key=key)) for _ in range(7)}  # more than an address may send
        assert len(asked) == QuoteRequest.objects.count() == 1
        assert Notice.objects.count() == 2
        other = quotes.ask(**facts(key=key, email="pat@example.org"))
        assert other not in asked

    def test_the_mails_name_the_number_and_nobody(self, kim):
        request = quotes.ask(**facts(language="en"))
        for notice in Notice.objects.all():
            mail = mails.compose(notice)
            whole = f"{mail.subject} {mail.body} {mail.alternatives[0][0]}"
            assert request.label in mail.subject
            for personal in ("Asker", "5595550142", "555-0142"):
                assert personal not in whole
        received = mails.compose(Notice.objects.get(kind="quote_received"))
        assert "(844) 332-8384" in received.body
        waiting = mails.compose(Notice.objects.get(kind="quote_waiting"))
        assert f"/admin/shop/quoterequest/{request.pk}/change/" in waiting.body

    def test_is_limited_by_address(self, settings):
        for n in range(settings.SHOP_QUOTES_PER_ADDRESS):
            quotes.ask(**facts(email=f"sam{n}@example.org"))
        with pytest.raises(TooManyAttempts):
            quotes.ask(**facts())
        assert QuoteRequest.objects.count() == settings.SHOP_QUOTES_PER_ADDRESS

    def test_fills_nobodys_mailbox(self):
        for _ in range(4):
            quotes.ask(**facts(email="Victim@example.org"))
        assert Notice.objects.filter(kind="quote_received").count() == 3


class TestForm:
    def test_keeps_what_was_agreed_to(self, client):
        check = ShopCheckFactory()
        response = client.post(f"{ADDRESS}?check={check.pk}", QUOTE, follow=True)
        request = QuoteRequest.objects.get()
        assert response.redirect_chain == [("/shop/quote/sent/", 302)]
        assert f"has your request {request.label}." in response.content.decode()
        assert (request.phone, request.shop_check) == ("5595550142", check)
        assert request.business == "Asker & Daughters"

    @pytest.mark.parametrize("check", ["", "x", "00000000-0000-4000-8000-000000000000"])
    def test_needs_no_check(self, client, check):
        assert client.post(f"{ADDRESS}?check={check}", QUOTE).status_code == 302
        assert QuoteRequest.objects.get().shop_check is None

    @pytest.mark.parametrize(
        ("name", "typed", "message"),
        [
            ("consent", "", "Check the box: without it nobody may call you."),
            ("name", " \u200b ", "Enter your name."),
            ("business", "", "Enter the name of the business."),
            ("phone", "555-0142", "Enter a phone number of 10 digits, with the area code first."),
            ("email", "sam", "Enter an e-mail address like name@example.org."),
        ],
    )
    def test_says_what_is_missing_and_keeps_the_rest(self, client, name, typed, message):
        response = client.post(ADDRESS, {**QUOTE, name: typed})
        assert dict(response.context["form"].errors) == {name: [message]}
        assert not QuoteRequest.objects.exists()
        if name != "business":
            assert "Asker &amp; Daughters" in response.content.decode()

    def test_twice_is_one_with_the_same_number(self, client):
        key = client.get(ADDRESS).context["form"]["key"].value()
        pages = [client.post(ADDRESS, {**QUOTE, "key": key}, follow=True) for _ in range(2)]
        label = QuoteRequest.objects.get().label
        assert all(f"has your request {label}." in page.content.decode() for page in pages)

    def test_the_country_code_is_left_out(self, client):
        client.post(ADDRESS, {**QUOTE, "phone": "+1 (559) 555-0142"})
        assert QuoteRequest.objects.get().phone == "5595550142"

    def test_says_when_it_was_too_often(self, client, settings):
        for _ in range(settings.SHOP_QUOTES_PER_ADDRESS):
            client.post(ADDRESS, QUOTE)
        response = client.post(ADDRESS, QUOTE)
        assert response.status_code == 429
        assert "There were too many attempts" in response.content.decode()
        assert "Asker &amp; Daughters" in response.content.decode()


class TestWork:
    def test_take_note_and_close(self, kim):
        request = QuoteRequestFactory()
        taken = quotes.take(request=request.pk, by=kim)
        assert (taken.state, taken.owner) == (QuoteRequest.State.OPEN, kim)
        quotes.note(request=request.pk, text="Called.", by=kim)
        closed = quotes.close(request=request.pk, outcome="quoted", by=kim)
        assert (closed.state, closed.closed_by) == (QuoteRequest.State.CLOSED, kim)
        verbs = AuditEvent.objects.filter(object_id=str(request.pk)).order_by("id")
        assert [event.verb for event in verbs] == [
            "quote_request.take",
            "quote_request.note",
            "quote_request.close",
        ]

    def test_closing_one_that_is_nobodys_takes_it(self, kim):
        closed = quotes.close(request=QuoteRequestFactory().pk, outcome="same", by=kim)
        assert closed.owner == kim

    def test_put_back(self, kim):
        request = QuoteRequestFactory(taken=True)
        again = quotes.put_back(request=request.pk, by=kim)
        assert (again.state, again.owner, again.taken_at) == (QuoteRequest.State.NEW, None, None)
        with pytest.raises(NotTaken):
            quotes.put_back(request=request.pk, by=kim)

    def test_somebody_elses_is_left_alone(self, kim):
        request = QuoteRequestFactory(taken=True)
        for act, more in (
            (quotes.take, {}),
            (quotes.note, {"text": "x"}),
            (quotes.close, {"outcome": "same"}),
        ):
            with pytest.raises(SomeoneElsesRequest):
                act(request=request.pk, by=kim, **more)
        assert not QuoteNote.objects.exists()
        refused = AuditEvent.objects.filter(outcome="refused", reason="SomeoneElsesRequest")
        assert refused.count() == 3

    def test_a_closed_one_stays_closed(self, kim):
        request = QuoteRequestFactory(closed=True, owner=kim)
        for act, more in (
            (quotes.take, {}),
            (quotes.put_back, {}),
            (quotes.note, {"text": "x"}),
            (quotes.close, {"outcome": "same"}),
        ):
            with pytest.raises(RequestClosed):
                act(request=request.pk, by=kim, **more)

    def test_days_waiting_end_when_it_is_closed(self):
        ten_days_ago = timezone.now() - timedelta(days=10, hours=1)
        assert QuoteRequestFactory(sent_at=ten_days_ago).days_waiting == 10
        closed = QuoteRequestFactory(closed=True, sent_at=ten_days_ago)
        closed.closed_at = ten_days_ago + timedelta(days=2, hours=23)
        assert closed.days_waiting == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_it_at_once_one_has_it():
    request = QuoteRequestFactory()
    sellers = [StaffFactory(role="SHOP sales") for _ in range(6)]

    def take(seller):
        try:
            return quotes.take(request=request.pk, by=seller).owner_id
        except SomeoneElsesRequest:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        owners = [owner for owner in pool.map(take, sellers) if owner]
    request.refresh_from_db()
    assert owners == [request.owner_id]


@pytest.mark.django_db(transaction=True)
def test_of_one_form_that_is_sent_many_times_at_once_there_is_one_request():
    told = facts()

    def ask(_n):
        try:
            return quotes.ask(**told).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ask, range(6)))) == 1
    assert QuoteRequest.objects.count() == Notice.objects.count() == 1
