from portal.errors import Refusal


class NotGivenUp(Refusal):
    """Only what was given up can be tried again by hand."""


class SecretsWiped(Refusal):
    """What only the mail knew was erased when it was given up."""
