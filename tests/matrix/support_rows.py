"""Problem reports: everybody may send one; its status is for whoever has the link."""

from datetime import timedelta

from django.utils import timezone

from tests import factories
from tests.matrix.people import SIGNED_IN
from tests.matrix.rows import NO_SUCH_VERB, NOT_FOUND, OK, Row, but, everyone, page, to
from tests.matrix.world import Visit

STATUS = to("support:report_status")


def facts(here: Visit) -> dict[str, str]:
    return {"words": "It broke.", "role": "other"}


def link_of(report) -> list[str]:
    return [report.get_absolute_url().strip("/").split("/")[-1]]


def with_picture() -> object:
    from portal import uploads

    screenshot = factories.ScreenshotFactory()
    uploads.store(screenshot.pk, b"pixels")
    return screenshot.report


ROWS: list[Row] = [
    page("support:report_send", everyone(OK)),
    Row(
        "support:report_send",
        everyone(OK),
        everyone(STATUS),
        when="with words",
        data=facts,
        writes=True,
    ),
    Row(
        "support:report_status",
        everyone(OK),
        everyone(STATUS),
        on=lambda here: link_of(factories.ProblemReportFactory()),
        data=lambda here: {"text": "And also …"},
        writes=True,
    ),
    page(
        "support:report_status",
        everyone(OK),
        when="closed",
        on=lambda here: link_of(factories.ProblemReportFactory(closed=True)),
        data=lambda here: {"text": "And also …"},
    ),
    page("support:report_status", everyone(NOT_FOUND), when="guessed", on=lambda here: ["x:y"]),
    Row(
        "support:report_screenshot",
        everyone(OK),
        everyone(NO_SUCH_VERB),
        on=lambda here: link_of(with_picture()),
    ),
    Row(
        "support:report_screenshot",
        everyone(NOT_FOUND),
        everyone(NO_SUCH_VERB),
        when="of a report that has none",
        on=lambda here: link_of(factories.ProblemReportFactory()),
    ),
    page(
        "known_issue",
        everyone(OK),
        on=lambda here: [factories.KnownIssueFactory().pk],
        data=lambda here: {"email": "not an address"},
        post=but(everyone(OK), SIGNED_IN, to("known_issue")),
        when="with a bad address",
    ),
    Row(
        "known_issue",
        everyone(OK),
        everyone(to("known_issue")),
        on=lambda here: [factories.KnownIssueFactory().pk],
        data=lambda here: {"email": "sam@example.org"},
        writes=True,
    ),
    Row(
        "known_issue",
        everyone(OK),
        everyone(OK),
        on=lambda here: [factories.KnownIssueFactory(closed=True).pk],
        data=lambda here: {"email": "sam@example.org"},
        when="closed",
    ),
    page(
        "known_issue",
        everyone(NOT_FOUND),
        on=lambda here: [factories.KnownIssueFactory(since=timezone.now() + timedelta(days=1)).pk],
        when="of tomorrow",
    ),
]
