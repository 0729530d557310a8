"""The pages of training: what everybody reads, and what is one's own."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import assister_home
from accounts.assister_home import Card
from tests.factories import (
    AssisterFactory,
    CourseFactory,
    JobAidVersionFactory,
    NewsItemFactory,
    ProgressFactory,
    StaffFactory,
    TrainingFileFactory,
    UserFactory,
)
from training import files, words
from training.models import Progress, TrainingFile

pytestmark = pytest.mark.django_db
HOME = "/training/"
ANSWERS = ("check", "answers")


@pytest.fixture
def course():
    return CourseFactory(chapters=[10, 20])


@pytest.fixture
def dee(client):
    """An assister without a badge."""
    dee = AssisterFactory(activated=True, first_name="Dee", last_name="Acts").user
    client.force_login(dee)
    return dee


def address(course, *rest):
    return f"/training/courses/{course.slug}/" + "".join(f"{part}/" for part in rest)


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


class TestHome:
    def test_has_all_on_one_page_for_everybody(self, client, monkeypatch):
        card = Card(title="Fact sheets", text="Order them.", url="/x/", action="Order")
        monkeypatch.setattr(assister_home, "_providers", [lambda: [card]])
        NewsItemFactory(title_en="A new knot")
        text = text_of(client.get(HOME))
        order = ["A new knot", "Fact sheets", "A Day in the Life", "Reporting a problem"]
        assert sorted(order, key=text.index) == order

    def test_says_so_where_there_is_no_news(self, client):
        assert "There is no news right now." in text_of(client.get(HOME))

    def test_leads_to_where_one_stopped_and_to_the_certificate(self, client, dee, course):
        progress = ProgressFactory(user=dee, course=course)
        assert progress.where in text_of(client.get(HOME))
        Progress.objects.update(completed_at=timezone.now())
        assert address(course, "certificate") in text_of(client.get(HOME))

    @pytest.mark.parametrize("path", [HOME, "/training/news/", "/training/job-aids/"])
    def test_takes_the_same_number_of_queries_for_any_number_of_rows(self, client, dee, path):
        client.get(path)
        assert queries(client, path, dee) == queries(client, path, dee)


def queries(client, path, dee):
    """With one row more of each than before."""
    NewsItemFactory()
    ProgressFactory(user=dee)
    JobAidVersionFactory(published=True)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


class TestNews:
    def test_shows_what_is_current_newest_first_by_ten(self, client):
        now = timezone.now()
        NewsItemFactory(title_en="Tomorrow’s", since=now + timezone.timedelta(days=1))
        NewsItemFactory(
            title_en="Last week’s",
            since=now - timezone.timedelta(days=9),
            until=now - timezone.timedelta(days=2),
        )
        for n in range(11):
            NewsItemFactory(title_en=f"No. {n}.", since=now - timezone.timedelta(hours=20 - n))
        text = text_of(client.get("/training/news/"))
        assert "Tomorrow’s" not in text
        assert "Last week’s" not in text
        assert re.findall(r"No\. (\d+)\.", text) == [str(n) for n in range(10, 0, -1)]
        assert "No. 0." in text_of(client.get("/training/news/?page=2"))


class TestReading:
    def test_everybody_reads_and_turns_pages_by_links(self, client, course):
        page = text_of(client.get(address(course, 1, 1)))
        assert f'href="{address(course, 1, 2)}"' in page
        assert f'href="{address(course, 1, "check")}"' in text_of(client.get(address(course, 1, 2)))
        assert not Progress.objects.filter(course=course).exists()

    def test_the_first_page_says_kindly_that_there_is_no_video(self, client, course):
        text = text_of(client.get(address(course, 1, 1)))
        assert "There is no video of this chapter yet. Nothing is missing" in text
        assert "There is no video" not in text_of(client.get(address(course, 1, 2)))

    def test_a_video_of_our_own_has_captions_in_both_languages(self, client, course):
        video = TrainingFileFactory(kind="MP4")
        course.chapters.update(video=video, captions_en="WEBVTT en", captions_es="WEBVTT es")
        text = text_of(client.get(address(course, 1, 1)))
        assert f'src="/training/files/{video.pk}/"' in text
        for language in ("en", "es"):
            track = address(course, 1, "captions", language)
            assert f'src="{track}"' in text
            response = client.get(track)
            assert response.content.decode() == f"WEBVTT {language}"
            assert response["Content-Type"] == "text/vtt; charset=utf-8"

    def test_a_video_elsewhere_is_a_link(self, client, course):
        course.chapters.update(video_link="https://example.org/v", link_has_captions=True)
        assert 'href="https://example.org/v"' in text_of(client.get(address(course, 1, 1)))

    def test_the_whole_chapter_stands_on_one_page_with_its_transcript(self, client, course):
        chapter = course.chapters.get(number=1)
        text = text_of(client.get(address(course, 1, "transcript")))
        for section in chapter.sections.all():
            assert section.title_en in text
        assert "Take the rope." in text

    def test_text_of_staff_is_text(self, client, course):
        section = course.chapters.get(number=1).sections.get(number=1)
        section.text_en = "<script>alert(1)</script>\n\n- one\n- two\nthree"
        section.save()
        text = text_of(client.get(address(course, 1, 1)))
        assert "<script>alert" not in text
        assert "<li>two</li>" in text

    @pytest.mark.parametrize("rest", [(9, 1), (1, 9), (9, "check"), (9, "transcript")])
    def test_what_is_not_there_is_not_found(self, client, course, rest):
        assert client.get(address(course, *rest)).status_code == 404


def test_blocks_are_paragraphs_and_lists():
    assert list(words.blocks("One\r\ntwo\r\n\r\n- a\r\n- b\r\nthree\n\n\n")) == [
        ("paragraph", ["One", "two"]),
        ("list", ["a", "b"]),
        ("paragraph", ["three"]),
    ]


class TestPlace:
    def test_is_kept_for_an_assister_without_a_badge(self, client, dee, course):
        response = client.post(address(course, 1, 1, "done"))
        assert response.url == address(course, 1, 2)
        assert f'href="{address(course, 1, 2)}"' in text_of(client.get(address(course)))
        assert "You are here" in text_of(client.get(address(course)))

    def test_is_the_same_on_another_device(self, client, dee, course):
        client.post(address(course, 1, 1, "done"))
        phone = Client()
        phone.force_login(dee)
        assert f'href="{address(course, 1, 2)}"' in text_of(phone.get(address(course)))

    def test_is_kept_for_staff_too_and_for_nobody_else(self, client, course):
        client.force_login(StaffFactory())
        assert client.post(address(course, 1, 1, "done")).status_code == 302
        client.force_login(UserFactory())
        assert client.post(address(course, 1, 1, "done")).status_code == 403
        client.logout()
        assert "/sign-in/" in client.post(address(course, 1, 1, "done")).url
        assert Progress.objects.filter(course=course).count() == 1

    def test_reading_alone_changes_nothing(self, client, dee, course):
        client.get(address(course, 1, 1))
        assert not Progress.objects.filter(course=course).exists()

    def test_is_shown_among_what_to_do_next(self, client, dee):
        assert "A Day in the Life" in text_of(client.get("/dashboard/"))
        client.post("/training/courses/a-day-in-the-life/2/1/done/")
        text = text_of(client.get("/dashboard/"))
        assert "You stopped in chapter 2, “Changing a Plan”." in text
        assert "/training/courses/a-day-in-the-life/2/2/" in text
        Progress.objects.update(completed_at=timezone.now())
        assert "A Day in the Life" not in text_of(client.get("/dashboard/"))


class TestCheck:
    def test_says_why_an_answer_is_not_right_and_that_another_is(self, client, dee, course):
        response = client.post(address(course, 1, *ANSWERS), {"question_1": "1", "question_2": "2"})
        text = text_of(response)
        assert "Not right yet. It does not slip." in text
        assert "Right. It does not slip." in text
        assert re.search(r'<input[^>]*value="1"[^>]*checked', text)
        assert not Progress.objects.filter(course=course).exists()

    def test_wants_an_answer_to_each_question(self, client, dee, course):
        text = text_of(client.post(address(course, 1, *ANSWERS), {"question_1": "2"}))
        assert "Choose an answer: Which knot holds" in text

    @pytest.mark.parametrize("odd", ["4", "x", "", "2 ", "²"])
    def test_takes_nothing_odd_for_an_answer(self, client, dee, course, odd):
        client.post(address(course, 1, *ANSWERS), {"question_1": odd, "question_2": "2"})
        assert not Progress.objects.filter(course=course, passes__isnull=False).exists()

    def test_leads_on_and_at_last_to_the_certificate(self, client, dee, course):
        right = {"question_1": "2", "question_2": "2"}
        response = client.post(address(course, 1, *ANSWERS), right, follow=True)
        second = course.chapters.get(number=2)
        assert "you have passed this chapter" in text_of(response)
        assert f"Go on: {second.title_en}" in text_of(response)
        response = client.post(address(course, 2, *ANSWERS), right, follow=True)
        assert "You have completed the course." in text_of(response)
        assert "Certificate of completion" in text_of(response)

    def test_shows_visitors_the_answers_instead(self, client, course):
        text = text_of(client.get(address(course, 1, "check")))
        assert "Answer for yourself, then look." in text
        assert "<strong>A bowline.</strong>" in text
        assert "/sign-in/" in client.post(address(course, 1, *ANSWERS), {}).url


class TestCertificate:
    def test_names_holder_course_and_day_and_leads_to_its_proof(self, client, dee, course):
        progress = ProgressFactory(user=dee, course=course, completed=True)
        text = text_of(client.get(address(course, "certificate")))
        assert "Dee Acts" in text
        assert f"http://localhost/training/certificates/{progress.pk}/" in text
        assert "data:image/svg+xml;base64," in text

    def test_is_there_only_for_who_completed_the_course(self, client, dee, course):
        ProgressFactory(user=dee, course=course)
        ProgressFactory(course=course, completed=True)
        assert client.get(address(course, "certificate")).status_code == 404

    def test_is_proved_to_anybody_with_name_course_and_day_only(self, client):
        dee = AssisterFactory(activated=True, first_name="Dee", last_name="Acts")
        progress = ProgressFactory(user=dee.user, completed=True)
        response = client.get(progress.certificate_url)
        text = text_of(response)
        assert "This certificate is genuine" in text
        assert "Dee Acts" in text
        assert "Knots" in text
        main = text[text.index("<main") : text.index("</main>")]
        for secret in (dee.certification_number, dee.email, dee.user.email, dee.user.username):
            assert secret not in main
        assert response["X-Robots-Tag"] == "noindex"

    def test_of_staff_has_their_name(self):
        kim = StaffFactory(first_name="Kim", last_name="Staff")
        assert ProgressFactory(user=kim).holder == "Kim Staff"
        assert ProgressFactory(user=UserFactory(username="desk7")).holder == "desk7"


@pytest.mark.parametrize(
    ("asked", "status", "got", "says"),
    [
        ("", 200, b"0123456789", None),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=0-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=-", 416, b"", "bytes */10"),
        ("bytes=4-2", 416, b"", "bytes */10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_video_is_handed_out_in_parts(client, settings, tmp_path, asked, status, got, says):
    settings.UPLOAD_DIR = tmp_path
    row = TrainingFileFactory(kind="MP4")
    path = files.path_of(row.pk)
    path.parent.mkdir()
    path.write_bytes(b"0123456789")
    headers = {"Range": asked} if asked else {}
    response = client.get(reverse("training:file", args=[row.pk]), headers=headers)
    assert (response.status_code, response.content) == (status, got)
    assert response.get("Content-Range") == says
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_that_is_gone_is_not_found(client, settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path
    assert client.get(reverse("training:file", args=[TrainingFileFactory().pk])).status_code == 404


def test_what_comes_with_the_portal_is_no_upload(client):
    shipped = TrainingFile.objects.get(shipped_as="job-aids/letter.svg")
    assert client.get(reverse("training:file", args=[shipped.pk])).status_code == 404
