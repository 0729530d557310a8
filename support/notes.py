"""The banners of known issues, on the pages where one meets the fault and nowhere else."""

from portal.page_notes import TOP, Note
from support.models import KnownIssue


def of_known_issues() -> list[Note]:
    return [
        Note(
            pages=frozenset(issue.pages),
            place=TOP,
            template="support/_known_issue_note.html",
            row=issue,
            since=issue.since,
            until=issue.until,
        )
        for issue in KnownIssue.objects.shown_from_now_on()
    ]
