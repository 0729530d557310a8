"""The help desk's queue: what it shows, what may be done, and by whom."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from support import timeline
from support.errors import SomeoneElsesReport
from support.models import ReportAnswer
from support.workflows import reports
from tests.factories import (
    AuditEventFactory,
    ProblemReportFactory,
    ReportAnswerFactory,
    ScreenshotFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/support/problemreport/"
VERBS = {
    "take": {},
    "put_back": {},
    "answer": {"answer-text": "Try again."},
    "close": {"close-cause": "mended", "close-text": ""},
    "renew_link": {"shown": "1"},
}


# Visitors at 1,000 addresses, each of twenty requests, all in the reporter's last minutes.
MANY = """
INSERT INTO audit_auditevent (at, verb, outcome, reason, object_type, object_id, request_id, address)
SELECT %s - n * interval '40 ms', 'code.redeem', 'done', '', '', '', 'n-' || n,
    ('10.0.' || n %% 1000 / 250 || '.' || n %% 250)::inet
FROM generate_series(1, 20000) n
"""


@pytest.fixture
def kim(client):
    kim = StaffFactory(role="EAS help desk")
    client.force_login(kim)
    return kim


def page(report):
    return reverse("admin:support_problemreport_change", args=[report.pk])


def verb(name, report):
    return reverse(f"admin:support_problemreport_{name}", args=[report.pk])


def names(response):
    return {report.name for report in response.context["cl"].result_list}


class TestQueue:
    def test_shows_what_is_not_closed(self, client, kim):
        new, closed = ProblemReportFactory(), ProblemReportFactory(closed=True)
        response = client.get(QUEUE)
        assert names(response) == {new.name}
        assert names(client.get(QUEUE, {"progress": "all"})) == {new.name, closed.name}
        assert names(client.get(QUEUE, {"state__exact": "closed"})) == {closed.name}

    def test_shows_what_is_mine(self, client, kim):
        ProblemReportFactory(taken=True)
        mine = ProblemReportFactory(taken=True, owner=kim)
        nobodys = ProblemReportFactory()
        assert names(client.get(QUEUE, {"progress": "mine"})) == {mine.name}
        assert names(client.get(QUEUE, {"progress": "nobodys"})) == {nobodys.name}

    @pytest.mark.parametrize("words", ["{number}", "EAS-{number}", " eas {number} "])
    def test_finds_a_number_as_people_write_it(self, client, kim, words):
        report, _other = ProblemReportFactory(), ProblemReportFactory()
        found = client.get(QUEUE, {"q": words.format(number=report.number)})
        assert names(found) == {report.name}

    @pytest.mark.parametrize("words", ["EAS-", "x", "9" * 40, "-1", "١٢٣"])
    def test_finds_nothing_by_anything_else(self, client, kim, words):
        ProblemReportFactory()
        assert names(client.get(QUEUE, {"q": words})) == set()

    def test_groups_the_same_step_and_message(self, client, kim):
        pair = [ProblemReportFactory(message="No."), ProblemReportFactory(message="No.")]
        ProblemReportFactory(message="Yes.")

        html = client.get(QUEUE).content.decode()

        assert html.count("2 reports</a>") == 2
        same = client.get(QUEUE, {"problem": _problem(pair[0]), "progress": "all"})
        assert names(same) == {report.name for report in pair}

    def test_asks_the_database_as_often_for_any_number_of_rows(self, client, kim):
        def asked(rows):
            for n in range(rows):
                ProblemReportFactory(taken=True, state="answered" if n % 2 else "open")
            return queries_of(client, QUEUE)

        assert asked(1) == asked(10) <= 12


def queries_of(client, address):
    client.get(address)  # the first may begin something
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _problem(report):
    report.refresh_from_db()
    return report.problem


class TestPage:
    def test_shows_what_was_said_and_that_it_was_read(self, client, kim):
        answer = ReportAnswerFactory(text="Have you tried?", report__words="It <broke>.")
        html = client.get(page(answer.report)).content.decode()
        assert "Have you tried?" in html
        assert "It &lt;broke&gt;." in html
        [read] = AuditEvent.objects.filter(verb="problem_report.read")
        assert (read.actor_id, read.object_id) == (kim.pk, str(answer.report.pk))

    def test_asks_as_often_for_any_number_of_answers_and_events(self, client, kim):
        report = ProblemReportFactory(taken=True, owner=kim, request_id="ab12")

        def asked(rows):
            ReportAnswerFactory.create_batch(rows, report=report)
            AuditEventFactory.create_batch(rows, request_id="ab12", at=report.sent_at)
            return queries_of(client, page(report))

        assert asked(1) == asked(10) <= 16

    def test_of_nothing_is_told_so(self, client, kim):
        url = reverse("admin:support_problemreport_change", args=["nonsense"])
        assert client.get(url).status_code == 302


class TestTimeline:
    def test_shows_the_request_and_the_reporters_minutes_before(self, client, kim):
        pat = UserFactory()
        report = ProblemReportFactory(reporter=pat, email="", request_id="ab12")
        at = report.sent_at - timedelta(minutes=1)
        AuditEventFactory(verb="code.redeem", outcome="refused", reason="WrongFacts", at=at,
                          request_id="ab12")  # fmt: skip
        AuditEventFactory(verb="person.sign_in", actor_id=pat.pk, at=at)
        AuditEventFactory(verb="person.sign_out", actor_id=pat.pk, at=at - timedelta(minutes=20))
        AuditEventFactory(verb="entity.rename", actor_id=UserFactory().pk, at=at)

        html = client.get(page(report)).content.decode()

        assert "code.redeem" in html
        assert "WrongFacts" in html
        assert "person.sign_in" in html
        assert "person.sign_out" not in html
        assert "entity.rename" not in html

    def test_shows_a_visitors_minutes_by_the_address_of_the_request(self, client, kim):
        report = ProblemReportFactory(request_id="ab12")
        at = report.sent_at - timedelta(minutes=1)
        AuditEventFactory(verb="code.redeem", at=at, request_id="ab12", address="192.0.2.1")
        AuditEventFactory(verb="code.try", at=at, request_id="cd34", address="192.0.2.1")
        AuditEventFactory(verb="other.try", at=at, request_id="ef56", address="192.0.2.2")
        AuditEventFactory(verb="person.work", at=at, actor_id=kim.pk, address="192.0.2.1")

        html = client.get(page(report)).content.decode()

        assert "code.try" in html
        assert "other.try" not in html
        assert "person.work" not in html
        assert "192.0.2.1" not in html

    def test_finds_them_by_an_index_each_among_very_many(self):
        """As the planner decides over 20,000 events in the same minutes."""
        report = ProblemReportFactory(reporter=UserFactory(), email="", request_id="n-7")
        with connection.cursor() as cursor:
            cursor.execute(MANY, [report.sent_at])
            cursor.execute("ANALYZE audit_auditevent")
        with CaptureQueriesContext(connection) as asked:
            assert len(timeline.of(report)) == 20
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {asked.captured_queries[-1]['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        for index in ("request", "actor", "visitor"):
            assert f"auditevent_of_{index}" in plan
        assert "Seq Scan" not in plan

    def test_without_a_request_number_there_is_none_for_a_visitor(self, client, kim):
        AuditEventFactory(verb="code.redeem", at=timezone.now() - timedelta(minutes=6))
        assert "code.redeem" not in client.get(page(ProblemReportFactory())).content.decode()


class TestVerbs:
    def test_take_answer_close(self, client, kim):
        report = ProblemReportFactory()
        client.post(verb("take", report))
        client.post(verb("answer", report), VERBS["answer"])
        response = client.post(verb("close", report), VERBS["close"], follow=True)

        report.refresh_from_db()
        assert (report.state, report.owner, report.cause) == ("closed", kim, "mended")
        assert "The report is closed." in response.content.decode()
        assert "Close the report" not in response.content.decode()

    def test_a_refusal_is_a_message(self, client, kim):
        report = ProblemReportFactory(taken=True)
        response = client.post(verb("take", report), follow=True)
        assert "Somebody else has taken this report." in response.content.decode()

    def test_an_empty_answer_is_told_so(self, client, kim):
        report = ProblemReportFactory()
        response = client.post(verb("answer", report), {"answer-text": " "})
        assert "Write the answer first." in response.content.decode()
        assert not ReportAnswer.objects.exists()

    def test_closing_without_a_cause_keeps_the_words(self, client, kim):
        report = ProblemReportFactory()
        response = client.post(verb("close", report), {"close-text": "Kept."})
        assert "Choose the cause." in response.content.decode()
        assert "Kept." in response.content.decode()

    @pytest.mark.parametrize("name", VERBS)
    def test_is_never_done_by_a_get(self, client, kim, name):
        assert client.get(verb(name, ProblemReportFactory())).status_code == 405

    @pytest.mark.parametrize("name", VERBS)
    @pytest.mark.parametrize("role", ["", "Administrators", "Auditors", "Certification desk"])
    def test_is_for_the_help_desk_alone(self, client, role, name):
        client.force_login(StaffFactory(role=role))
        report = ProblemReportFactory()
        assert client.post(verb(name, report), VERBS[name]).status_code == 403
        report.refresh_from_db()
        assert (report.state, report.link_number) == ("new", 1)

    @pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 40])
    def test_a_link_is_not_withdrawn_by_a_form_that_is_not_ours(self, client, kim, shown):
        report = ProblemReportFactory()
        assert client.post(verb("renew_link", report), {"shown": shown}).status_code in {200, 302}
        assert client.get(report.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("email", ["sam@example.org", ""])
    def test_a_link_is_withdrawn_and_said_who_gets_a_new_one(self, client, kim, email):
        report = ProblemReportFactory(email=email, closed=True)
        old = report.get_absolute_url()
        html = client.post(verb("renew_link", report), {"shown": "1"}, follow=True).content.decode()
        assert ("a new one is on its way" in html) is bool(email)
        assert client.get(old).status_code == 404

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nobody_adds_changes_or_deletes_by_hand(self, client, kim, method):
        report = ProblemReportFactory()
        for url in (f"{QUEUE}add/", f"{QUEUE}{report.pk}/delete/"):
            assert getattr(client, method)(url).status_code == 403
        assert client.post(page(report), {"state": "closed"}).status_code == 403


@pytest.mark.parametrize("role", ["", "Administrators", "Auditors", "Certification desk"])
def test_other_staff_see_nothing_of_it(client, role):
    client.force_login(StaffFactory(role=role))
    report = ScreenshotFactory().report
    assert "Problem reports" not in client.get("/admin/").content.decode()
    for url in (QUEUE, page(report), verb("screenshot", report)):
        assert client.get(url).status_code == 403


def test_a_picture_is_handed_to_the_help_desk_and_put_on_record(client, kim):
    from portal import uploads

    screenshot = ScreenshotFactory()
    uploads.store(screenshot.pk, b"pixels")

    response = client.get(verb("screenshot", screenshot.report))

    assert response.content == b"pixels"
    assert response["Content-Disposition"].startswith("attachment")
    [event] = AuditEvent.objects.filter(verb="screenshot.download")
    assert event.actor_id == kim.pk


def test_the_dashboard_says_how_many_wait(client, kim):
    ProblemReportFactory.create_batch(2)
    ProblemReportFactory(closed=True)
    response = client.get("/dashboard/")
    steps = [step for _role, steps in response.context["roles"] for step in steps]
    assert [step.count for step in steps if step.count is not None] == [2]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_it_at_once_one_has_it():
    report = ProblemReportFactory()
    desk = StaffFactory.create_batch(6, role="EAS help desk")
    results = []

    def take(person):
        try:
            reports.take(report=report.pk, by=person)
            results.append("taken")
        except SomeoneElsesReport:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[person]) for person in desk]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused"] * 5 + ["taken"]
