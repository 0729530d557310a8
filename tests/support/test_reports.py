"""The life of a report: who may do what to it, who is told, what is put on record."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from limiter.errors import TooManyAttempts
from notifications.models import Notice
from portal import context, uploads
from portal import uploads as files
from portal.uploads import BadUpload
from support import tasks
from support.errors import NotTaken, ReportClosed, SomeoneElsesReport
from support.models import ProblemReport, ReportAnswer, Screenshot
from support.workflows import reports
from tests import images
from tests.factories import (
    ProblemReportFactory,
    ReportAnswerFactory,
    ScreenshotFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FACTS = {
    "step": "Delegation code",
    "message": "These three facts do not belong together.",
    "words": "I typed them twice.",
    "page": "/activate/",
    "browser": "Firefox",
    "request_id": "ab12",
    "role": "cec",
    "email": "sam@example.org",
}


def send(by=None, **more):
    facts = {**FACTS, **more.pop("facts", {})}
    key = more.pop("key", None) or uuid4()
    return reports.send(facts=facts, key=key, language="es", by=by, **more)


def told():
    return [
        (notice.kind, notice.to, notice.language)
        for notice in Notice.objects.order_by("created_at")
    ]


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "outcome", "reason"))


@pytest.fixture
def from_address():
    """``from_address("192.0.2.1")``: what follows comes from there."""
    tokens = []

    def come(address):
        here = context.RequestContext(request_id="ab12", address=address)
        tokens.append(context._current.set(here))

    yield come
    for token in reversed(tokens):
        context._current.reset(token)


@pytest.fixture
def kim():
    return StaffFactory(role="EAS help desk")


class TestSend:
    def test_a_visitors_report_is_new_and_its_link_is_mailed(self):
        report = send()

        assert report.state == "new"
        assert report.reporter is None
        assert report.name.startswith("EAS-")
        assert told() == [("report_received", "sam@example.org", "es")]
        assert verbs() == [("problem_report.send", "done", "")]

    def test_a_visitor_without_an_address_gets_no_mail(self):
        send(facts={"email": ""})
        assert told() == []

    def test_an_account_is_written_to_where_it_says(self):
        pat = UserFactory(language="en")
        report = send(by=pat)

        assert (report.reporter, report.email) == (pat, "")
        assert told() == [("report_received", pat.email, "en")]

    def test_a_picture_is_stored_as_we_wrote_it(self, uploads):
        report = send(
            screenshot=BytesIO(images.png_with_words("<script>")), screenshot_name="a.png"
        )

        [file] = uploads.iterdir()
        assert file.name == str(report.screenshot.pk)
        assert b"script" not in file.read_bytes()
        assert report.screenshot.state == "clean"

    @pytest.mark.parametrize("case", images.HOSTILE)
    def test_a_hostile_picture_leaves_nothing_behind(self, uploads, case):
        name, content = images.HOSTILE[case]

        with pytest.raises(BadUpload):
            send(screenshot=BytesIO(content), screenshot_name=name)

        assert not ProblemReport.objects.exists()
        assert not Screenshot.objects.exists()
        assert not Notice.objects.exists()
        assert not uploads.exists()
        assert verbs() == [("problem_report.send", "refused", "BadUpload")]


class TestTwice:
    """A button that is pressed twice, or a page that is loaded again."""

    def test_a_report_is_one_with_one_mail_and_counted_once(self):
        key = uuid4()
        sent = {send(key=key) for _ in range(12)}  # more than an address may send
        assert len(sent) == ProblemReport.objects.count() == 1
        assert [kind for kind, *_more in told()] == ["report_received"]
        assert verbs() == [("problem_report.send", "done", "")]

    def test_other_words_in_the_same_form_are_another_report(self):
        """Who goes back in the browser may find the old key in the form."""
        key = uuid4()
        send(key=key)
        send(key=key, facts={"words": "And again, on the next page."})
        send(key=key, screenshot=BytesIO(images.png()), screenshot_name="a.png")
        assert ProblemReport.objects.count() == 3

    def test_one_that_was_refused_is_sent_once_it_is_mended(self):
        key = uuid4()
        with pytest.raises(BadUpload):
            send(key=key, screenshot=BytesIO(b"no picture"), screenshot_name="a.png")
        send(key=key, screenshot=BytesIO(images.png()), screenshot_name="a.png")
        assert Screenshot.objects.count() == 1

    def test_an_answer_is_one_with_one_mail(self, kim):
        report = send()
        said = [reports.answer(report=report.pk, text="Try again.", by=kim) for _ in range(2)]
        assert said[0] == said[1]
        assert [kind for kind, *_more in told()] == ["report_received", "report_answered"]
        assert [verb for verb, *_more in verbs()].count("problem_report.answer") == 1

    def test_words_are_added_once(self):
        report = send()
        for _ in range(2):
            reports.add_words(report=report.pk, text="And also …", by=None)
        assert ReportAnswer.objects.count() == 1

    def test_the_same_words_later_or_from_the_other_side_are_new(self, kim):
        report = send()
        reports.answer(report=report.pk, text="OK", by=kim)
        reports.add_words(report=report.pk, text="OK", by=None)
        reports.answer(report=report.pk, text="OK", by=kim)
        assert ReportAnswer.objects.count() == 3


class TestLink:
    def test_one_that_was_withdrawn_opens_nothing_and_the_new_one_is_mailed(self, client, kim):
        report = send()
        old = report.get_absolute_url()
        assert client.get(old).status_code == 200

        renewed = reports.renew_link(report=report.pk, shown=1, by=kim)

        assert client.get(old).status_code == 404
        assert client.get(f"{old}screenshot/").status_code == 404
        assert client.post(old, {"text": "Still here?"}).status_code == 404
        assert client.get(renewed.get_absolute_url()).status_code == 200
        assert told()[-1] == ("report_link", "sam@example.org", "es")
        assert ("problem_report.renew_link", "done", "") in verbs()

    def test_pressed_twice_it_goes_once(self, kim):
        report = send()
        links = {
            reports.renew_link(report=report.pk, shown=1, by=kim).get_absolute_url()
            for _ in range(2)
        }
        assert len(links) == 1
        assert [kind for kind, *_more in told()] == ["report_received", "report_link"]

    def test_the_others_stay(self, client, kim):
        other = ProblemReportFactory()
        reports.renew_link(report=send().pk, shown=1, by=kim)
        assert client.get(other.get_absolute_url()).status_code == 200


class TestDeletion:
    def closed(self, days, **more):
        ago = timezone.now() - timedelta(days=days)
        return ProblemReportFactory(closed=True, sent_at=ago, taken_at=ago, closed_at=ago, **more)

    def test_takes_words_answers_picture_and_file_after_a_year(
        self, uploads, django_capture_on_commit_callbacks
    ):
        old = self.closed(366, words="My words.")
        ReportAnswerFactory(report=old)
        picture, kept = ScreenshotFactory(report=old), ScreenshotFactory(report=self.closed(364))
        for screenshot in (picture, kept):
            files.store(screenshot.pk, b"pixels")

        with django_capture_on_commit_callbacks(execute=True):
            tasks.delete_old_reports()

        assert set(ProblemReport.objects.all()) == {kept.report}
        assert list(Screenshot.objects.all()) == [kept]
        assert not ReportAnswer.objects.exists()
        assert [file.name for file in uploads.iterdir()] == [str(kept.pk)]
        assert verbs() == [("problem_report.delete", "done", "")]

    def test_leaves_what_is_not_closed_however_old(self):
        ProblemReportFactory(sent_at=timezone.now() - timedelta(days=3000))
        tasks.delete_old_reports()
        assert ProblemReport.objects.count() == 1

    def test_a_picture_whose_row_stays_is_not_deleted(self, uploads, monkeypatch):
        """The file goes after the row, never before it."""
        picture = ScreenshotFactory(report=self.closed(366))
        files.store(picture.pk, b"pixels")
        monkeypatch.setattr(ProblemReport, "delete", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.delete_old_reports()
        assert Screenshot.objects.count() == 1
        assert len(list(uploads.iterdir())) == 1

    def test_a_second_job_at_the_same_time_finds_nothing_to_do(self):
        old = self.closed(366)
        before = timezone.now() - timedelta(days=365)
        assert reports.delete_old(report=old.pk, closed_before=before)
        assert not reports.delete_old(report=old.pk, closed_before=before)


class TestLimits:
    def test_two_hundred_from_one_address_do_not_keep_others_from_reporting(self, from_address):
        from_address("192.0.2.1")
        waits = []
        for n in range(200):
            try:
                send(facts={"email": f"sam{n}@example.org"})
            except TooManyAttempts as refusal:
                waits.append(refusal.retry_after)
        assert len(waits) == 190
        assert min(waits) > 0
        assert ProblemReport.objects.count() == 10

        from_address("192.0.2.2")
        assert send().pk
        from_address("2001:db8::1")
        assert send().pk

    def test_one_account_from_many_addresses(self, from_address, settings):
        pat = UserFactory()
        for n in range(20):
            from_address(f"192.0.2.{n}")
            send(by=pat)
        from_address("192.0.2.99")
        with pytest.raises(TooManyAttempts):
            send(by=pat)
        assert send(by=UserFactory()).pk

    def test_one_mailbox_gets_few_mails_that_nobody_asked_for(self, from_address):
        for n in range(7):
            from_address(f"192.0.2.{n}")
            send(facts={"email": "Victim@example.org" if n % 2 else "victim@example.org"})
        assert ProblemReport.objects.count() == 7
        assert len(told()) == 5

    def test_a_picture_is_not_opened_for_who_is_over_the_limit(self, from_address, monkeypatch):
        from_address("192.0.2.1")
        for _ in range(10):
            send()
        monkeypatch.setattr(uploads, "read_image", None)
        with pytest.raises(TooManyAttempts):
            send(screenshot=BytesIO(images.png()), screenshot_name="a.png")

    def test_words_are_limited_by_report_and_by_address(self, from_address):
        report = ProblemReportFactory()
        for n in range(20):
            from_address(f"192.0.2.{n}")
            reports.add_words(report=report.pk, text="More.", by=None)
        with pytest.raises(TooManyAttempts):
            reports.add_words(report=report.pk, text="More.", by=None)


class TestTake:
    def test_makes_it_theirs(self, kim):
        report = ProblemReportFactory()

        reports.take(report=report.pk, by=kim)

        report.refresh_from_db()
        assert (report.state, report.owner) == ("open", kim)
        assert verbs() == [("problem_report.take", "done", "")]

    def test_twice_changes_nothing(self, kim):
        report = ProblemReportFactory(taken=True, owner=kim)
        before = report.taken_at
        reports.take(report=report.pk, by=kim)
        report.refresh_from_db()
        assert report.taken_at == before

    def test_what_somebody_else_has_stays_theirs(self, kim):
        report = ProblemReportFactory(taken=True)
        with pytest.raises(SomeoneElsesReport):
            reports.take(report=report.pk, by=kim)
        assert verbs() == [("problem_report.take", "refused", "SomeoneElsesReport")]


class TestPutBack:
    @pytest.mark.parametrize("state", ["open", "answered"])
    def test_makes_it_nobodys_whoever_had_it(self, kim, state):
        report = ProblemReportFactory(taken=True, state=state)
        reports.put_back(report=report.pk, by=kim)
        report.refresh_from_db()
        assert (report.state, report.owner, report.taken_at) == ("new", None, None)

    def test_what_nobody_has_stays(self, kim):
        with pytest.raises(NotTaken):
            reports.put_back(report=ProblemReportFactory().pk, by=kim)


class TestAnswer:
    def test_takes_it_and_tells_the_reporter(self, kim):
        pat = UserFactory(language="es")
        report = ProblemReportFactory(reporter=pat, email="", language="en")

        reports.answer(report=report.pk, text="It is mended.", by=kim)

        report.refresh_from_db()
        assert (report.state, report.owner) == ("answered", kim)
        assert ReportAnswer.objects.get().text == "It is mended."
        assert told() == [("report_answered", pat.email, "es")]

    def test_a_visitor_without_an_address_reads_it_on_the_page(self, kim):
        reports.answer(report=ProblemReportFactory(email="").pk, text="So.", by=kim)
        assert told() == []

    def test_not_on_what_somebody_else_has(self, kim):
        report = ProblemReportFactory(taken=True)
        with pytest.raises(SomeoneElsesReport):
            reports.answer(report=report.pk, text="So.", by=kim)
        assert not ReportAnswer.objects.exists()


class TestClose:
    def test_with_a_cause_and_a_last_word(self, kim):
        report = ProblemReportFactory()

        reports.close(report=report.pk, cause="known", text="Next week.", by=kim)

        report.refresh_from_db()
        assert (report.state, report.cause, report.closed_by) == ("closed", "known", kim)
        assert ReportAnswer.objects.get().text == "Next week."
        assert told() == [("report_closed", report.email, "en")]

    def test_without_a_last_word(self, kim):
        reports.close(report=ProblemReportFactory().pk, cause="mended", by=kim)
        assert not ReportAnswer.objects.exists()

    @pytest.mark.parametrize(
        "verb",
        [
            lambda **on: reports.take(**on),
            lambda **on: reports.put_back(**on),
            lambda **on: reports.answer(text="So.", **on),
            lambda **on: reports.close(cause="mended", **on),
            lambda **on: reports.add_words(text="But.", **on),
        ],
    )
    def test_is_the_end(self, verb):
        report = ProblemReportFactory(closed=True)
        with pytest.raises(ReportClosed):
            verb(report=report.pk, by=report.owner)
        assert not Notice.objects.exists()


class TestAddWords:
    def test_brings_an_answered_report_back_to_the_help_desk(self):
        report = ReportAnswerFactory(report__state="answered").report
        reports.add_words(report=report.pk, text="It did not help.", by=None)
        report.refresh_from_db()
        assert report.state == "open"
        assert report.owner is not None
        assert not ReportAnswer.objects.get(text="It did not help.").is_from_help_desk

    def test_a_new_one_stays_new(self):
        report = ProblemReportFactory()
        reports.add_words(report=report.pk, text="And also …", by=UserFactory())
        report.refresh_from_db()
        assert report.state == "new"


@pytest.mark.parametrize("kind", ["report_received", "report_answered", "report_closed"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_mails_lead_to_the_report_and_say_nothing_of_it(kind, language, mailoutbox):
    from django.db import transaction

    from notifications import delivery, outbox

    report = ProblemReportFactory(words="My secret sorrow")
    with transaction.atomic():
        notice = outbox.post(kind, to=report.email, language=language, about=report)
    delivery.deliver(notice.pk)

    [mail] = mailoutbox
    html = mail.alternatives[0][0]
    assert report.name in mail.subject
    assert report.get_absolute_url() in mail.body
    assert report.get_absolute_url() in html
    assert "sorrow" not in mail.body + html + mail.subject
