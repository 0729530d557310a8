"""The course and the job aids that come with the portal."""

import pytest
from django.contrib.staticfiles import finders

from portal import guides, reference_data
from tests.factories import JobAidVersionFactory
from training import content
from training.models import Course, JobAid, JobAidStep, JobAidVersion, Question, TrainingFile

pytestmark = pytest.mark.django_db
AIDS = {
    "activating-a-delegation-code",
    "getting-an-access-code",
    "delegating-through-find-help-near-you",
    "reporting-a-problem",
    "ordering-materials",
}


def counts():
    return [
        model.objects.count() for model in (Course, JobAid, JobAidVersion, JobAidStep, Question)
    ]


def test_is_there_from_the_start():
    course = Course.objects.get()
    assert [chapter.title_en for chapter in course.chapters.all()] == [
        "Completing an Application",
        "Changing a Plan",
        "Conducting Report a Change",
    ]
    for chapter in course.chapters.all():
        assert chapter.sections.count() == 4
        assert chapter.questions.count() == 3
        assert (chapter.video, chapter.video_link) == (None, "")
    assert {version.aid.slug for version in JobAidVersion.objects.current()} == AIDS


def test_loading_it_again_changes_nothing():
    before = counts()
    reference_data.load()
    assert counts() == before


def test_never_overwrites_what_staff_wrote():
    course = Course.objects.get()
    Course.objects.filter(pk=course.pk).update(title_en="Our own title", is_listed=False)
    course.chapters.get(number=1).sections.filter(number=1).update(text_en="Our own words")
    aid = JobAid.objects.get(slug="reporting-a-problem")
    JobAid.objects.filter(pk=aid.pk).update(order=77, is_listed=False)

    reference_data.load()

    course.refresh_from_db()
    aid.refresh_from_db()
    assert (course.title_en, course.is_listed) == ("Our own title", False)
    assert course.chapters.get(number=1).sections.get(number=1).text_en == "Our own words"
    assert (aid.order, aid.is_listed) == (77, False)


@pytest.mark.parametrize("theirs", [{"published": True}, {}], ids=["published", "a draft"])
def test_a_newer_version_that_comes_with_the_portal_gives_way_to_that_of_staff(monkeypatch, theirs):
    aid = JobAid.objects.get(slug="reporting-a-problem")
    JobAidVersionFactory(aid=aid, number=2, title_en="Ours", **theirs)
    shipped = next(it for it in content._data("job_aids")["aids"] if it["slug"] == aid.slug)
    number = 2 if theirs else 3
    monkeypatch.setattr(
        content,
        "_data",
        lambda name: {"aids": [{**shipped, "version": number}]} if name == "job_aids" else course,
    )
    course = {"slug": Course.objects.get().slug}

    content.load()

    assert aid.versions.order_by("-number").first().title_en == "Ours"


def test_a_newer_version_comes_where_staff_wrote_none(monkeypatch):
    aid = JobAid.objects.get(slug="reporting-a-problem")
    shipped = next(it for it in content._data("job_aids")["aids"] if it["slug"] == aid.slug)
    course = {"slug": Course.objects.get().slug}
    monkeypatch.setattr(
        content,
        "_data",
        lambda name: {"aids": [{**shipped, "version": 2}]} if name == "job_aids" else course,
    )
    content.load()
    assert JobAidVersion.objects.current().get(aid=aid).number == 2


def test_every_picture_is_there_and_small():
    rows = TrainingFile.objects.exclude(shipped_as="")
    assert rows.count() >= 25
    for row in rows:
        path = finders.find(row.shipped_as)
        assert path, row.shipped_as
        with open(path, "rb") as file:
            assert len(file.read()) < 40_000, row.shipped_as


def test_pages_that_apps_name_lead_to_help_that_exists():
    assert set(guides._pages) <= AIDS
    assert "delegation:activation_terms" in guides.pages_of("activating-a-delegation-code")
    assert "accesscodes:case_link" in guides.pages_of("getting-an-access-code")
