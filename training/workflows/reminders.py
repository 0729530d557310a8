"""Reminding assisters of a course that they have not completed: each of them once."""

from uuid import UUID

from accounts.models import User
from audit import trail
from notifications import outbox
from training.models import Course, Reminder


@trail.workflow("training.remind")
def send(*, user: UUID, course: UUID) -> bool:
    """Owe a person the mail, unless they were reminded before; says whether it is owed now."""
    reminder, is_new = Reminder.objects.get_or_create(user_id=user, course_id=course)
    if is_new:
        person = User.objects.get(pk=user)
        about = Course.objects.get(pk=course)
        outbox.post("training_reminder", to=person.email, language=person.language, about=about)
        trail.record("training.remind", by=None, about=reminder, acting_for=person)
    return is_new
