from portal.errors import Refusal


class AccountError(Refusal):
    """A rule about accounts said no."""


class UsernameTaken(AccountError): ...


class AddressTaken(AccountError): ...


class AlreadyContact(AccountError): ...


class OwnAccount(AccountError): ...


class StandingError(AccountError):
    """A rule about certifications, badges, affiliations or entities said no."""


class NumberTaken(StandingError): ...


class EntityNameTaken(StandingError): ...


class EntityNotActive(StandingError): ...


class EntityEnded(StandingError): ...


class WrongStatus(StandingError):
    """What is asked for does not follow from where things stand."""


class TooEarly(StandingError): ...


class AlreadyAffiliated(StandingError): ...


class NotAffiliated(StandingError): ...


class BadgeOut(StandingError): ...


class NoBadge(StandingError): ...


class NoteMissing(StandingError): ...


class BulkError(Refusal):
    """Work on many rows that can't be done as asked."""


class TooManyRows(BulkError): ...


class BadFile(BulkError):
    """The file as a whole can't be taken."""


class JobMovedOn(BulkError):
    """Somebody confirmed or cancelled it meanwhile."""


class SiteError(AccountError):
    """A rule about work sites said no."""


class SiteChanged(SiteError): ...


class SiteTaken(SiteError): ...


class RequestError(AccountError):
    """A rule about what entities ask for said no."""


class AskedAlready(RequestError): ...


class RequestDecided(RequestError): ...


class NotYetWanted(RequestError): ...


class NotOnRecord(RequestError): ...


class WrongSignUpCode(AccountError): ...


class SignUpGone(AccountError):
    """Finished, replaced, wiped, or not confirmed."""
