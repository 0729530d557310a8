"""What staff do about training, and what they are told when it cannot be done."""

import csv
import io

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Entity
from audit.models import AuditEvent
from portal import scanner
from tests import images
from tests.factories import (
    PASSWORD,
    AssisterFactory,
    ChapterFactory,
    ChapterPassFactory,
    CourseFactory,
    EntityFactory,
    JobAidVersionFactory,
    ProgressFactory,
    StaffFactory,
    TrainingFileFactory,
)
from training import files
from training.models import Course, JobAid, JobAidStep, JobAidVersion, NewsItem, TrainingFile

pytestmark = pytest.mark.django_db
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(100)
WEBM = b"\x1a\x45\xdf\xa3" + bytes(100)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


@pytest.fixture
def kim(client):
    kim = StaffFactory(role="Materials desk")
    client.force_login(kim)
    return kim


@pytest.fixture
def desk(client):
    desk = StaffFactory(role="Certification desk")
    client.force_login(desk)
    return desk


def page(row):
    return reverse(f"admin:training_{row._meta.model_name}_change", args=[row.pk])


def words(*names):
    return {f"{name}_{language}": f"The {name}" for name in names for language in ("en", "es")}


def formset(name, *rows, initial=0):
    facts = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": initial}
    for n, row in enumerate(rows):
        facts |= {f"{name}-{n}-{field}": value for field, value in row.items()}
    return facts


class TestCourse:
    def facts(self, course, minutes, total):
        rows = [
            {"id": chapter.pk, "number": chapter.number, "minutes": each, **words("title")}
            for chapter, each in zip(course.chapters.all(), minutes, strict=True)
        ]
        own = {"minutes": total, "order": 1, "is_listed": "on", **words("title", "summary")}
        return {**own, **formset("chapters", *rows, initial=len(rows))}

    def test_minutes_are_shared_out_anew(self, client, kim):
        course = CourseFactory(chapters=[10, 20])
        client.post(page(course), self.facts(course, [25, 23], 48))
        course.refresh_from_db()
        assert (course.minutes, course.title_en) == (48, "The title")
        assert list(course.chapters.values_list("minutes", flat=True)) == [25, 23]

    def test_minutes_that_do_not_add_up_are_refused_with_both_sums(self, client, kim):
        course = CourseFactory(chapters=[10, 20])
        text = client.post(page(course), self.facts(course, [20, 20], 48)).content.decode()
        assert "The chapters take 40 minutes, the course 48. Make them equal." in text
        course.refresh_from_db()
        assert course.minutes == 30

    def test_what_another_changed_meanwhile_is_a_message_not_a_crash(
        self, client, kim, monkeypatch
    ):
        """Past the form, which saw nothing wrong."""
        course = CourseFactory(chapters=[10, 20])
        monkeypatch.setattr("training.course_admin.MinutesFormSet.clean", lambda self: None)
        response = client.post(page(course), self.facts(course, [20, 20], 48), follow=True)
        assert "The minutes of the chapters must add up" in response.content.decode()
        assert Course.objects.get(pk=course.pk).minutes == 30


