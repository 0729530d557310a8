"""Sessions: a cookie that was tampered with, and what has ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal import tasks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "value", ['"aaaaaaaaaa\\000aaaa"', "a' OR 1=1 --", "x" * 5000, "ééééééééé"]
)
@pytest.mark.parametrize("page", ["/", "/activate/", "/sign-in/"])
def test_a_made_up_cookie_is_just_a_new_visitor(client, page, value):
    cookie = f"sessionid={value}".encode().decode("latin-1")

    assert client.get(page, headers={"Cookie": cookie}).status_code == 200


def test_what_has_ended_is_deleted():
    for key, days in (("ended", -1), ("going-on", 1)):
        ends_at = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=ends_at)

    tasks.clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["going-on"]
