"""What the dashboard offers to assisters who have not completed a course."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.next_steps import NextStep
from training.models import Course, Progress


def of(user: User) -> Iterable[NextStep]:
    if not user.is_assister:
        return
    own = Progress.objects.filter(user=user).select_related("course", "chapter", "section")
    for course in Course.objects.listed().prefetch_related(
        Prefetch("progress", queryset=own, to_attr="own")
    ):
        progress = course.own[0] if course.own else None
        if progress is None or not progress.is_completed:
            yield _step(user, course, progress)


def _step(user: User, course: Course, progress: Progress | None) -> NextStep:
    if progress is None:
        text = _("It takes %(minutes)d minutes. You can stop at any time and go on elsewhere.")
        text %= {"minutes": course.minutes}
    else:
        text = _("You stopped in chapter %(number)d, “%(title)s”.")
        text %= {"number": progress.chapter.number, "title": progress.chapter.title}
    return NextStep(
        role=user.assister.role_name,
        title=course.title,
        text=text,
        url=progress.where if progress else course.get_absolute_url(),
        action=gettext_lazy("Go on") if progress else gettext_lazy("Begin the course"),
        order=40,
    )