class TestChapter:
    def facts(self, **more):
        own = {**words("title", "transcript"), "captions_en": "", "captions_es": ""}
        return {**own, "video_link": "", **formset("sections"), **formset("questions"), **more}

    def upload(self, content, name="a.mp4"):
        return SimpleUploadedFile(name, content)

    @pytest.mark.parametrize(("content", "kind"), [(MP4, "MP4"), (WEBM, "WEBM")])
    def test_gets_a_video_with_captions(self, client, kim, content, kind):
        chapter = ChapterFactory()
        captions = {"captions_en": "WEBVTT\n\nHi", "captions_es": "WEBVTT\n\nHola"}
        client.post(page(chapter), self.facts(upload=self.upload(content), **captions))
        chapter.refresh_from_db()
        assert (chapter.video.kind, chapter.video.added_by) == (kind, kim)
        assert files.path_of(chapter.video.pk).read_bytes() == content
        assert AuditEvent.objects.get(verb="training_file.add").actor_id == kim.pk
        shown = client.get(chapter.video.url, headers={"Range": "bytes=0-3"})
        assert shown.content == content[:4]

    def test_gives_its_video_away_again(self, client, kim):
        chapter = ChapterFactory(
            video=TrainingFileFactory(kind="MP4"), captions_en="WEBVTT", captions_es="WEBVTT"
        )
        client.post(page(chapter), self.facts(without_video="on"))
        chapter.refresh_from_db()
        assert (chapter.video, chapter.captions_en) == (None, "")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"content": MP4}, "A video needs captions in both languages."),
            ({"content": b"<script>"}, "Choose a video in the format MP4 or WebM."),
            ({"captions_en": "Hi"}, "Captions begin with the line WEBVTT."),
            ({"captions_en": "WEBVTT"}, "Captions belong to a video of our own."),
            ({"video_link": "https://example.org/v"}, "Check this box for a linked video"),
            ({"link_has_captions": "on"}, "Check this box for a linked video"),
            (
                {"video_link": "http://example.org/v", "link_has_captions": "on"},
                "Enter an address of https://…",
            ),
            (
                {"video_link": "javascript:alert(1)", "link_has_captions": "on"},
                "Enter an address of https://…",
            ),
            (
                {
                    "content": MP4,
                    "captions_en": "WEBVTT",
                    "captions_es": "WEBVTT",
                    "video_link": "https://example.org/v",
                    "link_has_captions": "on",
                },
                "One video at most: a file, or an address.",
            ),
        ],
    )
    def test_says_what_is_wrong_with_a_video(self, client, kim, wrong, said):
        chapter = ChapterFactory()
        facts = self.facts(**{name: value for name, value in wrong.items() if name != "content"})
        if "content" in wrong:
            facts["upload"] = self.upload(wrong["content"])
        text = client.post(page(chapter), facts).content.decode()
        assert said in text
        assert "The transcript" in text
        assert not TrainingFile.objects.filter(shipped_as="").exists()

    @pytest.mark.parametrize(
        ("scan", "said"),
        [
            (lambda file: False, "The virus scanner refuses this file."),
            (None, "The virus scanner does not answer. Try again later."),
        ],
    )
    def test_a_video_that_the_scanner_does_not_pass_is_not_kept(
        self, client, kim, settings, monkeypatch, tmp_path, scan, said
    ):
        settings.CLAMD_ADDRESS = "127.0.0.1:1"  # where nobody listens
        if scan:
            monkeypatch.setattr(scanner, "is_clean", scan)
        chapter = ChapterFactory()
        captions = {"captions_en": "WEBVTT", "captions_es": "WEBVTT"}
        facts = self.facts(upload=self.upload(MP4), **captions)
        text = client.post(page(chapter), facts, follow=True).content.decode()
        assert said in text
        chapter.refresh_from_db()
        assert chapter.video is None
        assert [it for it in tmp_path.rglob("*") if it.is_file()] == []

    def test_sections_change_places(self, client, kim):
        chapter = ChapterFactory(filled=True)
        rows = [
            {"id": section.pk, "number": 3 - section.number, **words("title", "text")}
            for section in chapter.sections.all()
        ]
        facts = self.facts(**formset("sections", *rows, initial=2))
        first = chapter.sections.get(number=1)
        response = client.post(page(chapter), facts, follow=True)
        assert "was changed successfully" in response.content.decode()
        first.refresh_from_db()
        assert first.number == 2


class TestJobAid:
    STEP = {"number": 1, "text_en": "Throw it.", "text_es": "Láncelo."}

    def facts(self, *steps, initial=0):
        return {**words("title", "summary"), **formset("steps", *steps, initial=initial)}

    def picture(self):
        return SimpleUploadedFile("a.png", images.png())

    def test_is_written_pictured_and_published(self, client, kim):
        client.post(
            "/admin/training/jobaid/add/",
            {"slug": "splicing", "order": 6, "is_listed": "on", "pages": ["portal:home"]},
        )
        aid = JobAid.objects.get(slug="splicing")
        assert "Begin a new version" in client.get(page(aid)).content.decode()
        client.post(reverse("admin:training_jobaid_draft", args=[aid.pk]))
        draft = aid.versions.get()
        step = {**self.STEP, **words("shows")}
        pictures = {"upload_en": self.picture(), "upload_es": self.picture()}
        assert client.post(page(draft), self.facts({**step, **pictures})).status_code == 302
        assert "Publish what is saved" in client.get(page(draft)).content.decode()
        response = client.post(
            reverse("admin:training_jobaidversion_publish", args=[draft.pk]), follow=True
        )
        assert "It is published" in response.content.decode()
        assert "Publish what is saved" not in response.content.decode()
        text = client.get(aid.get_absolute_url()).content.decode()
        assert JobAidStep.objects.get(version=draft).picture_en.url in text
        assert "The shows" in text

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ({"upload_en": images.png()}, "Give a picture for each language, or none."),
            ({"upload_en": b"GIF89a"}, "This file is not the image that its name says."),
            (words("shows"), "Say what the picture shows, if there is one."),
            (
                {"upload_en": images.png(), "upload_es": images.png()},
                "Say what the picture shows, if there is one.",
            ),
        ],
    )
    def test_says_what_is_wrong_with_a_picture(self, client, kim, step, said):
        draft = JobAidVersionFactory()
        sent = {
            name: SimpleUploadedFile("a.png", value) if isinstance(value, bytes) else value
            for name, value in step.items()
        }
        text = client.post(page(draft), self.facts({**self.STEP, **sent})).content.decode()
        assert said in text
        assert "Láncelo." in text
        assert not draft.steps.exists()

    def test_what_is_published_is_only_read(self, client, kim):
        version = JobAidVersionFactory(published=True)
        assert client.get(page(version)).status_code == 200
        assert client.post(page(version), self.facts()).status_code == 403
        again = client.post(
            reverse("admin:training_jobaidversion_publish", args=[version.pk]), follow=True
        )
        assert "This version is published already." in again.content.decode()

    def test_a_second_draft_is_refused(self, client, kim):
        draft = JobAidVersionFactory(published=False)
        response = client.post(
            reverse("admin:training_jobaid_draft", args=[draft.aid.pk]), follow=True
        )
        assert "There is a draft already." in response.content.decode()
        assert JobAidVersion.objects.filter(aid=draft.aid).count() == 1


