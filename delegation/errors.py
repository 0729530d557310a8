from django.db.models import Model

from portal.errors import Refusal


class DelegationError(Refusal):
    """A rule of delegation said no. ``step`` names the wizard's step where it can be mended.

    ``about`` stands in the audit trail, by its id and its case’s.
    """

    step = ""

    def __init__(self, message: str = "", *, about: Model | None = None) -> None:
        super().__init__(message)
        self.about = about


class WrongFacts(DelegationError):
    """The facts don't belong together; which one was wrong is not said."""


class NumberTriedTooOften(DelegationError): ...


class CodeUsed(DelegationError): ...


class CodeExpired(DelegationError):
    step = "start"


class CodeRevoked(DelegationError):
    step = "start"


class AlreadyActivated(DelegationError): ...


class NoEntity(DelegationError): ...


class NotYourAssister(DelegationError): ...


class NeverInvited(DelegationError): ...


class InvitedMeanwhile(DelegationError): ...


class PausedByDesk(DelegationError): ...


class DraftGone(DelegationError): ...


class WrongTakeUpCode(DelegationError): ...


class TermsNotOpened(DelegationError):
    step = "terms"


class TermsChanged(DelegationError):
    step = "terms"


class StepMissing(DelegationError): ...


class UsernameTaken(DelegationError):
    step = "sign_in"


class AccountExists(DelegationError):
    step = "sign_in"


class NotYourInvitation(DelegationError):
    step = "sign_in"


class CannotChooseYourself(DelegationError): ...


class AssisterNotReady(DelegationError): ...


class TakesNobodyNew(DelegationError): ...


class TextChanged(DelegationError): ...


class OthersChanged(DelegationError):
    """Somebody would lose access, or a request, who was not named before it was signed."""


class SignedAlready(DelegationError): ...


class NotWaiting(DelegationError): ...


class NotOpen(DelegationError): ...


class WrongReceipt(DelegationError):
    """Code and date of birth do not belong together; which one was wrong is not said."""
