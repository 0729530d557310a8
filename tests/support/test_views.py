"""The form, the status page and its secret link, as browsers see them."""

import uuid
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from portal import problems
from support.models import ProblemReport, Screenshot
from support.models.report import LINK_SALT
from tests import images
from tests.factories import (
    AssisterFactory,
    EntityContactFactory,
    ProblemReportFactory,
    ReportAnswerFactory,
    ScreenshotFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FORM = "/report-a-problem/"
TOLD = {"step": "Delegation code", "message": "No.", "words": "Twice.", "role": "other"}


def picture(name="shot.png", content=None):
    return SimpleUploadedFile(name, images.png() if content is None else content)


def initial(response):
    return response.context["form"].initial


class TestForm:
    def test_is_filled_in_from_the_page_one_comes_from(self, client):
        token = problems.pack(problems.Problem("Use of the Website", "No.", "/activate/", "ab12"))
        response = client.get(FORM, {"about": token}, headers={"user-agent": "Firefox/140"})

        assert initial(response) == {
            "step": "Use of the Website",
            "message": "No.",
            "page": "/activate/",
            "request_id": "ab12",
            "browser": "Firefox/140",
            "role": "other",
        }
        assert "Firefox/140" in response.content.decode()

    @pytest.mark.parametrize(
        ("make", "role"),
        [
            (lambda: AssisterFactory(activated=True, entity__kind="cee").user, "cec"),
            (lambda: AssisterFactory(activated=True, entity__kind="pbee").user, "pbe"),
            (lambda: EntityContactFactory().user, "contact"),
            (StaffFactory, "staff"),
            (UserFactory, "consumer"),
        ],
    )
    def test_knows_who_is_signed_in_and_asks_them_for_no_address(self, client, make, role):
        client.force_login(make())
        response = client.get(FORM)
        assert initial(response)["role"] == role
        assert "email" not in response.context["form"].fields

    @pytest.mark.parametrize("about", ["", "x", "é", "%00", "A" * 5000])
    def test_opens_with_any_link(self, client, about):
        assert client.get(FORM, {"about": about}).status_code == 200

    def test_stores_nothing_for_who_only_looks(self, client):
        assert set(client.get(FORM).cookies) <= {"csrftoken"}


def links_of(html):
    """What each link to the form on this page carries."""
    found = [part.split('"')[0] for part in html.split(f'href="{FORM}?')[1:]]
    return [problems.unpack(parse_qs(query)["about"][0]) for query in found]


class TestLink:
    def test_of_a_refusal_in_the_wizard_carries_step_and_message(self, client):
        facts = {"code": "XXXXXX", "legal_name": "Nobody", "number": "123456789"}
        response = client.post("/activate/", facts)

        beside, foot = links_of(response.content.decode())
        assert beside == foot
        assert foot.step == "Delegation code"
        assert foot.message.startswith("These three facts do not belong together.")
        assert foot.page == "/activate/"
        assert foot.request_id == response["X-Request-ID"]

    def test_of_what_one_left_out_stands_at_the_foot_only(self, client):
        [foot] = links_of(client.post("/activate/", {}).content.decode())
        assert "Enter the delegation code from your e-mail." in foot.message

    def test_of_a_message_after_a_redirect(self, client):
        client.get("/activate/")
        response = client.post("/activate/review/", follow=True)
        assert links_of(response.content.decode())[-1].message.startswith("Your session has ended")

    def test_is_on_error_pages_too(self, client):
        response = client.get("/nothing/here/")
        assert response.status_code == 404
        for problem in links_of(response.content.decode()):
            assert problem.page == "/nothing/here/"
            assert problem.request_id == response["X-Request-ID"]

    def test_is_in_the_administration(self, client):
        client.force_login(StaffFactory(role="Auditors"))
        assert f'href="{FORM}"' in client.get("/admin/").content.decode()


class TestSending:
    def test_leads_to_the_page_of_the_report(self, client):
        response = client.post(FORM, {**TOLD, "email": "sam@example.org"}, follow=True)

        report = ProblemReport.objects.get()
        page = response.content.decode()
        assert report.name in page
        assert f"http://testserver{report.get_absolute_url()}" in page
        assert "It waits for the EAS help desk" in page
        assert (report.step, report.words, report.email) == (
            "Delegation code",
            "Twice.",
            "sam@example.org",
        )

    def test_twice_leads_to_the_same_page(self, client):
        key = client.get(FORM).context["form"]["key"].value()
        places = {client.post(FORM, {**TOLD, "key": key}).url for _ in range(2)}
        assert places == {ProblemReport.objects.get().get_absolute_url()}

    @pytest.mark.parametrize("key", ["", "x", "\x00"])
    def test_with_a_spoilt_key_is_a_report_of_its_own(self, client, key):
        assert [client.post(FORM, {**TOLD, "key": key}).status_code for _ in range(2)] == [302] * 2
        assert ProblemReport.objects.count() == 2

    def test_keeps_language_and_account(self, client):
        pat = UserFactory()
        client.force_login(pat)
        client.post(FORM, {**TOLD, "email": "x@example.org"}, headers={"accept-language": "es"})
        report = ProblemReport.objects.get()
        assert (report.reporter, report.email, report.language) == (pat, "", "es")

    def test_takes_a_picture(self, client):
        client.post(FORM, {**TOLD, "screenshot": picture()})
        assert Screenshot.objects.get().state == "clean"

    @pytest.mark.parametrize("case", images.HOSTILE)
    def test_a_hostile_picture_is_refused_and_the_words_stay(self, client, case):
        name, content = images.HOSTILE[case]
        response = client.post(FORM, {**TOLD, "screenshot": picture(name, content)})

        assert response.status_code == 200
        assert response.context["form"].errors["screenshot"]
        page = response.content.decode()
        assert "Twice." in page
        assert "Choose the screenshot again" in page
        assert not ProblemReport.objects.exists()

    @pytest.mark.parametrize("case", images.POLYGLOTS)
    def test_a_polyglot_comes_out_as_pixels(self, client, case):
        name, content = images.POLYGLOTS[case]
        response = client.post(FORM, {**TOLD, "screenshot": picture(name, content)}, follow=True)
        address = response.request["PATH_INFO"]
        assert b"script" not in client.get(f"{address}screenshot/").content

    def test_needs_a_message_or_words(self, client):
        response = client.post(FORM, {**TOLD, "message": " ", "words": "\n\n"})
        assert response.context["form"].errors == {
            "words": ["Say what happened, or copy the message that was shown."]
        }

    def test_a_wrong_address_keeps_everything_else(self, client):
        response = client.post(FORM, {**TOLD, "email": "sam@"})
        assert "Twice." in response.content.decode()
        assert response.content.decode().count("<title>Error: ") == 1

    def test_over_the_limit_says_when_and_keeps_the_words(self, client, settings):
        for _ in range(10):
            client.post(FORM, TOLD)
        response = client.post(FORM, TOLD)

        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0
        assert "Twice." in response.content.decode()
        assert client.post(FORM, TOLD, REMOTE_ADDR="192.0.2.7").status_code == 302

    def test_a_request_far_too_large_is_not_read(self, client, settings):
        settings.UPLOAD_MAX_REQUEST = 2000
        response = client.post(FORM, {**TOLD, "screenshot": picture(content=bytes(3000))})
        assert response.status_code == 413
        assert not ProblemReport.objects.exists()

    def test_but_is_heard_out_so_that_a_browser_shows_the_answer(self, client, settings):
        settings.UPLOAD_MAX_REQUEST = 2000
        body = BytesIO(bytes(300_000))
        sent = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "300000"}
        assert client.post(FORM, **{**sent, "wsgi.input": body}).status_code == 413
        assert body.tell() == 300_000

    @given(
        st.dictionaries(
            st.sampled_from([*TOLD, "email", "page", "browser", "request_id"]),
            st.text() | st.sampled_from(["\0", "🙂" * 3000, "\ud800", "NaN", "9999-12-31"]),
        )
    )
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_odd_input_is_never_our_error(self, client, odd):
        told = {
            name: text.encode("utf-8", "replace").decode() for name, text in {**TOLD, **odd}.items()
        }
        assert client.post(FORM, told).status_code in {200, 302, 429}


