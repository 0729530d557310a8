"""What an entity's contact sees of their own assisters, and finds on the dashboard."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Lack
from accounts.workflows import assisters
from tests.accounts.factories import CertificationFactory, days_ago
from tests.factories import AssisterFactory, EntityContactFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(client):
    contact = EntityContactFactory()
    client.force_login(contact.user)
    return contact


@pytest.fixture
def own(contact):
    def make(**facts):
        return AssisterFactory(entity=contact.entity, **facts)

    return make


def text_of(client, query="", address="/entity/"):
    response = client.get(address + query)
    assert response.status_code == 200
    return response.content.decode()


class TestTheList:
    def test_says_what_is_missing_and_who_mends_it(self, client, own):
        own(ready=True, last_name="Fine")
        own(unbadged=True, last_name="Bare")
        own(suspended=True, last_name="Paused")
        own(last_name="Invited")

        page = text_of(client)

        assert "4 assisters" in page
        assert "Badge not issued yet.</strong> The certification desk issues it." in page
        assert "Certification suspended.</strong> The certification desk can give it back." in page
        assert "They activate it themselves, with the code in their invitation." in page
        assert "Ready" in page[page.index("Dee Fine") :]

    def test_has_ones_own_only(self, client, own):
        own(last_name="Ours")
        AssisterFactory(last_name="Theirs")
        gone = own(last_name="Gone")
        assisters.end_affiliation(assister=gone, by=None, reason="left")

        page = text_of(client)

        assert "Dee Ours" in page
        assert "Theirs" not in page
        assert "Gone" not in page

    @pytest.mark.parametrize(
        "typed", ["nunez", "NÚÑEZ rosa", "rosa", "500-000 777", "0777", "  Núñez  "]
    )
    def test_finds_people_however_they_are_typed(self, client, own, typed):
        own(first_name="Rosa", last_name="Núñez", certification_number="500000777")
        own(first_name="Ben", last_name="Other", certification_number="500000888")
        page = client.get("/entity/", {"q": typed}).content.decode()
        assert "Rosa Núñez" in page
        assert "Ben Other" not in page

    def test_is_narrowed_by_standing(self, client, own):
        own(ready=True, last_name="Fine")
        own(unbadged=True, last_name="Bare")
        assert "Bare" not in text_of(client, "?standing=ready")
        assert "Fine" not in text_of(client, "?standing=missing")
        assert "Dee Bare" in text_of(client, f"?standing={Lack.NO_BADGE}")
        assert "Nobody fits" in text_of(client, f"?standing={Lack.REVOKED}")
        assert "Dee Fine" in text_of(client, "?standing=nonsense")

    def test_is_narrowed_by_what_is_due(self, client, own):
        for name, days in (("Soon", 340), ("Later", 310), ("Grace", 370), ("Far", 10)):
            CertificationFactory(assister=own(last_name=name), certified_on=days_ago(days))
        assert "Dee Soon" in text_of(client, "?due=30")
        assert "Later" not in text_of(client, "?due=30")
        assert "Dee Later" in text_of(client, "?due=60")
        grace = text_of(client, "?due=grace")
        assert "Dee Grace" in grace
        assert "Soon" not in grace

    def test_costs_the_same_for_many(self, client, own):
        def count():
            with CaptureQueriesContext(connection) as asked:
                text_of(client)
            return len(asked)

        own(ready=True)
        count()
        one = count()
        for facts in ({"ready": True}, {"suspended": True}, {"unbadged": True}, {}):
            own(**facts)
        assert count() == one

    def test_has_pages(self, client, own):
        for n in range(26):
            own(first_name=f"Nr{n:02}", last_name="Same")
        assert "Nr25 Same" not in text_of(client)
        assert "Nr25 Same" in text_of(client, "?page=2")

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            ("suspended", "Your entity is suspended"),
            ("ended", "Your entity has ended its part in the program"),
        ],
    )
    def test_says_so_where_the_entity_is_not_active(self, client, contact, status, words):
        contact.entity.status = status
        contact.entity.save()
        for address in ("/entity/", "/entity/requests/", "/entity/sites/", "/entity/invitations/"):
            page = text_of(client, address=address)
            assert words in page
            assert "Ask to add somebody" not in page

    def test_is_for_contacts(self, client):
        client.force_login(UserFactory())
        assert client.get("/entity/").status_code == 403


class TestTheDashboard:
    def test_names_what_there_is_to_do(self, client, contact, own):
        own(ready=True)
        own(unbadged=True)
        own(unbadged=True)
        SiteFactory(entity=contact.entity)
        SiteFactory(entity=contact.entity, closed_on=timezone.localdate())
        AssisterFactory.create_batch(2)

        page = text_of(client, address="/dashboard/")

        assert "Assisters who cannot help consumers now (2)" in page
        assert "Work sites without opening hours (1)" in page
        assert "Invitations that nobody has finished" not in page

    def test_names_nothing_that_is_not(self, client, own):
        own(ready=True)
        page = text_of(client, address="/dashboard/")
        assert "See your assisters" in page
        assert "cannot help consumers now" not in page
        assert "without opening hours" not in page

    def test_of_a_suspended_entity_says_why(self, client, contact):
        from accounts.workflows import entities

        entities.suspend(entity=contact.entity, by=None, reason="papers", note="Send the report.")
        client.force_login(contact.user)
        assert "Send the report." in text_of(client, address="/dashboard/")


def test_due_counts_days_as_the_calendar_does(own):
    row = CertificationFactory(assister=own(), certified_on=days_ago(335))
    assert row.due_on == timezone.localdate() + timedelta(30)
    assister = row.assister
    assert type(assister).objects.due("30").get() == assister
