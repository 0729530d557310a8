"""The end of a session is announced in time, and nothing typed is lost by staying."""

import re
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts import sessions
from tests.factories import UserFactory
from tests.journeys.people import NARROW, WIDE
from tests.journeys.signing_in import Member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
IDLE, WARNING = 30 * 60, 150
HALF_TYPED = "half.typed@exam"


def set_back(**ages: float) -> None:
    """The one session was last seen, or began, so many seconds ago."""
    store = SessionStore(Session.objects.get().session_key)
    for key, age in ages.items():
        store[key] = time.time() - age
    store.save()


@pytest.fixture
def come(browse, site):
    def sign_in(**options) -> Member:
        UserFactory(username="pat.gives")
        pat = Member(browse(**options), site)
        pat.signs_in("pat.gives")
        pat.page.clock.install()
        pat.goes_to("/account/email/")
        pat.writes("New e-mail address", HALF_TYPED)
        return pat

    return sign_in


@pytest.fixture
def pat(come):
    return come()


def passes(pat: Member, seconds: int) -> None:
    """Nobody does anything for so long: the browser's clock goes on, and the session is as old."""
    set_back(**{sessions.SEEN: seconds})
    pat.page.clock.fast_forward(seconds * 1000)


def warning(pat: Member):
    return pat.page.get_by_role("alertdialog", name="You will be signed out soon")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_one_key_goes_on_with_what_was_typed(come, size):
    pat = come(viewport=size)

    passes(pat, IDLE - WARNING + 5)

    expect(warning(pat)).to_be_visible()
    expect(warning(pat)).to_contain_text("In about 2 minutes your session ends")
    expect(warning(pat).get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(pat.page).to_have_title("You will be signed out soon")
    pat.looks("warning")

    pat.page.keyboard.press("Enter")

    expect(warning(pat)).to_be_hidden()
    expect(pat.field("New e-mail address")).to_have_value(HALF_TYPED)
    expect(pat.field("New e-mail address")).to_be_focused()
    expect(pat.page).to_have_title(re.compile("^Your e-mail address"))
    seen = SessionStore(Session.objects.get().session_key)[sessions.SEEN]
    assert time.time() - seen < IDLE - WARNING
    # And it comes again the next time.
    passes(pat, IDLE - WARNING + 5)
    expect(warning(pat)).to_be_visible()
    pat.page.keyboard.press("Escape")
    expect(warning(pat)).to_be_hidden()


def test_work_in_another_tab_is_work(pat):
    with pat.page.expect_response("**/account/session/"):
        # The session itself was used meanwhile.
        pat.page.clock.fast_forward((IDLE - WARNING + 5) * 1000)
    pat.page.clock.fast_forward(1000)
    expect(warning(pat)).to_be_hidden()


def test_it_goes_away_when_another_tab_is_used(pat):
    passes(pat, IDLE - WARNING + 5)
    expect(warning(pat)).to_be_visible()

    set_back(**{sessions.SEEN: 0})
    pat.page.clock.fast_forward(30_000)

    expect(warning(pat)).to_be_hidden()


def test_at_the_end_the_page_is_gone_and_comes_back_after_signing_in(pat, watch):
    passes(pat, IDLE - WARNING + 5)
    expect(warning(pat)).to_be_visible()

    passes(pat, IDLE + 5)

    pat.sees_page("Sign in", "after the end")
    expect(pat.page.get_by_role("status")).to_contain_text("You were signed out because")
    watch.expect("401")
    pat.writes("Username or e-mail address", "pat.gives")
    pat.writes("Password", "three green kettles sing")
    pat.presses("Sign In")
    pat.sees_page("Your e-mail address")


def test_a_session_that_was_ended_elsewhere_is_not_gone_on_with(pat):
    passes(pat, IDLE - WARNING + 5)
    expect(warning(pat)).to_be_visible()
    Session.objects.all().delete()

    pat.page.keyboard.press("Enter")

    pat.sees_page("Sign in", "ended elsewhere")


def test_the_longest_a_session_may_last_is_said(pat, settings):
    age = settings.SESSION_LIMIT.total_seconds() - WARNING + 5
    set_back(**{sessions.BEGAN: age})
    pat.page.clock.fast_forward((IDLE - WARNING + 5) * 1000)
    expect(warning(pat)).to_be_visible()

    pat.page.keyboard.press("Enter")
    expect(warning(pat)).to_contain_text("Your session has lasted its longest")
    pat.page.keyboard.press("Enter")

    expect(warning(pat)).to_be_hidden()
    expect(pat.field("New e-mail address")).to_have_value(HALF_TYPED)


def test_without_an_answer_it_says_so_and_stays(pat, watch):
    passes(pat, IDLE - WARNING + 5)
    expect(warning(pat)).to_be_visible()
    pat.page.route("**/account/session/extend/", lambda route: route.abort())

    pat.page.keyboard.press("Enter")

    expect(warning(pat)).to_contain_text("This did not work. Check your connection")
    watch.expect("net::ERR_FAILED")
    pat.page.unroute_all()
    pat.page.keyboard.press("Enter")
    expect(warning(pat)).to_be_hidden()


class TestTheListOfSessions:
    def test_ends_one_of_them_or_all(self, pat, browse, site):
        phone = Member(browse(viewport=NARROW), site)
        phone.signs_in("pat.gives")
        pat.goes_to("/account/sessions/")
        pat.sees_page("Your sessions", "two")

        pat.page.get_by_role("button", name="End it").click()

        expect(pat.page.get_by_text("The session has ended.")).to_be_visible()
        phone.goes_to("/account/sessions/")
        phone.sees_page("Sign in", "ended from afar")
        pat.presses("Sign out everywhere")
        pat.sees_page("Sign in", "everywhere")
