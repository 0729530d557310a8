import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from notifications import delivery
from notifications.models import Notice
from notifications.tasks import deliver_notice
from tests.factories import GroupFactory, NoticeFactory


def deliver(notice):
    deliver_notice(str(notice.pk))
    notice.refresh_from_db()
    return notice


def deliver_again(notice):
    """As if the time until the next attempt had passed."""
    Notice.objects.filter(pk=notice.pk).update(next_attempt_at=timezone.now())
    return deliver(notice)


def parts(mail):
    """What a reader would see, whatever the boundaries between the parts are."""
    return [part.get_content() for part in mail.walk() if not part.is_multipart()]


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as held:  # so that nobody else gets the port; not listened on
        held.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = held.getsockname()
        yield


@pytest.mark.django_db
class TestSent:
    def test_a_notice_becomes_a_mail_in_text_and_html(self, smtp):
        notice = deliver(NoticeFactory(to="pat@example.org"))

        [mail] = smtp.received
        text, html = parts(mail)
        assert mail["To"] == "pat@example.org"
        assert mail["Subject"] == "Sign in"
        assert "For Pat & Dee’s: XK7-2F, at" in text
        assert "For Pat &amp; Dee’s" in html
        assert "XK7-2F" in html
        assert (notice.state, notice.attempts) == (Notice.State.SENT, 1)
        assert notice.sent_at is not None

    def test_its_headers_name_it_for_good_and_as_a_machines(self, smtp):
        notice = deliver(NoticeFactory(created_at=datetime(2026, 11, 3, 20, 15, tzinfo=UTC)))

        [mail] = smtp.received
        assert mail["Message-ID"] == notice.message_id
        assert mail["Date"].datetime == notice.created_at
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Content-Language"] == "en-us" or mail["Content-Language"] == "en"

    def test_it_speaks_the_recipients_language(self, smtp):
        deliver(NoticeFactory(language="es"))

        [mail] = smtp.received
        assert mail["Content-Language"] == "es"
        assert '<html lang="es">' in parts(mail)[1]

    def test_it_gives_the_help_line_number(self, smtp, settings):
        deliver(NoticeFactory())

        assert all(settings.HELP_LINE_NUMBER in part for part in parts(smtp.received[0]))

    def test_its_secrets_are_wiped(self, smtp):
        assert deliver(NoticeFactory()).secrets is None

    def test_it_is_sent_once_however_often_it_is_asked_for(self, smtp):
        notice = NoticeFactory()
        for _ in range(3):
            deliver(notice)

        assert len(smtp.received) == 1

    def test_it_waits_until_it_is_due(self, smtp):
        notice = deliver(NoticeFactory(next_attempt_at=timezone.now() + timedelta(minutes=1)))

        assert notice.state == Notice.State.PENDING
        assert smtp.received == []

    @pytest.mark.parametrize("settled", ["sent", "dead"])
    def test_a_settled_one_is_left_alone(self, smtp, settled):
        deliver(NoticeFactory(**{settled: True}))

        assert smtp.received == []

    def test_an_unknown_one_is_nobodys_trouble(self, smtp):
        deliver_notice("5d7a3d1e-0a4c-4d0e-9b1a-3f0c9f1f7a10")

        assert smtp.received == []


@pytest.mark.django_db(transaction=True)
def test_one_that_is_being_sent_elsewhere_is_left_alone(smtp):
    notice = NoticeFactory()
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=notice.pk)
        other = connections.create_connection("default")
        ours, connections["default"] = connections["default"], other
        try:
            deliver_notice(str(notice.pk))
        finally:
            connections["default"] = ours
            other.close()

    assert smtp.received == []
    assert deliver(notice).state == Notice.State.SENT


