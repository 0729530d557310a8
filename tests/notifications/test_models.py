import pytest
from django.db import IntegrityError
from django.utils import timezone

from notifications.models import Notice
from tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"sent": True, "sent_at": None, "state": "lost"}, "notice_state_is_known"),
        ({"sent": True, "sent_at": None}, "notice_sent_and_sent_at_agree"),
        ({"sent_at": NOW}, "notice_sent_and_sent_at_agree"),
        ({"next_attempt_at": None}, "notice_attempted_only_while_pending"),
        ({"sent": True, "next_attempt_at": NOW}, "notice_attempted_only_while_pending"),
        ({"dead": True, "queued_until": NOW}, "notice_attempted_only_while_pending"),
        ({"sent": True, "secrets": b"x"}, "notice_secrets_wiped_when_settled"),
        ({"dead": True, "secrets": b"x"}, "notice_secrets_wiped_when_settled"),
        ({"dead": True, "last_error": ""}, "notice_dead_says_why"),
        ({"about_type": ""}, "notice_about_type_and_id_agree"),
        ({"about_id": ""}, "notice_about_type_and_id_agree"),
    ],
)
def test_database_refuses(row, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        NoticeFactory(**row)


def test_database_refuses_two_notices_under_one_message_id():
    with pytest.raises(IntegrityError, match="message_id"):
        NoticeFactory(message_id=NoticeFactory().message_id)


def test_each_state_can_be():
    NoticeFactory()
    NoticeFactory(sent=True)
    NoticeFactory(dead=True)

    assert Notice.objects.count() == 3


def test_the_message_id_names_the_site_and_nobody(settings):
    settings.SITE_URL = "https://portal.example.gov"
    notice = NoticeFactory(to="pat@example.org")
    assert notice.message_id.startswith("<notice.")
    assert notice.message_id.endswith("@portal.example.gov>")


def test_names_itself_without_the_recipient():
    notice = NoticeFactory(to="pat@example.org")
    assert str(notice) == f"Notice {notice.pk} (probe, pending)"


def test_of_a_model_that_was_removed_nothing_is_known():
    assert NoticeFactory(about_type="gone.model").about() is None


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 256)])
def test_waits_twice_as_long_after_each_failure(attempts, minutes):
    assert Notice(attempts=attempts).wait_after_failure().total_seconds() == minutes * 60
