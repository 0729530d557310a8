"""What an employer tells of a business: whole people and whole cents, nothing else.

The names are those of the cases that `manage.py shop_assess` reads.
"""

from dataclasses import dataclass
from datetime import date

COUNTS_IMPOSSIBLE = "COUNTS_IMPOSSIBLE"
PREMIUM_MISSING = "PREMIUM_MISSING"


@dataclass(frozen=True)
class Facts:
    """One business at one moment.

    ``contrib`` and ``premium`` are cents for one employee and month. ``contributions`` is what
    each employee gets, where they differ; then ``contrib`` is the lowest of them.
    ``pays_100`` is None where it follows from the amounts.
    """

    fte: int
    eligible: int
    waived: int
    enrolled: int
    contrib: int
    premium: int | None
    w2: bool = True
    ca: bool = True
    offers_ft: bool = True
    pays_100: bool | None = None
    requested_effective: date | None = None
    contributions: tuple[int, ...] = ()

    @property
    def base(self) -> int:
        """Those who count for participation: eligible, without a valid waiver."""
        return self.eligible - self.waived

    @property
    def pays_all(self) -> bool:
        """Whether the employer pays the whole premium: as told, else by the amounts."""
        if self.pays_100 is not None:
            return self.pays_100
        return self.premium is not None and self.contrib >= self.premium

    @property
    def problem(self) -> str:
        """Why nothing can be judged by these facts; empty if it can."""
        told = (self.fte, self.eligible, self.waived, self.enrolled, self.contrib)
        if min(*told, *self.contributions) < 0 or self.eligible == 0:
            return COUNTS_IMPOSSIBLE
        if self.waived > self.eligible or self.enrolled > self.base:
            return COUNTS_IMPOSSIBLE
        if self.premium is None or self.premium <= 0:
            return PREMIUM_MISSING
        return ""