@pytest.mark.django_db
class TestFailed:
    def test_it_is_tried_again_after_1_2_4_minutes(self, no_server):
        notice = NoticeFactory()
        for minutes in (1, 2, 4, 8):
            deliver_again(notice)
            wait = notice.next_attempt_at - timezone.now()
            assert timedelta(minutes=minutes - 0.1) < wait <= timedelta(minutes=minutes)

        assert (notice.state, notice.attempts) == (Notice.State.PENDING, 4)
        assert notice.last_error == "ConnectionRefusedError"

    def test_it_is_given_up_after_so_many_tries(self, no_server, settings):
        settings.OUTBOX_TRIES = 3
        notice = NoticeFactory()
        for _ in range(5):
            Notice.objects.pending().update(next_attempt_at=timezone.now())
            deliver(notice)

        assert (notice.state, notice.attempts) == (Notice.State.DEAD, 3)
        assert notice.last_error == "ConnectionRefusedError"
        assert notice.secrets is None

    def test_the_mail_is_the_same_at_every_try(self, smtp):
        notice = NoticeFactory()
        for _ in range(2):
            with transaction.atomic():  # the worker dies after the server took the mail
                deliver(notice)
                transaction.set_rollback(True)
        notice.refresh_from_db()
        deliver(notice)

        first, *others = smtp.received
        assert len(others) == 2
        assert all(parts(mail) == parts(first) for mail in others)
        assert all(mail.items()[1:] == first.items()[1:] for mail in others)

    def test_it_ends_at_once_for_an_address_that_does_not_exist(self, smtp):
        smtp.replies["gone@example.org"] = "550 5.1.1 No such person"

        notice = deliver(NoticeFactory(to="gone@example.org"))

        assert (notice.state, notice.last_error) == (Notice.State.DEAD, "SMTPRecipientsRefused")
        assert notice.secrets is None

    @pytest.mark.parametrize(
        "reply",
        [
            "450 4.2.1 Later",
            "451 try later",
            "550 5.7.1 Relaying denied",
            "550 no",
            "552 5.2.2 Full",
        ],
    )
    def test_it_is_tried_again_where_the_refusal_may_pass(self, smtp, reply):
        smtp.replies["pat@example.org"] = reply

        notice = deliver(NoticeFactory(to="pat@example.org"))

        assert (notice.state, notice.last_error) == (Notice.State.PENDING, "SMTPRecipientsRefused")

    def test_it_ends_when_what_it_is_about_is_gone(self, smtp):
        notice = NoticeFactory()
        GroupFactory().delete()

        deliver(notice)

        assert (notice.state, notice.last_error) == (Notice.State.DEAD, "AboutVanished")
        assert smtp.received == []

    def test_a_fault_of_ours_is_put_off_and_not_repeated_for_ever(self, smtp, caplog):
        notice = deliver(NoticeFactory(kind="template_that_went_missing"))

        assert (notice.state, notice.attempts) == (Notice.State.PENDING, 1)
        assert notice.last_error == "TemplateDoesNotExist"

    def test_secrets_that_cannot_be_read_are_no_reason_to_forget_them(self, smtp, settings):
        settings.NOTICE_KEYS, keys = ["A" * 43 + "="], settings.NOTICE_KEYS
        sealed_under_lost_key = NoticeFactory()
        settings.NOTICE_KEYS = keys

        notice = deliver(sealed_under_lost_key)

        assert (notice.state, notice.last_error) == (Notice.State.PENDING, "InvalidToken")
        assert notice.secrets is not None

    def test_no_word_of_it_names_the_recipient(self, smtp, caplog):
        caplog.set_level(logging.DEBUG)
        smtp.replies["gone@example.org"] = "550 5.1.1 <gone@example.org> unknown"

        notice = deliver(NoticeFactory(to="gone@example.org"))

        assert f"Notice {notice.pk}" in caplog.text
        assert "gone@" not in caplog.text
        assert "XK7" not in caplog.text


@pytest.mark.django_db
class TestClaimDue:
    def test_takes_what_is_due_and_was_missed_the_oldest_first(self):
        now = timezone.now()
        late, later = (NoticeFactory(next_attempt_at=now - timedelta(hours=h)) for h in (2, 1))
        NoticeFactory(next_attempt_at=now + timedelta(minutes=1))
        NoticeFactory(queued_until=now + timedelta(seconds=20))
        NoticeFactory(sent=True)

        assert delivery.claim_due() == [late.pk, later.pk]

    def test_leaves_alone_what_another_sweep_took(self):
        NoticeFactory()

        assert len(delivery.claim_due()) == 1
        assert delivery.claim_due() == []

    def test_takes_it_again_when_its_message_must_have_been_lost(self, settings):
        notice = NoticeFactory(queued_until=timezone.now() - timedelta(seconds=1))

        assert delivery.claim_due() == [notice.pk]

    def test_takes_no_more_than_it_should(self, settings):
        settings.OUTBOX_SWEEP = 2
        NoticeFactory.create_batch(3)

        assert [len(delivery.claim_due()) for _ in range(3)] == [2, 1, 0]

    def test_a_claimed_one_is_delivered_all_the_same(self, smtp):
        notice = NoticeFactory()
        delivery.claim_due()

        assert deliver(notice).state == Notice.State.SENT

    @pytest.mark.parametrize("rows", [1, 10])
    def test_takes_the_same_number_of_queries_for_any_number_of_rows(
        self, rows, django_assert_num_queries
    ):
        NoticeFactory.create_batch(rows)

        with django_assert_num_queries(4):  # savepoint, rows, claim, release
            delivery.claim_due()
