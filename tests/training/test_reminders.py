"""Who has not gone on for two weeks is reminded, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications import mails
from notifications.models import Notice
from tests.factories import AssisterFactory, ProgressFactory
from training.models import Course, Reminder
from training.tasks import remind
from training.workflows import reminders

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=15)
BEFORE = LONG_AGO - timedelta(days=1)


@pytest.fixture
def course():
    return Course.objects.get()


def assister(**facts):
    return AssisterFactory(activated=True, **{"activated_at": LONG_AGO, **facts})


def reminded():
    return set(Notice.objects.values_list("to", flat=True))


def test_reminds_who_never_began_and_who_stopped(course):
    never, stopped = assister(), assister()
    ProgressFactory(user=stopped.user, course=course, begun_at=BEFORE, moved_at=LONG_AGO)
    remind()
    assert reminded() == {never.user.email, stopped.user.email}


def test_leaves_the_others_alone(course):
    AssisterFactory()
    assister(activated_at=timezone.now() - timedelta(days=13))
    off = assister()
    off.user.is_active = False
    off.user.save()
    ProgressFactory(user=assister().user, course=course)
    ProgressFactory(
        user=assister().user,
        course=course,
        begun_at=BEFORE,
        moved_at=LONG_AGO,
        completed_at=LONG_AGO,
    )
    remind()
    assert reminded() == set()


def test_reminds_once_whatever_happens():
    dee = assister()
    remind()
    remind()
    course = Course.objects.get()
    assert reminders.send(user=dee.user.pk, course=course.pk) is False
    assert Notice.objects.count() == Reminder.objects.count() == 1


def test_a_course_that_nobody_may_take_is_not_reminded_of(course):
    Course.objects.update(is_listed=False)
    assister()
    remind()
    assert reminded() == set()


@pytest.mark.parametrize(("language", "words"), [("en", "48 minutes"), ("es", "48 minutos")])
def test_the_mail_is_in_the_persons_language_and_leads_to_the_course(language, words):
    assister(user__language=language)
    remind()
    mail = mails.compose(Notice.objects.get())
    assert words in mail.body
    assert "/training/courses/a-day-in-the-life/" in mail.body
