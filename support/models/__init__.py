"""A problem somebody reports, what is said about it, the picture that came with it; known issues."""

from support.models.answer import ReportAnswer
from support.models.known_issue import IssueFollower, KnownIssue
from support.models.report import ProblemReport
from support.models.screenshot import Screenshot

__all__ = ["IssueFollower", "KnownIssue", "ProblemReport", "ReportAnswer", "Screenshot"]
