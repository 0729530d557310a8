"""A course, page by page. Everybody may read it; who may train keeps their place and takes the checks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthenticatedRequest
from training import outline
from training.access import may_train
from training.errors import NotRightYet
from training.forms import CheckForm
from training.models import Chapter, Section
from training.outline import Outline
from training.workflows import progresses


@login_not_required
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    seen = outline.of(slug, request.user)
    facts = {"outline": seen, "course": seen.course, "may_train": may_train(request.user)}
    return render(request, "training/course.html", facts)


def _chapter(seen: Outline, number: int) -> Chapter:
    chapter = seen.chapter(number)
    if chapter is None:
        raise Http404
    return chapter


def _section(chapter: Chapter, number: int) -> Section:
    found = next((it for it in chapter.sections.all() if it.number == number), None)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def chapter(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """To its first page."""
    found = _chapter(outline.of(slug, request.user), number)
    return redirect(outline.url_of(found, found.sections.first()))


def _frame(request: HttpRequest, seen: Outline, chapter: Chapter, at: int | None) -> dict[str, Any]:
    """What the pages of a chapter share."""
    steps = seen.steps(chapter, at)
    return {
        "course": seen.course,
        "chapter": chapter,
        "steps": steps,
        "step_number": next(n for n, it in enumerate(steps, start=1) if it["state"] == "current"),
        "may_train": may_train(request.user),
    }


@login_not_required
@require_safe
def section(request: HttpRequest, slug: str, number: int, section: int) -> HttpResponse:
    seen = outline.of(slug, request.user)
    chapter = _chapter(seen, number)
    page = _section(chapter, section)
    sections = list(chapter.sections.all())
    place = sections.index(page)
    facts = {
        **_frame(request, seen, chapter, page.number),
        "section": page,
        "is_first": place == 0,
        "back_url": outline.url_of(chapter, sections[place - 1]) if place else "",
        "next_url": outline.url_of(chapter, outline.after(chapter, page)),
    }
    return render(request, "training/section.html", facts)


def _must_train(request: AuthenticatedRequest) -> None:
    """Consumers and contacts read."""
    if not may_train(request.user):
        raise PermissionDenied


@require_POST
def section_done(
    request: AuthenticatedRequest, slug: str, number: int, section: int
) -> HttpResponse:
    """Keep the place, and turn the page."""
    _must_train(request)
    chapter = _chapter(outline.of(slug, request.user), number)
    page = _section(chapter, section)
    progresses.go_on(chapter=chapter, section=page, by=request.user)
    return redirect(outline.url_of(chapter, outline.after(chapter, page)))


@login_not_required
@require_safe
def transcript(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The chapter on one page, to be printed: its walkthrough, and what is said in the video."""
    chapter = _chapter(outline.of(slug, request.user), number)
    whole = chapter.sections.defer(None)
    facts = {"course": chapter.course, "chapter": chapter, "sections": whole}
    return render(request, "training/transcript.html", facts)


@login_not_required
@require_safe
def captions(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """For the video's player."""
    chapter = _chapter(outline.of(slug, request.user), number)
    text = {"en": chapter.captions_en, "es": chapter.captions_es}.get(language)
    if not text:
        raise Http404
    return HttpResponse(text, content_type="text/vtt; charset=utf-8")


@login_not_required
@require_safe
def check(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A few questions. Visitors read them with their answers."""
    seen = outline.of(slug, request.user)
    chapter = _chapter(seen, number)
    questions = list(chapter.questions.all())
    return _check_page(request, seen, chapter, CheckForm(questions=questions))


def check_answer(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """The answers, and what is to be said of each."""
    if request.method != "POST":  # somebody reloads the page, or switches its language
        return redirect("training:chapter_check", slug=slug, number=number)
    _must_train(request)
    seen = outline.of(slug, request.user)
    chapter = _chapter(seen, number)
    form = CheckForm(request.POST, questions=list(chapter.questions.all()))
    if form.is_valid():
        try:
            progress = progresses.pass_check(
                chapter=chapter, answers=form.answers(), by=request.user
            )
        except NotRightYet as refusal:
            form.say(refusal.wrong)
        else:
            return _passed(request, chapter, progress.is_completed)
    return _check_page(request, seen, chapter, form)


def _check_page(
    request: HttpRequest, seen: Outline, chapter: Chapter, form: CheckForm
) -> HttpResponse:
    facts = {
        **_frame(request, seen, chapter, None),
        "form": form,
        "questions": form.questions,
        "is_passed": seen.is_passed(chapter),
        "is_completed": bool(seen.progress and seen.progress.is_completed),
        "next_chapter": seen.next_chapter(chapter),
        "back_url": outline.url_of(chapter, chapter.sections.last()),
    }
    return render(request, "training/check.html", facts)


def _passed(request: HttpRequest, chapter: Chapter, is_completed: bool) -> HttpResponse:
    if is_completed:
        messages.success(request, _("You have completed the course. Here is your certificate."))
        return redirect("training:certificate", slug=chapter.course.slug)
    messages.success(request, _("All answers are right: you have passed this chapter."))
    return redirect(chapter.check_url)
