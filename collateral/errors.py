from dataclasses import dataclass
from uuid import UUID

from portal.errors import Refusal


class CollateralError(Refusal):
    """A rule of materials and their orders said no."""


@dataclass(frozen=True)
class Problem:
    """Why something in a cart cannot be ordered; of one edition, or of the whole order."""

    text: str
    edition: UUID | None = None


class CannotOrder(CollateralError):
    """Each problem on its own, so that all can be mended at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = problems


class CartEmpty(CollateralError): ...


class CartChanged(CollateralError): ...


class NoSite(CollateralError): ...


class NoStreetAddress(CollateralError): ...


class WrongState(CollateralError): ...


class TooLateToWithdraw(CollateralError): ...


class NotEnoughStock(CollateralError): ...


class WrongSign(CollateralError): ...