class TestStatus:
    def test_shows_answers_to_whoever_has_the_link(self, client):
        report = ReportAnswerFactory(report__state="answered", text="Try again.").report
        page = client.get(report.get_absolute_url()).content.decode()
        assert "The EAS help desk has answered" in page
        assert "Try again." in page
        assert report.owner.username not in page

    def test_is_kept_by_no_cache(self, client):
        response = client.get(ProblemReportFactory().get_absolute_url())
        assert "no-store" in response["Cache-Control"]

    def test_its_link_carries_no_secret_onwards(self, client):
        report = ProblemReportFactory()
        for problem in links_of(client.get(report.get_absolute_url()).content.decode()):
            assert problem.page == "/report-a-problem/…/"

    @pytest.mark.parametrize("view", ["report_status", "report_screenshot"])
    @pytest.mark.parametrize(
        "token",
        [
            lambda report: report.pk.hex,
            lambda report: str(report.pk),
            lambda report: report.name,
            lambda report: f"{report.pk.hex}:{'A' * 43}",
            lambda report: Signer(salt="another").sign(report.pk.hex),
            lambda report: Signer(salt=LINK_SALT).sign("nonsense"),
            lambda report: Signer(salt=LINK_SALT).sign(f"{uuid.uuid4().hex}.1"),
            lambda report: Signer(salt=LINK_SALT).sign(report.pk.hex),
            lambda report: Signer(salt=LINK_SALT).sign(f"{report.pk.hex}.0"),
            lambda report: Signer(salt=LINK_SALT).sign(f"{report.pk.hex}.{'9' * 30}"),
            lambda report: "é" * 300,
        ],
    )
    def test_a_stranger_finds_nothing(self, client, view, token):
        report = ScreenshotFactory().report
        client.force_login(UserFactory())
        url = reverse(f"support:{view}", args=[token(report)])
        assert client.get(url).status_code == 404
        if view == "report_status":
            assert client.post(url, {"text": "Hello"}).status_code == 404

    @pytest.mark.parametrize("signed_in", [True, False])
    def test_whoever_opens_it_is_on_record(self, client, signed_in):
        report, pat = ProblemReportFactory(), UserFactory()
        if signed_in:
            client.force_login(pat)
        client.get(report.get_absolute_url())
        [event] = AuditEvent.objects.filter(verb="problem_report.read")
        assert event.object_id == str(report.pk)
        assert event.actor_id == (pat.pk if signed_in else None)

    def test_words_are_added(self, client):
        report = ReportAnswerFactory(report__state="answered").report
        page = client.post(report.get_absolute_url(), {"text": "Still not."}, follow=True)
        assert "Still not." in page.content.decode()
        report.refresh_from_db()
        assert report.state == "open"

    def test_no_words_are_told_so(self, client):
        response = client.post(ProblemReportFactory().get_absolute_url(), {"text": "\n"})
        assert response.context["form"].errors == {"text": ["Write what you want to add."]}

    def test_a_closed_report_takes_none(self, client):
        report = ProblemReportFactory(closed=True)
        assert "Add to the report" not in client.get(report.get_absolute_url()).content.decode()
        response = client.post(report.get_absolute_url(), {"text": "Still not."})
        assert "This report is closed." in response.content.decode()

    @pytest.mark.parametrize("answers", [1, 10])
    def test_asks_the_database_as_often_for_any_number_of_answers(
        self, client, django_assert_max_num_queries, answers
    ):
        report = ProblemReportFactory(taken=True)
        ReportAnswerFactory.create_batch(answers, report=report)
        with django_assert_max_num_queries(5):  # the report, what was said, and that it was read
            client.get(report.get_absolute_url())


