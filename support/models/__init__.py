"""A problem somebody reports, what is said about it, and the picture that came with it."""

from support.models.answer import ReportAnswer
from support.models.report import ProblemReport
from support.models.screenshot import Screenshot

__all__ = ["ProblemReport", "ReportAnswer", "Screenshot"]
