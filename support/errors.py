from portal.errors import Refusal


class SupportError(Refusal):
    """A rule of problem reports said no."""


class ReportClosed(SupportError): ...


class SomeoneElsesReport(SupportError): ...


class NotTaken(SupportError): ...


class ScreenshotNotReady(SupportError): ...


class IssueClosed(SupportError): ...
