from portal.errors import Refusal


class CasesError(Refusal):
    """A rule about cases said no."""


class UnreadableFile(CasesError):
    """Nothing of the file was taken in."""


class CaseTaken(CasesError):
    """The case has an account already. Whose is said to nobody."""


class HasCaseAlready(CasesError):
    """The account is linked to another case."""
