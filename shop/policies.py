"""The numbers of SHOP for a stretch of time, and the dates that follow from them.

Days are days in California. What is judged (size, participation, contribution) follows the policy of
the day on which coverage starts; when one may apply, and when coverage then starts, follow the
policy of the day on which one applies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
MonthDay = tuple[int, int]


class NoPolicy(Exception):
    """Nobody has told the portal the rules of this day."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"no SHOP policy is in force on {day}")


@dataclass(frozen=True)
class Window:
    """A special enrollment: first and last day, both inclusive, and when its coverage starts."""

    opens: date
    closes: date
    coverage: date

    def is_open_on(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@dataclass(frozen=True)
class Policy:
    """The rules between two days, both inclusive; per cent are whole numbers.

    ``window_coverage`` is the month and day on which coverage of the special enrollment starts, the
    first such day after the window.
    """

    valid_from: date
    valid_to: date | None
    max_fte: int
    participation_percent: int
    contribution_percent: int
    window_opens: MonthDay
    window_closes: MonthDay
    window_coverage: MonthDay
    cutoff_day: int
    # For whoever shows them; no rule looks at these.
    full_time_week: int = 30
    full_time_month: int = 120
    contribution_base: str = "lowest"
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def window_in(self, year: int) -> Window:
        closes = date(year, *self.window_closes)
        coverage = date(year, *self.window_coverage)
        if coverage <= closes:
            coverage = date(year + 1, *self.window_coverage)
        return Window(date(year, *self.window_opens), closes, coverage)

    def start_after(self, day: date) -> date:
        """When coverage starts that is applied for on this day, outside of any window.

        By the cutoff day the first of the next month, after it the first of the month after that.
        """
        months = day.month + (0 if day.day <= self.cutoff_day else 1)  # counted from January = 0
        return date(day.year + months // 12, months % 12 + 1, 1)


def pacific_day(at: datetime) -> date:
    """The day in California at this moment; without an offset the moment is told in its time."""
    return (at if at.tzinfo is None else at.astimezone(PACIFIC)).date()


def in_force(policies: Iterable[Policy], day: date) -> Policy:
    """The one policy of this day. Raises NoPolicy."""
    for policy in policies:
        if policy.covers(day):
            return policy
    raise NoPolicy(day)


def window_of(policies: Iterable[Policy], day: date) -> Window:
    """The window of this day's calendar year, be it past, open or to come. Raises NoPolicy."""
    return in_force(policies, day).window_in(day.year)


def next_window(policies: Iterable[Policy], day: date) -> Window:
    """The first that opens after this day, by the policy of the day it opens. Raises NoPolicy."""
    known = list(policies)
    for year in (day.year, day.year + 1):
        windows = [(policy, policy.window_in(year)) for policy in known]
        coming = [w for policy, w in windows if w.opens > day and policy.covers(w.opens)]
        if coming:
            return min(coming, key=lambda window: window.opens)
    raise NoPolicy(date(day.year + 1, *known[-1].window_opens) if known else day)
