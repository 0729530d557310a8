"""What the dashboard offers to assisters who have not completed a course."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.next_steps import NextStep
from portal import bilingual
from training.models import Course
from training.models.progress import place_url


def of(user: User) -> Iterable[NextStep]:
    """In one query, since every dashboard of an assister asks it."""
    if not user.is_assister:
        return
    own = FilteredRelation("progress", condition=Q(progress__user=user))
    for course in Course.objects.listed().annotate(
        own=own,
        completed=F("own__completed_at"),
        chapter=F("own__chapter__number"),
        chapter_title=F(f"own__chapter__title_{bilingual.language()}"),
        section=F("own__section__number"),
    ):
        if course.completed is None:
            yield _step(user, course)


def _step(user: User, course: Any) -> NextStep:
    has_begun = course.chapter is not None
    if has_begun:
        text = _("You stopped in chapter %(number)d, “%(title)s”.")
        text %= {"number": course.chapter, "title": course.chapter_title}
        url = place_url(course.slug, course.chapter, course.section)
    else:
        text = _("It takes %(minutes)d minutes. You can stop at any time and go on elsewhere.")
        text %= {"minutes": course.minutes}
        url = course.get_absolute_url()
    return NextStep(
        role=user.assister.role_name,
        title=course.title,
        text=text,
        url=url,
        action=gettext_lazy("Go on") if has_begun else gettext_lazy("Begin the course"),
        order=40,
    )
