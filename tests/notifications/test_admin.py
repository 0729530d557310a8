"""The outbox in the admin: what an operator sees, and trying again what was given up."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from notifications import delivery
from notifications.errors import NotGivenUp, SecretsWiped
from notifications.models import Notice
from notifications.workflows import notices
from tests.factories import EntityContactFactory, NoticeFactory, StaffFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/notifications/notice/"


@pytest.fixture
def kim():
    return StaffFactory(role="Administrators")


@pytest.fixture
def client(kim):
    client = Client()
    client.force_login(kim)
    return client


def given_up(**facts):
    return NoticeFactory(dead=True, attempts=10, carried_secrets=False, **facts)


class TestRetry:
    def test_makes_it_due_as_if_it_were_new(self, kim):
        notice = given_up()
        notices.retry(notice=notice.pk, by=kim)
        notice.refresh_from_db()
        assert (notice.state, notice.attempts, notice.last_error) == ("pending", 0, "")
        assert Notice.objects.due().filter(pk=notice.pk).exists()
        event = AuditEvent.objects.get()
        assert (event.verb, event.actor_id) == ("notice.retry", kim.pk)
        assert event.object_id == str(notice.pk)

    def test_leads_to_its_delivery(self, kim, mailoutbox):
        notice = given_up(kind="entity_contact", about=EntityContactFactory())
        notices.retry(notice=notice.pk, by=kim)
        delivery.deliver(notice.pk)
        assert len(mailoutbox) == 1

    @pytest.mark.parametrize("facts", [{}, {"sent": True}])
    def test_refuses_what_was_not_given_up(self, kim, facts):
        notice = NoticeFactory(**facts)
        with pytest.raises(NotGivenUp):
            notices.retry(notice=notice.pk, by=kim)
        assert AuditEvent.objects.get().reason == "NotGivenUp"

    def test_refuses_what_held_a_secret_and_says_what_to_do(self, kim):
        notice = NoticeFactory(dead=True)
        with pytest.raises(SecretsWiped, match="Issue a new one"):
            notices.retry(notice=notice.pk, by=kim)
        notice.refresh_from_db()
        assert notice.state == Notice.State.DEAD


class TestPages:
    def test_list_tells_state_kind_tries_and_error_but_no_address(self, client):
        given_up(kind="welcome", to="pat.smith@example.org")
        page = client.get(LIST).content.decode()
        assert "SMTPDataError" in page
        assert "welcome" in page
        assert "pat.smith" not in page

    def test_can_be_filtered_by_state(self, client):
        given_up(kind="dead_one")
        NoticeFactory(kind="waiting_one")
        page = client.get(f"{LIST}?state__exact=dead").content.decode()
        assert page.count("Given up") >= 1
        assert 'class="field-kind">waiting_one' not in page

    def test_page_of_one_holds_no_secret_and_nothing_can_be_changed(self, client):
        notice = NoticeFactory(secret="XK7-2F")
        page = client.get(f"{LIST}{notice.pk}/change/")
        text = page.content.decode()
        assert bytes(notice.secrets).decode() not in text
        assert notice.message_id not in text
        assert 'name="_save"' not in text

    def test_button_is_there_only_for_what_was_given_up(self, client):
        dead, waiting = given_up(), NoticeFactory()
        assert "Try again" in client.get(f"{LIST}{dead.pk}/change/").content.decode()
        assert "Try again" not in client.get(f"{LIST}{waiting.pk}/change/").content.decode()

    def test_button_works_and_says_so(self, client):
        dead = given_up()
        page = client.post(reverse("admin:notifications_notice_retry", args=[dead.pk]), follow=True)
        assert "The mail is tried again." in page.content.decode()

    def test_button_says_why_not(self, client):
        dead = NoticeFactory(dead=True)
        page = client.post(reverse("admin:notifications_notice_retry", args=[dead.pk]), follow=True)
        assert "was erased when the mail was given up" in page.content.decode()
