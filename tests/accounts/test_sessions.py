"""How long a session lasts, what keeps it, and that ending it ends it everywhere."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import sessions
from accounts.workflows import people
from tests.factories import (
    PASSWORD,
    AssisterFactory,
    EntityContactFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DASHBOARD = "/dashboard/"
EXTEND = "/account/session/extend/"


def consumer():
    return UserFactory()


def assister():
    return AssisterFactory(activated=True).user


def contact():
    return EntityContactFactory().user


WHO = [(consumer, 30, 12), (assister, 15, 12), (contact, 15, 12), (StaffFactory, 15, 8)]


def age(client, *, unused=0, began=0):
    """Let minutes pass: since it was last used, since it began."""
    session = client.session
    session[sessions.SEEN] -= unused * 60
    session[sessions.BEGAN] -= began * 60
    session.save()


def signed_in(user):
    client = Client()
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    return client


def is_open(client):
    return client.get(DASHBOARD).status_code == 200


class TestIdle:
    @pytest.mark.parametrize(("who", "minutes", "_hours"), WHO)
    def test_ends_after_so_many_minutes_without_use(self, who, minutes, _hours):
        client = signed_in(who())

        age(client, unused=minutes - 1)
        assert is_open(client)
        age(client, unused=minutes + 1)
        assert not is_open(client)

    def test_says_why_and_comes_back(self):
        client = signed_in(consumer())
        age(client, unused=31)

        response = client.get(DASHBOARD, follow=True)

        assert response.redirect_chain[0][0] == f"{reverse('account_login')}?next=%2Fdashboard%2F"
        assert "You were signed out" in response.content.decode()

    def test_an_ended_session_leaves_no_row(self):
        client = signed_in(consumer())
        key = client.session.session_key
        age(client, unused=31)

        client.get(DASHBOARD)

        assert not Session.objects.filter(session_key=key).exists()

    def test_background_requests_do_not_count_as_use(self):
        client = signed_in(consumer())
        age(client, unused=20)

        left = client.get("/account/session/", headers={"X-Background": "1"}).json()["left"]
        age(client, unused=11)

        assert 590 <= left <= 600
        assert not is_open(client)

    def test_a_background_request_to_an_ended_session_is_told_so(self):
        client = signed_in(consumer())
        age(client, unused=31)

        assert client.get("/account/session/", headers={"X-Background": "1"}).status_code == 401

    def test_the_button_of_the_warning_extends_it(self):
        client = signed_in(consumer())
        age(client, unused=29)

        left = client.post(EXTEND, headers={"X-Background": "1"}).json()["left"]

        assert left > 29 * 60

    def test_being_seen_is_written_once_a_minute(self, django_assert_num_queries):
        client = signed_in(consumer())
        client.get("/account/session/")

        with django_assert_num_queries(2):  # the session, its user
            client.get("/account/session/")


class TestWhole:
    @pytest.mark.parametrize(("who", "_minutes", "hours"), WHO)
    def test_ends_after_so_many_hours_however_much_it_is_used(self, who, _minutes, hours):
        client = signed_in(who())

        age(client, began=hours * 60 - 1)
        assert is_open(client)
        age(client, began=2)
        assert not is_open(client)

    def test_extending_does_not_move_the_end_of_the_whole(self):
        client = signed_in(StaffFactory())
        age(client, began=8 * 60 - 1)

        assert client.post(EXTEND, headers={"X-Background": "1"}).json()["left"] <= 60


class TestEndedEverywhere:
    def test_by_the_button(self):
        user = consumer()
        here, there = signed_in(user), signed_in(user)

        here.post(reverse("accounts:sign_out_everywhere"))

        assert not is_open(here)
        assert not is_open(there)

    def test_by_a_new_password(self):
        user = consumer()
        there = signed_in(user)
        user.set_password("another green kettle sings")
        user.save()

        assert not is_open(there)

    def test_when_the_account_is_switched_off(self):
        user = consumer()
        there = signed_in(user)

        people.disable(user=user, by=StaffFactory())

        assert not is_open(there)
        assert not Session.objects.exists()

    def test_when_the_account_is_gone(self):
        user = consumer()
        there = signed_in(user)
        user.emailaddress_set.all().delete()
        user.delete()

        assert not is_open(there)

    def test_a_stranger_ends_nobody(self):
        there = signed_in(consumer())

        signed_in(consumer()).post(reverse("accounts:sign_out_everywhere"))

        assert is_open(there)


class TestCookie:
    def test_a_new_key_comes_with_the_sign_in(self, client):
        client.get("/activate/?invitation=x")
        before = client.session.session_key
        client.post("/sign-in/", {"login": consumer().username, "password": PASSWORD})

        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_scripts_and_other_sites_do_not_get_it(self, client):
        client.post("/sign-in/", {"login": consumer().username, "password": PASSWORD})

        cookie = client.cookies["sessionid"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    def test_signed_in_pages_are_not_stored(self):
        client = signed_in(consumer())

        assert "no-store" in client.get(DASHBOARD)["Cache-Control"]


def test_seconds_left_counts_from_now_for_a_session_it_has_not_seen(client):
    user = consumer()
    client.force_login(user)
    session = client.session

    assert sessions.seconds_left(session, user) == pytest.approx(1800, abs=30)
    assert session[sessions.BEGAN] == pytest.approx(time.time(), abs=30)
