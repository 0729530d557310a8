"""How somebody gets on in a course: section by section, check by check, to the end."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from training import outline
from training.errors import NotRightYet
from training.models import Chapter, ChapterPass, Progress, Section


@trail.workflow("progress.go_on")
def go_on(*, chapter: Chapter, section: Section, by: User) -> Progress:
    """Remember that this section is read: they go on at the next one, or at the chapter's check."""
    progress = _locked(chapter, by=by)
    _move(progress, chapter, outline.after(chapter, section))
    trail.record("progress.go_on", by=by, about=progress)
    return progress


@trail.workflow("progress.pass_check")
def pass_check(*, chapter: Chapter, answers: dict[int, int], by: User) -> Progress:
    """All questions of a chapter's check are answered right: the chapter is passed, once.

    ``answers`` are choices by the numbers of questions. With the last chapter the course is
    completed, on this day for good. Raises NotRightYet, which names the wrong ones.
    """
    wrong = {it.number for it in chapter.questions.all() if answers.get(it.number) != it.right}
    if wrong:
        raise NotRightYet(
            _("Some answers are not right yet. Read why, and choose again."), wrong=wrong
        )
    progress = _locked(chapter, by=by)
    ChapterPass.objects.get_or_create(progress=progress, chapter=chapter)
    passed = set(progress.passes.values_list("chapter_id", flat=True))
    _to_next_chapter(progress, chapter, passed)
    trail.record("progress.pass_check", by=by, about=progress)
    return progress


def _to_next_chapter(progress: Progress, chapter: Chapter, passed: set[UUID]) -> None:
    nxt = outline.Outline(chapter.course, progress, passed).next_chapter(chapter)
    if nxt is not None:
        _move(progress, nxt, nxt.sections.first())
        return
    _move(progress, chapter, None)
    if not progress.is_completed:
        progress.completed_at = progress.moved_at
        progress.save(update_fields=["completed_at"])


def _locked(chapter: Chapter, *, by: User) -> Progress:
    """This person's progress in the chapter's course, begun if need be."""
    start = {"chapter": chapter, "section": chapter.sections.first()}
    Progress.objects.get_or_create(user=by, course=chapter.course, defaults=start)
    return Progress.objects.select_for_update(of=("self",)).get(user=by, course=chapter.course)


def _move(progress: Progress, chapter: Chapter, section: Section | None) -> None:
    progress.chapter, progress.section, progress.moved_at = chapter, section, timezone.now()
    progress.save(update_fields=["chapter", "section", "moved_at"])
