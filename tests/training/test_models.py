"""What the database itself refuses."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from tests.factories import (
    ChapterFactory,
    ChapterPassFactory,
    CourseFactory,
    JobAidFactory,
    JobAidStepFactory,
    JobAidVersionFactory,
    NewsItemFactory,
    ProgressFactory,
    QuestionFactory,
    ReminderFactory,
    SectionFactory,
    TrainingFileFactory,
    UserFactory,
)
from training.models import Chapter, Course, JobAidStep, JobAidVersion

pytestmark = pytest.mark.django_db


def refused(name):
    return pytest.raises(IntegrityError, match=name)


def judge_deferred(constraint="ALL"):
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {constraint} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {constraint} DEFERRED")


class TestMinutes:
    def test_of_the_course_that_comes_with_the_portal_add_up_to_48(self):
        course = Course.objects.get(slug="a-day-in-the-life")
        assert course.minutes == 48
        assert sum(course.chapters.values_list("minutes", flat=True)) == 48

    def test_may_be_moved_from_one_chapter_to_another(self):
        course = CourseFactory(chapters=[10, 20])
        course.chapters.filter(number=1).update(minutes=12)
        course.chapters.filter(number=2).update(minutes=18)
        judge_deferred()

    @pytest.mark.parametrize(
        "change",
        [
            lambda course: course.chapters.filter(number=1).update(minutes=11),
            lambda course: Course.objects.filter(pk=course.pk).update(minutes=31),
            lambda course: ChapterFactory(course=course, number=3, minutes=1),
            lambda course: Chapter.objects.filter(course=course, number=2)._raw_delete("default"),
        ],
        ids=["of a chapter", "of the course", "of a new chapter", "of one that is deleted"],
    )
    def test_that_do_not_add_up_are_refused(self, change):
        course = CourseFactory()
        for number, minutes in ((1, 10), (2, 20)):
            ChapterFactory(course=course, number=number, minutes=minutes)
        judge_deferred()
        change(course)
        with refused("course_minutes_add_up"):
            judge_deferred()
        transaction.set_rollback(True)

    def test_a_chapter_cannot_go_to_another_course(self):
        chapter, other = ChapterFactory(), CourseFactory()
        with refused("chapter_stays_in_its_course"), transaction.atomic():
            Chapter.objects.filter(pk=chapter.pk).update(course=other)

    def test_nobody_takes_no_time(self):
        with refused("course_takes_some_minutes"), transaction.atomic():
            CourseFactory(minutes=0)
        with refused("chapter_takes_some_minutes"), transaction.atomic():
            ChapterFactory(course=CourseFactory(), minutes=0)


@pytest.mark.django_db(transaction=True)
def test_two_who_change_minutes_at_once_cannot_both_be_right():
    """Each leaves 30 as far as they see; together it would be 25."""
    course = CourseFactory(chapters=[10, 20])
    both_wrote, outcomes = threading.Barrier(2, timeout=120), []

    def shorten(number, minutes):
        try:
            with transaction.atomic():
                rows = Chapter.objects.filter(course=course, number=number)
                rows.update(minutes=F("minutes") - minutes)
                both_wrote.wait()
            outcomes.append("ok")
        except IntegrityError as error:
            outcomes.append(str(error).split(":")[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=shorten, args=args) for args in ((1, 2), (2, 3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == ["course_minutes_add_up"] * 2
    assert sum(course.chapters.values_list("minutes", flat=True)) == 30


class TestCourse:
    @pytest.mark.parametrize("row", [CourseFactory, ChapterFactory, SectionFactory])
    def test_has_words_in_both_languages(self, row):
        name = row._meta.model._meta.model_name
        with refused(f"{name}_words_in_both_languages"), transaction.atomic():
            row(title_es="")

    @pytest.mark.parametrize(
        ("row", "of"),
        [(ChapterFactory, "course"), (SectionFactory, "chapter"), (QuestionFactory, "chapter")],
    )
    def test_has_one_of_each_number(self, row, of):
        chapter = ChapterFactory(course=CourseFactory(minutes=60))
        first = chapter if row is ChapterFactory else row(chapter=chapter)
        row(**{of: getattr(first, of)})
        with refused(f"{row._meta.model._meta.model_name}_number_unique"):
            judge_deferred(f"{row._meta.model._meta.model_name}_number_unique")
        transaction.set_rollback(True)

    def test_sections_begin_at_one(self):
        with refused("section_number_begins_at_one"), transaction.atomic():
            SectionFactory(number=0)

    def test_one_of_three_answers_is_right_and_all_differ(self):
        with refused("question_right_is_one_of_three"), transaction.atomic():
            QuestionFactory(right=4)
        with refused("question_answers_differ"), transaction.atomic():
            QuestionFactory(choice_1_en="Any.")


class TestVideo:
    def test_needs_captions_in_both_languages(self):
        video = TrainingFileFactory(kind="MP4")
        for captions in ({}, {"captions_en": "WEBVTT"}):
            with refused("chapter_video_has_captions"), transaction.atomic():
                ChapterFactory(video=video, **captions)
        ChapterFactory(video=video, captions_en="WEBVTT", captions_es="WEBVTT")

    def test_elsewhere_needs_them_too(self):
        for link in (
            {"video_link": "https://example.org/v"},
            {"video_link": "http://example.org/v", "link_has_captions": True},
            {"link_has_captions": True},
        ):
            with refused("chapter_linked_video_has_captions"), transaction.atomic():
                ChapterFactory(**link)

    def test_there_is_one_at_most(self):
        captions = {"captions_en": "WEBVTT", "captions_es": "WEBVTT"}
        link = {"video_link": "https://example.org/v", "link_has_captions": True}
        with refused("chapter_one_video_at_most"), transaction.atomic():
            ChapterFactory(video=TrainingFileFactory(kind="MP4"), **captions, **link)


class TestFile:
    def test_is_of_a_known_kind(self):
        with refused("trainingfile_kind_is_known"), transaction.atomic():
            TrainingFileFactory(kind="EXE")

    def test_is_shipped_or_uploaded(self):
        with refused("trainingfile_is_shipped_or_uploaded"), transaction.atomic():
            TrainingFileFactory(added_by=None)
        with refused("trainingfile_is_shipped_or_uploaded"), transaction.atomic():
            TrainingFileFactory(shipped_as="job-aids/x.png")

    def test_that_could_hold_a_script_is_shipped(self):
        with refused("trainingfile_svg_is_shipped"), transaction.atomic():
            TrainingFileFactory(kind="SVG")

    def test_is_shipped_once(self):
        TrainingFileFactory(shipped_as="job-aids/x.png", added_by=None)
        with refused("trainingfile_shipped_as_unique"), transaction.atomic():
            TrainingFileFactory(shipped_as="job-aids/x.png", added_by=None)


class TestProgress:
    def test_is_one_per_person_and_course(self):
        first = ProgressFactory()
        with refused("progress_one_per_person_and_course"), transaction.atomic():
            ProgressFactory(user=first.user, course=first.course)

    def test_goes_forward_in_time(self):
        before = timezone.now() - timedelta(days=1)
        with refused("progress_moved_after_begun"), transaction.atomic():
            ProgressFactory(moved_at=before)
        with refused("progress_completed_after_begun"), transaction.atomic():
            ProgressFactory(completed_at=before)

    def test_passes_a_chapter_once(self):
        first = ChapterPassFactory()
        with refused("chapterpass_once_per_chapter"), transaction.atomic():
            ChapterPassFactory(progress=first.progress)

    def test_is_reminded_of_once(self):
        first = ReminderFactory()
        with refused("reminder_once_per_person_and_course"), transaction.atomic():
            ReminderFactory(user=first.user, course=first.course)

    def test_keeps_the_chapter_that_was_passed(self):
        with pytest.raises(ProtectedError):
            ChapterPassFactory().chapter.delete()

    def test_a_section_that_goes_leaves_its_reader_at_the_check(self):
        progress = ProgressFactory()
        progress.section.delete()
        progress.refresh_from_db()
        assert progress.where == progress.chapter.check_url


class TestJobAid:
    def test_has_each_number_once_and_one_draft(self):
        draft = JobAidVersionFactory()
        with refused("jobaidversion_number_unique"), transaction.atomic():
            JobAidVersionFactory(aid=draft.aid)
        with refused("jobaidversion_one_draft_at_most"), transaction.atomic():
            JobAidVersionFactory(aid=draft.aid, number=2)
        with refused("jobaidversion_number_begins_at_one"), transaction.atomic():
            JobAidVersionFactory(number=0)

    def test_that_is_published_can_be_found_and_says_by_whom(self):
        with refused("jobaidversion_published_can_be_found"), transaction.atomic():
            JobAidVersionFactory(published_at=timezone.now())
        with refused("jobaidversion_published_by_and_at_agree"), transaction.atomic():
            JobAidVersionFactory(published_by=UserFactory())

    def test_has_steps_in_both_languages_with_numbers(self):
        with refused("jobaidstep_words_in_both_languages"), transaction.atomic():
            JobAidStepFactory(text_es="")
        step = JobAidStepFactory()
        JobAidStepFactory(version=step.version)
        with refused("jobaidstep_number_unique"):
            judge_deferred()
        transaction.set_rollback(True)

    def test_shows_pictures_in_both_languages_and_says_what_they_show(self):
        picture = TrainingFileFactory()
        for half in (
            {"picture_en": picture, "shows_en": "A boat.", "shows_es": "Un barco."},
            {"picture_en": picture, "picture_es": picture, "shows_en": "A boat."},
            {"shows_en": "A boat.", "shows_es": "Un barco."},
        ):
            with refused("jobaidstep_picture_in_both_languages"), transaction.atomic():
                JobAidStepFactory(**half)

    @pytest.mark.parametrize(
        "change",
        [
            lambda version: JobAidVersion.objects.filter(pk=version.pk).update(title_en="x"),
            lambda version: JobAidVersion.objects.filter(pk=version.pk).update(published_at=None),
            lambda version: version.steps.update(text_en="x"),
            lambda version: version.steps.all().delete(),
            lambda version: JobAidStepFactory(version=version, number=2),
            lambda version: JobAidStep.objects.filter(pk=JobAidStepFactory().pk).update(
                version=version
            ),
            lambda version: version.delete(),
        ],
    )
    def test_that_is_published_never_changes(self, change):
        version = JobAidVersionFactory(published=True)
        with refused("jobaidversion_published_stays"), transaction.atomic():
            change(version)

    def test_that_is_a_draft_may_change_and_go(self):
        draft = JobAidVersionFactory(published=False)
        draft.steps.update(text_en="x")
        draft.delete()


def test_an_address_of_a_job_aid_is_one():
    first = JobAidFactory()
    with refused("slug"), transaction.atomic():
        JobAidFactory(slug=first.slug)


def test_news_end_after_they_begin_and_speak_both_languages():
    with refused("newsitem_ends_after_it_begins"), transaction.atomic():
        NewsItemFactory(until=timezone.now() - timedelta(days=1))
    with refused("newsitem_words_in_both_languages"), transaction.atomic():
        NewsItemFactory(text_es="")
