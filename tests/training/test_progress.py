"""Going on in a course: the place is kept, the checks are passed, the end has a date."""

import threading

import pytest
from django.db import connection

from audit.models import AuditEvent
from tests.factories import AssisterFactory, CourseFactory, StaffFactory, UserFactory
from training.errors import NotRightYet
from training.models import ChapterPass, Progress
from training.workflows import progresses

pytestmark = pytest.mark.django_db
RIGHT = {1: 2, 2: 2}


@pytest.fixture
def course():
    return CourseFactory(chapters=[10, 20])


@pytest.fixture
def dee():
    return AssisterFactory(activated=True).user


def chapter(course, number):
    return course.chapters.get(number=number)


def go_on(course, number, section, by):
    found = chapter(course, number)
    return progresses.go_on(chapter=found, section=found.sections.get(number=section), by=by)


class TestGoOn:
    def test_begins_the_course_and_remembers_the_next_section(self, course, dee):
        progress = go_on(course, 1, 1, dee)
        assert progress.where == f"/training/courses/{course.slug}/1/2/"
        assert AuditEvent.objects.get(verb="progress.go_on").object_id == str(progress.pk)

    def test_leads_from_the_last_section_to_the_check(self, course, dee):
        progress = go_on(course, 1, 2, dee)
        assert progress.where == f"/training/courses/{course.slug}/1/check/"

    def test_keeps_one_place_for_each_person(self, course, dee):
        go_on(course, 1, 1, dee)
        go_on(course, 2, 1, dee)
        go_on(course, 1, 1, StaffFactory())
        assert Progress.objects.filter(course=course).count() == 2
        assert Progress.objects.get(user=dee).where.endswith("/2/2/")


class TestPassCheck:
    def test_leads_to_the_next_chapter(self, course, dee):
        progress = progresses.pass_check(chapter=chapter(course, 1), answers=RIGHT, by=dee)
        assert progress.where == f"/training/courses/{course.slug}/2/1/"
        assert not progress.is_completed

    @pytest.mark.parametrize("answers", [{}, {1: 2}, {1: 2, 2: 1}, {1: 2, 2: 3, 3: 2}])
    def test_refuses_what_is_not_all_right(self, course, dee, answers):
        with pytest.raises(NotRightYet) as refusal:
            progresses.pass_check(chapter=chapter(course, 1), answers=answers, by=dee)
        assert 2 in refusal.value.wrong
        assert not Progress.objects.filter(course=course).exists()
        event = AuditEvent.objects.get(verb="progress.pass_check")
        assert (event.outcome, event.reason) == ("refused", "NotRightYet")

    def test_completes_the_course_with_the_last_chapter_in_any_order(self, course, dee):
        progresses.pass_check(chapter=chapter(course, 2), answers=RIGHT, by=dee)
        assert Progress.objects.get(user=dee).where.endswith("/1/1/")
        progress = progresses.pass_check(chapter=chapter(course, 1), answers=RIGHT, by=dee)
        assert progress.is_completed

    def test_counts_once_and_never_moves_the_date(self, course, dee):
        for number in (1, 2):
            progresses.pass_check(chapter=chapter(course, number), answers=RIGHT, by=dee)
        first = Progress.objects.get(user=dee).completed_at
        progress = progresses.pass_check(chapter=chapter(course, 1), answers=RIGHT, by=dee)
        assert progress.completed_at == first
        assert ChapterPass.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_end_the_course_at_once_complete_it_once():
    course = CourseFactory(chapters=[10, 20])
    dee = UserFactory(is_staff=True)
    gate, outcomes = threading.Barrier(2, timeout=120), []

    def finish(number):
        try:
            found = chapter(course, number)
            gate.wait()
            progresses.pass_check(chapter=found, answers=RIGHT, by=dee)
            outcomes.append("ok")
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == ["ok", "ok"]
    assert Progress.objects.get(user=dee).is_completed
