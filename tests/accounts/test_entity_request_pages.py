"""The pages of requests: the contact asks and follows, the desk decides on the request's own page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Assister, EntityRequest
from audit.models import AuditEvent
from tests.accounts.factories import EntityRequestFactory
from tests.accounts.test_entity_requests import whom
from tests.factories import AssisterFactory, EntityContactFactory, StaffFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


class TestTheDesk:
    @pytest.fixture(autouse=True)
    def kim(self, client):
        client.force_login(StaffFactory(role="Certification desk"))

    def address(self, asked, verb=""):
        return f"/admin/accounts/entityrequest/{asked.pk}/{verb}"

    def test_has_a_queue_of_what_is_open_with_what_is_due_first(self, client):
        later = EntityRequestFactory(wanted_on=TODAY() + timedelta(5), last_name="Later")
        EntityRequestFactory(last_name="Today")
        EntityRequestFactory(refused=True, last_name="Over")
        queue = "/admin/accounts/entityrequest/"

        page = client.get(queue).content.decode()
        assert page.index("Rosa Today") < page.index("Rosa Later")
        assert "Rosa Over" not in page
        due = client.get(f"{queue}?progress=due").content.decode()
        assert "Rosa Today" in due
        assert "Rosa Later" not in due
        assert "Rosa Over" in client.get(f"{queue}?progress=all").content.decode()
        assert later.entity.legal_name.split()[0] in page

    def test_adds_from_the_page_of_the_request(self, client):
        asked = EntityRequestFactory(note="Speaks Mixteco.")
        page = client.get(self.address(asked, "change/")).content.decode()
        assert "Speaks Mixteco." in page
        assert AuditEvent.objects.filter(verb="entity_request.read").exists()

        answer = client.post(
            self.address(asked, "add-it/"), {"add-certification_number": "500 000-999"}
        )

        assert answer.status_code == 302
        assister = Assister.objects.get()
        page = client.get(answer["Location"]).content.decode()
        assert "Next, issue a delegation code" in page
        assert f"/admin/accounts/assister/{assister.pk}/change/" in page
        assert "Put on record" not in page

    def test_keeps_what_was_typed_when_it_is_refused(self, client):
        AssisterFactory(certification_number="500000999")
        asked = EntityRequestFactory()
        page = client.post(
            self.address(asked, "add-it/"),
            {"add-certification_number": "500000999", "add-answer": "Welcome."},
        ).content.decode()
        assert "Another assister has this certification number." in page
        assert "Welcome." in page
        assert 'value="500000999"' in page

    @pytest.mark.parametrize("typed", ["", "\u200b\u2060"], ids=["nothing", "nothing one sees"])
    def test_says_no_with_words_only(self, client, typed):
        asked = EntityRequestFactory()
        page = client.post(
            self.address(asked, "refuse-it/"), {"refuse-answer": typed}
        ).content.decode()
        assert "Say why not: the contact reads it." in page
        client.post(self.address(asked, "refuse-it/"), {"refuse-answer": "No papers."})
        asked.refresh_from_db()
        assert asked.state == "refused"

    @pytest.mark.parametrize("verb", ["add-it/", "refuse-it/"])
    def test_is_told_of_what_was_withdrawn_since_the_page_was_opened(self, client, verb):
        asked = EntityRequestFactory(withdrawn=True)
        typed = {"add-certification_number": "500000999", "refuse-answer": "No papers."}
        page = client.post(self.address(asked, verb), typed, follow=True).content.decode()
        assert "This request was decided or withdrawn already." in page
        assert not Assister.objects.exists()

    def test_removes(self, client):
        asked = EntityRequestFactory(removal=True)
        client.post(self.address(asked, "remove-it/"), {})
        assert not Assister.objects.working_for(asked.entity).exists()

    def test_is_told_that_the_day_has_not_come(self, client):
        asked = EntityRequestFactory(removal=True, wanted_on=TODAY() + timedelta(5))
        page = client.get(self.address(asked, "change/")).content.decode()
        assert "It can be done from" in page
        assert "remove-it" not in page

    def test_finds_the_queue_on_the_dashboard(self, client):
        EntityRequestFactory()
        assert "Requests of entities to decide (1)" in client.get("/dashboard/").content.decode()


class TestTheContact:
    @pytest.fixture(autouse=True)
    def contact(self, client):
        contact = EntityContactFactory()
        client.force_login(contact.user)
        return contact

    def good(self, **more):
        day = TODAY() + timedelta(2)
        date = {"wanted_on_month": day.month, "wanted_on_day": day.day, "wanted_on_year": day.year}
        return {**whom(), **date, "note": "", **more}

    def test_asks_for_somebody_and_follows_the_request(self, client, contact):
        answer = client.post("/entity/requests/add/", self.good())
        asked = EntityRequest.objects.get()
        assert answer["Location"] == asked.get_absolute_url()
        page = client.get(answer["Location"]).content.decode()
        assert "With the certification desk" in page
        assert "Rosa Núñez" in page
        assert "Rosa Núñez" in client.get("/entity/requests/?q=nunez").content.decode()

    def test_pressed_twice_it_is_one(self, client):
        client.post("/entity/requests/add/", self.good())
        answer = client.post("/entity/requests/add/", self.good())
        asked = EntityRequest.objects.get()
        assert answer["Location"] == asked.get_absolute_url()
        assert "asked for this already" in client.get(answer["Location"]).content.decode()

    @pytest.mark.parametrize(
        ("field", "typed", "words"),
        [
            ("email", "rosa", "Enter an e-mail address such as name@example.org."),
            ("email", f"rosa@{'.'.join(['b' * 60] * 5)}.org", "at most 254 characters"),
            ("first_name", "", "Enter their first name."),
            # Leap years: today may be February 29.
            ("wanted_on_year", "2000", "Enter today’s date or a later one."),
            ("wanted_on_year", "9996", "Enter a day within the next 180 days."),
            ("wanted_on_month", "13", "Enter a month from 1 to 12."),
            ("note", "x" * 501, "Shorten this to 500 characters."),
        ],
    )
    def test_is_told_at_the_field_and_keeps_the_rest(self, client, field, typed, words):
        page = client.post("/entity/requests/add/", self.good(**{field: typed})).content.decode()
        assert words in page
        assert "Núñez" in page
        assert "There is a problem" in page
        assert not EntityRequest.objects.exists()

    def test_asks_for_a_removal_with_a_reason(self, client, contact):
        assister = AssisterFactory(entity=contact.entity)
        address = f"/entity/assisters/{assister.pk}/remove/"
        page = client.post(address, {**self.good(), "reason": "other"}).content.decode()
        assert "Say in the note what the reason is." in page

        client.post(address, {**self.good(), "reason": "left"})

        asked = EntityRequest.objects.get()
        assert client.get(address)["Location"] == asked.get_absolute_url()
        assert "Removal asked for" in client.get("/entity/").content.decode()
        client.post(asked.get_absolute_url() + "withdraw/")
        asked.refresh_from_db()
        assert asked.state == "withdrawn"

    def test_reads_the_answer(self, client, contact):
        asked = EntityRequestFactory(entity=contact.entity, refused=True)
        page = client.get(asked.get_absolute_url()).content.decode()
        assert "Their training is missing." in page
        assert "Withdraw" not in page

    def test_of_a_suspended_entity_is_not_offered_to_add(self, client, contact):
        contact.entity.status = "suspended"
        contact.entity.save()
        page = client.get("/entity/requests/add/").content.decode()
        assert "Your entity is suspended" in page
        assert "Send the request" not in page
        page = client.post("/entity/requests/add/", self.good()).content.decode()
        assert "nobody can begin to work for it" in page
        assert not EntityRequest.objects.exists()