def test_news_are_written(client, kim):
    when = {"since": "2026-01-02T08:00", "until": ""}
    client.post("/admin/training/newsitem/add/", {**words("title", "text"), **when})
    assert NewsItem.objects.get().title_es == "The title"


class TestTrainees:
    LIST = "/admin/training/trainee/"
    EXPORT = "/admin/training/trainee/export/"
    NAMES = ("Harbor", "Island", "Lagoon", "Marina")

    def people(self):
        """One of each state, of the course that comes with the portal."""
        course = Course.objects.get(slug="a-day-in-the-life")
        done, begun, idle, none = (
            AssisterFactory(
                activated=n < 3,
                entity=Entity.objects.filter(legal_name=name).first()
                or EntityFactory(legal_name=name),
            )
            for n, name in enumerate(self.NAMES)
        )
        ProgressFactory(user=done.user, course=course, completed=True)
        ChapterPassFactory(progress=ProgressFactory(user=begun.user, course=course))
        ProgressFactory(user=begun.user)  # of another course
        return done, begun, idle, none

    def rows(self, response):
        admin = response.context["cl"].model_admin
        return [
            (row.entity.legal_name, admin.state(row), row.passed)
            for row in response.context["cl"].result_list
        ]

    def test_shows_who_has_learnt_what_by_entity(self, client, desk):
        self.people()
        response = client.get(self.LIST)
        assert self.rows(response) == [
            ("Harbor", "Completed", 0),
            ("Island", "Begun", 1),
            ("Lagoon", "Not begun", 0),
            ("Marina", "No account yet", 0),
        ]
        text = response.content.decode()
        assert "Completed: 1. Begun: 1. Not begun: 1. No account yet: 1." in text

    @pytest.mark.parametrize(
        ("query", "entities"),
        [
            ({"state": "completed"}, ["Harbor"]),
            ({"state": "begun"}, ["Island"]),
            ({"state": "not-begun"}, ["Lagoon"]),
            ({"state": "no-account"}, ["Marina"]),
            ({"q": "Lagoon"}, ["Lagoon"]),
        ],
    )
    def test_is_filtered_and_searched(self, client, desk, query, entities):
        self.people()
        assert [row[0] for row in self.rows(client.get(self.LIST, query))] == entities

    def test_shows_another_course(self, client, desk):
        course = CourseFactory(chapters=[30])
        dee = AssisterFactory(activated=True)
        ProgressFactory(user=dee.user, course=course, completed=True)
        assert self.rows(client.get(self.LIST))[0][1] == "Not begun"
        assert self.rows(client.get(self.LIST, {"course": course.slug}))[0][1] == "Completed"

    def test_takes_the_same_number_of_queries_for_any_number_of_rows(self, client, desk):
        def cost():
            self.people()
            with CaptureQueriesContext(connection) as asked:
                client.get(self.LIST)
            return len(asked)

        cost()
        assert cost() == cost()

    def sign_in_at(self, client, person, moment):
        client.logout()
        client.post("/sign-in/", {"login": person.username, "password": PASSWORD})
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = moment
        session.save()

    def test_goes_into_a_file_without_formulas(self, client, desk):
        done, *_others = self.people()
        done.entity.legal_name = "=cmd()"
        done.entity.save()
        self.sign_in_at(client, desk, timezone.now().timestamp())
        response = client.post(f"{self.EXPORT}?state=completed")
        lines = list(csv.reader(io.StringIO(response.getvalue().decode())))
        assert lines[0] == [
            "entity",
            "certification_number",
            "name",
            "state",
            "chapters_passed",
            "completed_on",
        ]
        today = timezone.localdate().isoformat()
        number = done.certification_number
        assert lines[1:] == [["'=cmd()", number, "Dee Acts", "Completed", "0", today]]
        event = AuditEvent.objects.get(verb="training.export")
        assert (event.actor_id, event.reason) == (desk.pk, "rows:1")

    def test_asks_again_who_signed_in_long_ago(self, client, desk):
        self.sign_in_at(client, desk, timezone.now().timestamp() - 301)
        response = client.post(self.EXPORT)
        assert "/account/" in response.url
        assert not AuditEvent.objects.filter(verb="training.export").exists()


def test_the_completion_is_on_the_assisters_record(client, desk):
    dee = AssisterFactory(activated=True)
    ProgressFactory(user=dee.user, course=Course.objects.get(), completed=True)
    ProgressFactory(user=dee.user)
    text = client.get(reverse("admin:accounts_assister_change", args=[dee.pk])).content.decode()
    assert "A Day in the Life: CalHEERS Training: completed on" in text
    assert "Knots: begun on" in text
