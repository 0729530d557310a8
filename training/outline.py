"""A course as one person sees it: what is done, where they are, what comes next."""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from training.access import may_train
from training.models import Chapter, ChapterPass, Course, Progress, Section


@dataclass
class Outline:
    """The chapters of a course with their sections, and somebody's progress."""

    course: Course
    progress: Progress | None = None
    passed: set[UUID] = field(default_factory=set)

    @property
    def chapters(self) -> list[Chapter]:
        return list(self.course.chapters.all())

    def chapter(self, number: int) -> Chapter | None:
        return next((it for it in self.chapters if it.number == number), None)

    def next_chapter(self, chapter: Chapter) -> Chapter | None:
        """The first after this one, or else before it, that is not passed yet."""
        others = [it for it in self.chapters if it.pk != chapter.pk and it.pk not in self.passed]
        later = [it for it in others if it.number > chapter.number]
        return next(iter([*later, *others]), None)

    def is_passed(self, chapter: Chapter) -> bool:
        return chapter.pk in self.passed

    def rows(self) -> list[dict[str, object]]:
        """Each chapter as the course's page shows it."""
        here = self.progress.chapter_id if self.progress else None
        return [
            {
                "chapter": chapter,
                "is_passed": self.is_passed(chapter),
                "is_here": chapter.pk == here and not self.is_passed(chapter),
            }
            for chapter in self.chapters
        ]

    def steps(self, chapter: Chapter, current: int | None) -> list[dict[str, str | Promise]]:
        """For the step indicator: sections, then the check, which has no number."""
        sections = list(chapter.sections.all())
        numbers: list[int | None] = [*(it.number for it in sections), None]
        labels = [*(it.title for it in sections), _("Check")]
        here = numbers.index(current)
        return [
            {"label": label, "state": _state(place, here)} for place, label in enumerate(labels)
        ]


def _state(place: int, here: int) -> str:
    return "current" if place == here else "complete" if place < here else "pending"


def of(slug: str, user: User | AnonymousUser) -> Outline:
    """Of a course that people may take; 404 for any other."""
    course = get_object_or_404(Course.objects.listed().with_outline(), slug=slug)
    return own(course, user)


def own(course: Course, user: User | AnonymousUser) -> Outline:
    """With the progress of who may train, and what they have passed."""
    progress = _progress(user, [course]).get(course.pk)
    if progress is None:
        return Outline(course)
    passes = ChapterPass.objects.filter(progress=progress).values_list("chapter_id", flat=True)
    return Outline(course, progress, set(passes))


def of_all(user: User | AnonymousUser) -> list[Outline]:
    """Every course that people may take, and where they are in it; in four queries."""
    courses = list(Course.objects.listed().with_outline())
    progress = _progress(user, courses)
    return [Outline(course, progress.get(course.pk)) for course in courses]


def _progress(user: User | AnonymousUser, courses: list[Course]) -> dict[UUID, Progress]:
    if not may_train(user):
        return {}
    found = Progress.objects.filter(course__in=courses, user=user)
    return {it.course_id: it for it in found.select_related("course", "chapter", "section")}


def after(chapter: Chapter, section: Section) -> Section | None:
    """The section that follows; None when the check does."""
    return next((it for it in chapter.sections.all() if it.number > section.number), None)


def url_of(chapter: Chapter, section: Section | None) -> str:
    if section is None:
        return chapter.check_url
    return reverse("training:section", args=[chapter.course.slug, chapter.number, section.number])
