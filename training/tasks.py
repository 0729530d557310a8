from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from training.models import Course, Trainee
from training.workflows import reminders

MOST_AT_ONCE = 1000


@shared_task
def remind() -> None:
    """Each day: those who have not gone on for so many days. Safe to run twice."""
    since = timezone.now() - timedelta(days=settings.TRAINING_REMINDER_DAYS)
    for course in Course.objects.listed():
        late = Trainee.objects.overdue(course, since=since).order_by("activated_at")
        for user in late.values_list("user_id", flat=True)[:MOST_AT_ONCE]:
            reminders.send(user=user, course=course.pk)
