from django.db.models import Model

from portal.errors import Refusal


class AccessCodeError(Refusal):
    """A rule of the help line or of linking said no; ``about`` what stands in the audit trail, by its id."""

    def __init__(self, message: str, *, about: Model | None = None) -> None:
        super().__init__(message)
        self.about = about


class CallOpen(AccessCodeError):
    """A representative has one call at a time."""


class CallEnded(AccessCodeError): ...


class UnknownCaller(AccessCodeError): ...


class OwnCase(AccessCodeError):
    """No representative serves their own case."""


class CaseHeld(AccessCodeError):
    """Too many failed checks: a supervisor can help, or time."""


class NotHeld(AccessCodeError): ...


class NotVerified(AccessCodeError):
    """No code without a check that was passed in this call."""


class CaseLinked(AccessCodeError):
    """The case has an account: it needs no code."""


class AlreadyIssued(AccessCodeError):
    """This form has issued its code, and cannot show it again."""


class NoCode(AccessCodeError): ...


class WrongReadBack(AccessCodeError): ...


class WrongFacts(AccessCodeError):
    """Code and date of birth don't belong together; which one was wrong is not said."""


class CodeUsed(AccessCodeError): ...


class CodeExpired(AccessCodeError): ...


class CodeRevoked(AccessCodeError): ...
