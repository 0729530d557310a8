"""Training: what is taught is public; places, checks and certificates are of who may train."""

import uuid

from tests import factories
from tests.matrix.people import ASSISTERS, STAFF
from tests.matrix.rows import (
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    Answers,
    Facts,
    Row,
    but,
    everyone,
    signed_in,
    to,
)
from tests.matrix.world import Visit
from training import files
from training.models import Course, Progress

TRAINEES = ASSISTERS | STAFF


def read(name: str, on: Facts | None = None, **more) -> Row:
    """Public, and only to be read."""
    return Row(name, everyone(OK), everyone(NO_SUCH_VERB), on=on, **more)


def missing(name: str, on: Facts) -> Row:
    return Row(name, everyone(NOT_FOUND), everyone(NO_SUCH_VERB), on=on, when="that is not there")


def trainees(answer: str) -> Answers:
    return but(signed_in(FORBIDDEN), TRAINEES, answer)


def answers(answer: str, on: Facts, **more) -> Row:
    """Who comes without any is sent to the questions."""
    get = signed_in(to("training:chapter_check"))
    return Row("training:chapter_check_answer", get, trainees(answer), on=on, **more)


def right_answers(here: Visit) -> dict[str, str]:
    return {"question_1": "2", "question_2": "2"}


def a_course(here: Visit, **more) -> Course:
    return factories.CourseFactory(chapters=[30], **more)


def course(here: Visit) -> list:
    return [a_course(here).slug]


def hidden_course(here: Visit) -> list:
    return [a_course(here, is_listed=False).slug]


def chapter(here: Visit) -> list:
    return [*course(here), 1]


def section(here: Visit) -> list:
    return [*course(here), 1, 1]


def passed_chapter(here: Visit) -> list:
    """By whoever comes, if they may train."""
    made = a_course(here)
    if here.person in TRAINEES:
        progress = factories.ProgressFactory(user=here.user, course=made)
        factories.ChapterPassFactory(progress=progress)
    return [made.slug, 1]


def completed(here: Visit) -> list:
    made = a_course(here)
    if here.user is not None:
        factories.ProgressFactory(user=here.user, course=made, completed=True)
    return [made.slug]


def certificate(here: Visit) -> list:
    return [factories.ProgressFactory(completed=True).pk]


def unfinished_certificate(here: Visit) -> list:
    return [factories.ProgressFactory().pk]


def captions(here: Visit) -> list:
    made = a_course(here)
    made.chapters.update(
        video=factories.TrainingFileFactory(kind="MP4"),
        captions_en="WEBVTT\n",
        captions_es="WEBVTT\n",
    )
    return [made.slug, 1, "es"]


def a_file(here: Visit) -> list:
    row = factories.TrainingFileFactory()
    path = files.path_of(row.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"pixels")
    return [row.pk]


def aid(here: Visit) -> list:
    return [factories.JobAidVersionFactory(published=True).aid.slug]


def earlier_aid(here: Visit) -> list:
    old = factories.JobAidVersionFactory(published=True)
    factories.JobAidVersionFactory(aid=old.aid, number=2, published=True)
    return [old.aid.slug, 1]


def draft_aid(here: Visit) -> list:
    return [factories.JobAidVersionFactory(published=False).aid.slug]


def news_and_progress(here: Visit) -> None:
    factories.NewsItemFactory.create_batch(4)
    if here.person in TRAINEES:
        Progress.objects.all().delete()
        factories.ProgressFactory(user=here.user, course=Course.objects.get(slug=A_DAY))


A_DAY = "a-day-in-the-life"
ROWS: list[Row] = [
    read("training:home", given=news_and_progress),
    read("training:news_list", given=news_and_progress),
    read("training:news_list", given=lambda here: None, when="without news"),
    read("training:job_aid_list", given=lambda here: None),
    read(
        "training:job_aid_list",
        given=lambda here: None,
        query="?q=nothing+like+it",
        when="with nothing found",
    ),
    read("training:job_aid", aid),
    missing("training:job_aid", draft_aid),
    read("training:job_aid_version", earlier_aid),
    missing("training:job_aid_version", lambda here: [*draft_aid(here), 1]),
    read("training:file", a_file),
    missing("training:file", lambda here: [uuid.uuid4()]),
    read("training:course", course),
    read("training:course", completed, when="completed"),
    missing("training:course", hidden_course),
    Row(
        "training:chapter",
        everyone(to("training:section")),
        everyone(NO_SUCH_VERB),
        on=chapter,
    ),
    missing("training:chapter", lambda here: [*course(here), 9]),
    read("training:section", section),
    missing("training:section", lambda here: [*course(here), 1, 9]),
    read("training:chapter_transcript", chapter),
    missing("training:chapter_transcript", lambda here: [*hidden_course(here), 1]),
    read("training:chapter_captions", captions),
    missing("training:chapter_captions", lambda here: [*chapter(here), "en"]),
    # Going on and being checked: assisters, with a badge or without, and staff.
    Row(
        "training:section_done",
        signed_in(NO_SUCH_VERB),
        trainees(to("training:section")),
        on=section,
        writes=True,
    ),
    Row(
        "training:section_done",
        signed_in(NO_SUCH_VERB),
        trainees(NOT_FOUND),
        on=lambda here: ["no-such-course", 1, 1],
        when="of no course",
    ),
    read("training:chapter_check", chapter),
    read("training:chapter_check", passed_chapter, when="passed"),
    missing("training:chapter_check", lambda here: [*course(here), 9]),
    answers(OK, chapter, when="without answers"),
    answers(OK, passed_chapter, when="without answers, once it is passed"),
    answers(to("training:certificate"), chapter, data=right_answers, writes=True),
    answers(
        to("training:chapter_check"),
        lambda here: [factories.CourseFactory(chapters=[10, 20]).slug, 1],
        data=right_answers,
        writes=True,
        when="of the first of two chapters",
    ),
    # One's own certificate; and anybody's, for whoever was shown it.
    Row("training:certificate", signed_in(OK), signed_in(NO_SUCH_VERB), on=completed),
    Row(
        "training:certificate",
        signed_in(NOT_FOUND),
        signed_in(NO_SUCH_VERB),
        on=course,
        when="of a course that is not completed",
    ),
    read("training:certificate_verify", certificate),
    missing("training:certificate_verify", unfinished_certificate),
]
