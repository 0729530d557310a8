"""Full-time equivalents: full-time employees, and what the hours of the others add up to.

FTE = floor((hours of a full-time job × full-time employees + hours of part-time employees) / hours of a
full-time job), for a usual week (30 hours) or month (120). Exact: hours may be fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    WEEK = "week"
    MONTH = "month"


class NotPartTime(ValueError):
    """Hours that no part-time employee can have: none or negative, or those of a full-time job."""

    def __init__(self, hours: Fraction) -> None:
        self.hours = hours
        super().__init__(f"{hours} hours")


@dataclass(frozen=True)
class Steps:
    """The sum as one would do it by hand. ``job`` are the hours that make one full-time job."""

    method: Method
    job: int
    full_time: int
    part_time: tuple[Fraction, ...]

    @property
    def full_time_hours(self) -> int:
        return self.job * self.full_time

    @property
    def part_time_hours(self) -> Fraction:
        return sum(self.part_time, Fraction(0))

    @property
    def hours(self) -> Fraction:
        return self.full_time_hours + self.part_time_hours

    @property
    def fte(self) -> int:
        """Rounded down."""
        return self.hours.numerator // (self.hours.denominator * self.job)


def work_out(method: Method, job: int, full_time: int, part_time: Sequence[Fraction]) -> Steps:
    """``part_time`` are the hours of each part-time employee in a usual week or month.

    Raises NotPartTime.
    """
    for hours in part_time:
        if not 0 < hours < job:
            raise NotPartTime(hours)
    return Steps(method, job, full_time, tuple(part_time))
