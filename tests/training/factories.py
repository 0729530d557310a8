"""Rows of training: courses whose minutes add up, job aids with a version, people on their way."""

from datetime import timedelta

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from training.models import (
    Chapter,
    ChapterPass,
    Course,
    JobAid,
    JobAidStep,
    JobAidVersion,
    NewsItem,
    Progress,
    Question,
    Reminder,
    Section,
    Trainee,
    TrainingFile,
)


class CourseFactory(DjangoModelFactory):
    """Of the chapters that ``chapters`` gives minutes to; each with two sections and two questions."""

    class Meta:
        model = Course
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"course-{n}")
    title_en = "Knots"
    title_es = "Nudos"
    summary_en = "How to tie them."
    summary_es = "Cómo hacerlos."
    minutes = 30
    order = 9

    @classmethod
    def _generate(cls, strategy, params):
        with transaction.atomic():  # at whose end the minutes must add up
            return super()._generate(strategy, params)

    @factory.post_generation
    def chapters(self, create, extracted, **kwargs):
        if create:
            for number, minutes in enumerate(extracted or [], start=1):
                ChapterFactory(course=self, number=number, minutes=minutes, filled=True)


class ChapterFactory(DjangoModelFactory):
    class Meta:
        model = Chapter
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory, minutes=factory.SelfAttribute("..minutes"))
    number = 1
    title_en = factory.Sequence(lambda n: f"Knot {n}")
    title_es = factory.Sequence(lambda n: f"Nudo {n}")
    minutes = 30
    transcript_en = "Take the rope."
    transcript_es = "Tome la cuerda."

    @factory.post_generation
    def filled(self, create, extracted, **kwargs):
        if create and extracted:
            for number in (1, 2):
                SectionFactory(chapter=self, number=number)
                QuestionFactory(chapter=self, number=number)


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    chapter = factory.SubFactory(ChapterFactory)
    number = 1
    title_en = factory.Sequence(lambda n: f"Turn {n}")
    title_es = factory.Sequence(lambda n: f"Vuelta {n}")
    text_en = "Over and under.\n\n- once\n- twice"
    text_es = "Por arriba y por abajo.\n\n- una vez\n- dos veces"


class QuestionFactory(DjangoModelFactory):
    """The second answer is right."""

    class Meta:
        model = Question

    chapter = factory.SubFactory(ChapterFactory)
    number = 1
    text_en = factory.Sequence(lambda n: f"Which knot holds {n} boats?")
    text_es = factory.Sequence(lambda n: f"¿Qué nudo sujeta {n} barcos?")
    choice_1_en, choice_1_es = "None.", "Ninguno."
    choice_2_en, choice_2_es = "A bowline.", "Un as de guía."
    choice_3_en, choice_3_es = "Any.", "Cualquiera."
    right = 2
    why_en, why_es = "It does not slip.", "No se corre."


class ProgressFactory(DjangoModelFactory):
    """At the beginning of a course of one chapter; ``completed``."""

    class Meta:
        model = Progress

    class Params:
        completed = factory.Trait(completed_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory("tests.factories.UserFactory")
    course = factory.SubFactory(CourseFactory, chapters=[30])
    chapter = factory.LazyAttribute(lambda progress: progress.course.chapters.first())
    section = factory.LazyAttribute(lambda progress: progress.chapter.sections.first())
    begun_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))


class ChapterPassFactory(DjangoModelFactory):
    class Meta:
        model = ChapterPass

    progress = factory.SubFactory(ProgressFactory)
    chapter = factory.SelfAttribute("progress.chapter")


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    user = factory.SubFactory("tests.factories.UserFactory")
    course = factory.SubFactory(CourseFactory)


class TraineeFactory(DjangoModelFactory):
    class Meta:
        model = Trainee

    class Params:
        activated = factory.Trait(
            user=factory.SubFactory("tests.factories.UserFactory"),
            activated_at=factory.LazyFunction(timezone.now),
        )

    entity = factory.SubFactory("tests.factories.EntityFactory")
    certification_number = factory.Sequence(lambda n: f"{520_000_000 + n}")
    first_name = "Dee"
    last_name = "Acts"
    email = factory.Sequence(lambda n: f"trainee{n}@example.org")


class TrainingFileFactory(DjangoModelFactory):
    """A row without a file, uploaded by somebody."""

    class Meta:
        model = TrainingFile

    kind = "PNG"
    added_by = factory.SubFactory("tests.factories.UserFactory", is_staff=True)


class JobAidFactory(DjangoModelFactory):
    class Meta:
        model = JobAid

    slug = factory.Sequence(lambda n: f"aid-{n}")
    order = 9


class JobAidVersionFactory(DjangoModelFactory):
    """A draft with a step; ``published=True``."""

    class Meta:
        model = JobAidVersion
        skip_postgeneration_save = True

    aid = factory.SubFactory(JobAidFactory)
    number = 1
    title_en = "Mooring a boat"
    title_es = "Amarrar un barco"
    summary_en = "So that it stays."
    summary_es = "Para que se quede."

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        if create and extracted is not None:
            JobAidStepFactory(version=self)
            if extracted:
                self.publish()


class JobAidStepFactory(DjangoModelFactory):
    class Meta:
        model = JobAidStep

    version = factory.SubFactory(JobAidVersionFactory)
    number = 1
    text_en = "Throw the line."
    text_es = "Lance el cabo."


class NewsItemFactory(DjangoModelFactory):
    class Meta:
        model = NewsItem

    title_en = factory.Sequence(lambda n: f"News {n}")
    title_es = factory.Sequence(lambda n: f"Noticia {n}")
    text_en = "There is a new knot."
    text_es = "Hay un nudo nuevo."
    since = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
