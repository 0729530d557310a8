from portal.errors import Refusal


class DelegationError(Refusal):
    """A rule of delegation said no."""


class WrongFacts(DelegationError):
    """The facts don't belong together; which one was wrong is not said."""


class NumberTriedTooOften(DelegationError): ...


class CodeUsed(DelegationError): ...


class CodeExpired(DelegationError): ...


class CodeRevoked(DelegationError): ...


class AlreadyActivated(DelegationError): ...


class DraftGone(DelegationError): ...


class WrongTakeUpCode(DelegationError): ...


class TermsNotOpened(DelegationError): ...


class TermsChanged(DelegationError): ...


class StepMissing(DelegationError): ...


class UsernameTaken(DelegationError): ...


class AccountExists(DelegationError): ...


class NotYourInvitation(DelegationError): ...
