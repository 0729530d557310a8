"""What the database refuses, whoever asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from support.models import ProblemReport
from tests.factories import (
    ProblemReportFactory,
    ReportAnswerFactory,
    ScreenshotFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


class TestReport:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("problemreport_state_is_known", {"state": "lost", "taken": True}),
            ("problemreport_role_is_known", {"role": "king"}),
            ("problemreport_cause_is_known", {"closed": True, "cause": "magic"}),
            ("problemreport_says_something", {"message": "", "words": ""}),
            ("problemreport_new_until_taken", {"state": "open"}),
            ("problemreport_new_until_taken", {"taken": True, "state": "new"}),
            ("problemreport_new_until_taken", {"taken": True, "taken_at": None}),
            ("problemreport_closed_by_at_and_cause_agree", {"closed": True, "cause": ""}),
            ("problemreport_closed_by_at_and_cause_agree", {"closed": True, "closed_at": None}),
            ("problemreport_closed_by_at_and_cause_agree", {"closed": True, "closed_by": None}),
            ("problemreport_closed_by_at_and_cause_agree", {"taken": True, "cause": "mended"}),
        ],
    )
    def test_is_refused(self, constraint, facts):
        with refused(constraint):
            ProblemReportFactory(**facts)

    def test_with_an_address_beside_an_account(self):
        with refused("problemreport_email_of_visitors_only"):
            ProblemReportFactory(reporter=UserFactory())

    def test_taken_before_it_was_sent(self):
        with refused("problemreport_taken_after_sent"):
            ProblemReportFactory(taken=True, taken_at=timezone.now() - timedelta(hours=1))

    def test_closed_before_it_was_taken(self):
        with refused("problemreport_closed_after_taken"):
            ProblemReportFactory(closed=True, closed_at=timezone.now() - timedelta(hours=1))

    def test_with_the_number_of_another(self):
        with refused("support_problemreport_number_key"):
            ProblemReportFactory(number=ProblemReportFactory().number)

    def test_twice_from_one_form(self):
        key = uuid4()
        ProblemReportFactory(form_key=key)
        with refused("support_problemreport_form_key_key"):
            ProblemReportFactory(form_key=key)

    def test_numbers_come_from_the_database_one_after_the_other(self):
        facts = {"language": "en", "role": "other", "words": "-"}
        first, second = (ProblemReport.objects.create(**facts) for _ in range(2))
        for report in (first, second):
            report.refresh_from_db()
        assert second.number == first.number + 1
        assert first.name == f"EAS-{first.number}"

    def test_whoever_handled_it_stays(self):
        owner = StaffFactory()
        ProblemReportFactory(taken=True, owner=owner)
        with pytest.raises(IntegrityError):
            owner.delete()


class TestAnswer:
    def test_without_words(self):
        with refused("reportanswer_text_given"):
            ReportAnswerFactory(text="")

    def test_of_the_help_desk_by_nobody(self):
        with refused("reportanswer_help_desk_says_who"):
            ReportAnswerFactory(by=None)

    def test_of_a_visitor_needs_no_name(self):
        assert ReportAnswerFactory(by=None, is_from_help_desk=False).pk


class TestScreenshot:
    @pytest.mark.parametrize(
        ("constraint", "facts"),
        [
            ("screenshot_state_is_known", {"state": "odd"}),
            ("screenshot_kind_is_known", {"kind": "SVG"}),
            ("screenshot_checked_and_state_agree", {"checked_at": None}),
            ("screenshot_checked_and_state_agree", {"state": "waiting"}),
            ("screenshot_shows_something", {"size": 0}),
            ("screenshot_shows_something", {"width": 0}),
        ],
    )
    def test_is_refused(self, constraint, facts):
        with refused(constraint):
            ScreenshotFactory(**facts)

    def test_a_report_has_one(self):
        first = ScreenshotFactory()
        with refused("support_screenshot_report_id_key"):
            ScreenshotFactory(report=first.report)


def test_the_same_problem_is_counted_over_all_reports():
    pair = [
        ProblemReportFactory(step="A", message="No."),
        ProblemReportFactory(step="A", message="No."),
    ]
    other = ProblemReportFactory(step="A\nNo.", message="Yes.")

    found = {r.pk: r.same_problem for r in ProblemReport.objects.with_same_problem()}

    assert found == {pair[0].pk: 2, pair[1].pk: 2, other.pk: 1}
