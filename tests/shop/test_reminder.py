"""The reminder as a calendar reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.factories import ShopCheckFactory

pytestmark = pytest.mark.django_db
BEFORE = datetime(2014, 11, 3, 18, tzinfo=UTC)
WITHIN = datetime(2014, 11, 20, 18, tzinfo=UTC)


def download(client, **facts):
    return client.get(reverse("shop:window_reminder", args=[ShopCheckFactory(**facts).pk]))


def events(response):
    calendar = Calendar.from_ical(response.content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert not calendar.errors
    for event in calendar.events:
        assert not event.errors
    return calendar.events


def test_opening_and_closing_are_whole_days_with_an_alarm(client):
    response = download(client, few=True, at=BEFORE)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="shop-window.ics"'
    opens, closes = events(response)
    assert (opens["summary"], opens.start) == ("SHOP: special enrollment opens", date(2014, 11, 15))
    assert opens.end == date(2014, 11, 16)
    assert closes["summary"] == "SHOP: last day of special enrollment"
    assert (closes.start, closes.end) == (date(2014, 12, 15), date(2014, 12, 16))
    assert opens["dtstamp"].dt == BEFORE
    assert opens["uid"] != closes["uid"]
    [at_nine], [a_week_before] = opens.walk("VALARM"), closes.walk("VALARM")
    assert at_nine["trigger"].dt == timedelta(hours=9)
    assert a_week_before["trigger"].dt == timedelta(days=-7, hours=9)


def test_leads_back_to_the_check_and_names_nobody(client, settings):
    check = ShopCheckFactory(few=True, at=BEFORE)
    response = client.get(reverse("shop:window_reminder", args=[check.pk]))
    opens, _closes = events(response)
    assert opens["url"] == settings.SITE_URL + check.get_absolute_url()
    assert "(844) 332-8384" in opens["description"]


def test_is_written_as_the_standard_wants_it(client):
    content = download(client, few=True, at=BEFORE).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


def test_an_open_window_has_a_closing_only(client):
    [closes] = events(download(client, few=True, at=WITHIN))
    assert closes.start == date(2014, 12, 15)


def test_is_in_the_readers_language(client):
    client.cookies["language"] = "es"
    opens, _closes = events(download(client, few=True, at=BEFORE))
    assert "SHOP: " in opens["summary"]
    assert "special" not in opens["summary"]


@pytest.mark.parametrize("facts", [{}, {"large": True, "few": True}, {"waived": 10, "enrolled": 0}])
def test_is_for_whom_the_window_helps(client, facts):
    assert download(client, at=BEFORE, **facts).status_code == 404
