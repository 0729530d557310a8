"""What an assister chooses about being found, their link, and the hours of a site in words."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Assister, OpeningHours
from accounts.workflows import assisters
from audit.models import AuditEvent
from delegation.finder import hours
from tests.factories import AssisterFactory, SiteFactory, UserFactory

CHOICES, LINK = "/account/find-help/", "/account/find-help/link/"


@pytest.mark.django_db
class TestChoices:
    @pytest.fixture
    def dee(self, client):
        dee = AssisterFactory(ready=True)
        client.force_login(dee.user)
        return dee

    def test_are_kept_and_on_record(self, client, dee):
        ticked = {"takes_new_consumers": "on", "reviews_requests": "on"}
        assert client.post(CHOICES, ticked).url == CHOICES
        dee.refresh_from_db()
        assert (dee.is_listed, dee.takes_new_consumers, dee.reviews_requests) == (False, True, True)
        [event] = AuditEvent.objects.filter(verb="assister.choose")
        assert (event.actor_id, event.object_id) == (dee.user_id, str(dee.pk))

    def test_leave_the_rest_of_the_row_alone(self, dee):
        Assister.objects.update(first_name="Dora", phone="9165550123")
        assisters.choose(
            assister=dee,
            is_listed=False,
            takes_new_consumers=False,
            reviews_requests=False,
            by=dee.user,
        )
        dee.refresh_from_db()
        assert (dee.first_name, dee.phone, dee.is_listed) == ("Dora", "9165550123", False)

    def test_say_when_no_search_can_find_them(self, client, dee):
        unknown = SiteFactory(entity=dee.entity, zip_code="99999")
        known = SiteFactory(entity=dee.entity)
        said = []
        for site in (None, unknown, known):
            dee.site = site
            dee.save()
            said.append("We do not know where you work" in client.get(CHOICES).content.decode())
        assert said == [True, True, False]

    def test_are_offered_on_the_dashboard(self, client, dee):
        assert f'href="{CHOICES}"' in client.get("/dashboard/").content.decode()

    @pytest.mark.parametrize("address", [CHOICES, LINK])
    def test_are_of_those_who_may_help(self, client, address):
        client.force_login(AssisterFactory(suspended=True).user)
        assert client.get(address).status_code == 403
        client.force_login(UserFactory())
        assert client.get(address).status_code == 403

    def test_the_link_leads_to_ones_page(self, client, dee, settings):
        settings.SITE_URL = "https://portal.example.org"
        text = client.get(LINK).content.decode()
        assert f"https://portal.example.org/find-help/{dee.pk}/" in text
        assert 'src="data:image/svg+xml;base64,' in text


class TestHours:
    """2026-05-04 is a Monday."""

    ROWS = (
        OpeningHours(weekday=0, opens_at=time(9), closes_at=time(12)),
        OpeningHours(weekday=0, opens_at=time(13), closes_at=time(17, 30)),
        OpeningHours(weekday=5, opens_at=time(10), closes_at=time(13)),
    )

    @pytest.mark.parametrize(
        ("day", "hour", "is_open", "words"),
        [
            (4, 8, False, "Closed now, opens today at 9 a.m."),
            (4, 9, True, "Open now, until noon"),
            (4, 12, False, "Closed now, opens today at 1 p.m."),
            (4, 17, True, "Open now, until 5:30 p.m."),
            (4, 18, False, "Closed now, opens Saturday at 10 a.m."),
            (9, 12, True, "Open now, until 1 p.m."),
            (9, 13, False, "Closed now, opens Monday at 9 a.m."),
            (10, 12, False, "Closed now, opens Monday at 9 a.m."),
        ],
    )
    def test_now(self, day, hour, is_open, words):
        at = datetime(2026, 5, day, hour, tzinfo=ZoneInfo("America/Los_Angeles"))
        assert hours.now(self.ROWS, at) == (is_open, words)

    def test_are_those_of_california_wherever_one_asks(self):
        at = datetime(2026, 5, 4, 12, tzinfo=ZoneInfo("America/New_York"))
        assert hours.now(self.ROWS, at) == (True, "Open now, until noon")

    def test_a_week_has_seven_days(self):
        week = dict(hours.week(self.ROWS))
        assert week["Monday"] == "9 a.m. to noon, 1 p.m. to 5:30 p.m."
        assert week["Sunday"] == "Closed"
        assert len(week) == 7

    def test_that_are_not_known_are_said_to_be(self):
        assert hours.week([]) == []
        assert hours.now([]) == (False, "Opening hours not known: call first")
