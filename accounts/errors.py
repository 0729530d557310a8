from portal.errors import Refusal


class AccountError(Refusal):
    """A rule about accounts said no."""


class UsernameTaken(AccountError): ...


class AddressTaken(AccountError): ...


class AlreadyContact(AccountError): ...


class OwnAccount(AccountError): ...


class WrongSignUpCode(AccountError): ...


class SignUpGone(AccountError):
    """Finished, replaced, wiped, or not confirmed."""
