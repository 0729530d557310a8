"""An entity's contact keeps its sites up to date; of two tabs, the second is told of the first."""

from datetime import time

import pytest
from django.utils import timezone

from accounts.models import Site
from audit.models import AuditEvent
from tests.accounts.factories import OpeningHoursFactory
from tests.factories import AssisterFactory, EntityContactFactory, SiteFactory

pytestmark = pytest.mark.django_db
LIST = "/entity/sites/"


@pytest.fixture
def contact(client):
    contact = EntityContactFactory()
    client.force_login(contact.user)
    return contact


@pytest.fixture
def site(contact):
    return SiteFactory(entity=contact.entity, street="12 Main Street", languages=["en"])


def good(**more):
    facts = {"street": "12 Main Street", "city": "Fresno", "zip_code": "93650-1234"}
    facts |= {"phone": "(916) 555-0123", "languages": ["en", "es"], "access": "yes"}
    return {**facts, "hours_0": "9-12, 1-5", "hours_5": "10-2", "version": "0", **more}


def posted(client, address, **more):
    return client.post(address, good(**more))


class TestSaving:
    def test_adds_a_site_with_its_hours(self, client, contact):
        assert posted(client, f"{LIST}add/")["Location"] == LIST
        site = Site.objects.get()
        assert (site.zip_code, site.phone) == ("93650", "9165550123")
        assert site.is_wheelchair_accessible is True
        found = list(site.opening_hours.values_list("weekday", "opens_at", "closes_at"))
        assert found == [
            (0, time(9), time(12)),
            (0, time(13), time(17)),
            (5, time(10), time(14)),
        ]
        assert AuditEvent.objects.get(verb="site.add").object_id == str(site.pk)
        page = client.get(LIST).content.decode()
        assert "Monday: 9:00 am - 12:00 pm, 1:00 pm - 5:00 pm" in page
        assert "916-555-0123" in page

    def test_shows_what_is_on_record_and_changes_it(self, client, site):
        OpeningHoursFactory(site=site, weekday=2)
        address = f"{LIST}{site.pk}/"
        assert 'value="9:00 am - 5:00 pm"' in client.get(address).content.decode()

        posted(client, address, city="Clovis", phone="", access="unknown")

        site.refresh_from_db()
        assert (site.city, site.phone, site.version) == ("Clovis", "", 1)
        assert site.is_wheelchair_accessible is None
        assert not site.opening_hours.filter(weekday=2).exists()
        assert AuditEvent.objects.filter(verb="site.change").exists()

    def test_one_address_is_one_site(self, client, site):
        page = posted(client, f"{LIST}add/", street="12 MAIN street").content.decode()
        assert "a site at this address already" in page
        assert Site.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "typed", "words"),
        [
            ("street", "", "Enter the street address of the site."),
            ("zip_code", "9365", "Enter a ZIP code of 5 digits."),
            ("phone", "555-0123", "Enter a phone number of 10 digits"),
            ("languages", [], "Check at least one language."),
            ("languages", ["xx"], "xx"),
            ("hours_3", "9-?", "Write the hours like"),
            ("hours_3", "9-12, 11-3", "Two of these hours overlap."),
            ("hours_3", "5 pm - 9 am", "Closing is later than opening"),
        ],
    )
    def test_is_told_at_the_field_and_keeps_the_rest(self, client, contact, field, typed, words):
        page = posted(client, f"{LIST}add/", **{field: typed}).content.decode()
        assert words in page
        assert "There is a problem" in page
        assert 'value="10-2"' in page
        assert not Site.objects.exists()

    def test_an_ended_entity_changes_nothing(self, client, contact, site):
        contact.entity.status = "ended"
        contact.entity.save()
        for address in (f"{LIST}add/", f"{LIST}{site.pk}/"):
            assert "Add the site" not in client.get(address).content.decode()
            assert "nothing can change" in posted(client, address, city="X").content.decode()
        client.post(f"{LIST}{site.pk}/close/", {"version": "0"})
        site.refresh_from_db()
        assert (site.city, site.closed_on) == ("Fresno", None)


class TestTwoTabs:
    def test_the_second_is_told_and_keeps_what_was_typed(self, client, site):
        address = f"{LIST}{site.pk}/"
        posted(client, address, city="Clovis")

        page = posted(client, address, city="Selma").content.decode()

        assert "changed meanwhile" in page
        assert "On record now" in page
        assert "Clovis" in page
        assert 'value="Selma"' in page
        site.refresh_from_db()
        assert site.city == "Clovis"
        assert 'name="version" value="1"' in page

        posted(client, address, city="Selma", version="1")
        site.refresh_from_db()
        assert (site.city, site.version) == ("Selma", 2)

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "\x00"])
    def test_nonsense_is_no_version(self, client, site, version):
        page = posted(client, f"{LIST}{site.pk}/", city="Selma", version=version).content.decode()
        assert "changed meanwhile" in page
        site.refresh_from_db()
        assert site.city == "Fresno"

    def test_nothing_is_closed_that_was_changed_meanwhile(self, client, site):
        posted(client, f"{LIST}{site.pk}/", city="Clovis")
        answer = client.post(f"{LIST}{site.pk}/close/", {"version": "0"}, follow=True)
        assert "changed meanwhile" in answer.content.decode()
        site.refresh_from_db()
        assert site.closed_on is None


class TestClosing:
    def test_keeps_the_site_with_who_works_there(self, client, site):
        assister = AssisterFactory(entity=site.entity, site=site, ready=True)
        OpeningHoursFactory.create_batch(1, site=site, weekday=0)
        client.post(f"{LIST}{site.pk}/close/", {"version": "0"})

        site.refresh_from_db()
        assister.refresh_from_db()
        assert site.closed_on == timezone.localdate()
        assert assister.site == site
        assert not Site.objects.in_use().exists()
        page = client.get(LIST).content.decode()
        assert "Closed since" in page
        assert "1 assister works here." in page

        client.post(f"{LIST}{site.pk}/reopen/", {"version": "1"})
        assert Site.objects.in_use().get() == site

    def test_nothing_is_shipped_there_any_more(self, client, site):
        assister = AssisterFactory(entity=site.entity, site=site, activated=True)
        Site.objects.update(closed_on=timezone.localdate())
        client.force_login(assister.user)
        assert "12 Main Street" not in client.get("/materials/cart/").content.decode()

    def test_it_is_not_open_at_any_hour(self, site):
        for weekday in range(7):
            OpeningHoursFactory(
                site=site, weekday=weekday, opens_at=time(0), closes_at=time(23, 59, 59, 999999)
            )
        assert Site.objects.get().is_open()
        assert Site.objects.open_at().exists()
        Site.objects.update(closed_on=timezone.localdate())
        assert not Site.objects.get().is_open()
        assert not Site.objects.open_at().exists()


def test_the_list_costs_the_same_for_many(client, contact, django_assert_num_queries):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    OpeningHoursFactory(site=SiteFactory(entity=contact.entity))
    count()
    one = count()
    for _n in range(5):
        OpeningHoursFactory(site=SiteFactory(entity=contact.entity))
    assert count() == one