class TestScreenshot:
    @pytest.fixture
    def address(self, client):
        response = client.post(FORM, {**TOLD, "screenshot": picture()})
        return f"{response.url}screenshot/"

    def test_is_a_file_to_keep_that_can_do_nothing(self, client, address):
        response = client.get(address)
        report = ProblemReport.objects.get()

        assert response["Content-Type"] == "image/png"
        assert response["Content-Disposition"] == f'attachment; filename="{report.name}.png"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in response["Cache-Control"]

    def test_each_download_is_on_record(self, client, address):
        client.get(address)
        client.get(address)
        assert AuditEvent.objects.filter(verb="screenshot.download", outcome="done").count() == 2

    @pytest.mark.parametrize("state", ["waiting", "infected"])
    def test_is_not_there_before_it_is_clean(self, client, address, state):
        Screenshot.objects.update(
            state=state, **({"checked_at": None} if state == "waiting" else {})
        )
        assert client.get(address).status_code == 404

    def test_a_file_that_is_lost_is_not_there(self, client, address, uploads):
        for file in uploads.iterdir():
            file.unlink()
        assert client.get(address).status_code == 404

    def test_is_got_not_posted(self, client, address):
        assert client.post(address).status_code == 405

    def test_lies_at_no_other_address(self, client, address):
        key = Screenshot.objects.get().pk
        for path in (f"/uploads/{key}", f"/static/{key}", f"/media/{key}", f"/{key}"):
            assert client.get(path).status_code == 404


def test_the_secret_part_of_the_link_is_no_query():
    assert not urlsplit(ProblemReportFactory().get_absolute_url()).query


def test_a_picture_larger_than_memory_is_read_from_its_file(client, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    client.post(FORM, {**TOLD, "screenshot": picture()})
    assert Screenshot.objects.get().width == 40
