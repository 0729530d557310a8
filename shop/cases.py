"""Cases as JSON: facts in, one flat answer out. `manage.py shop_assess` and its tests use the same.

Numbers are read without floating point. What cannot be read is never judged: a count that is missing
or no whole number is an impossible count, such a premium a missing one, and anything else that is
wrong makes the case incomplete with an error that names the fact.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shop.facts import Facts
from shop.policies import NoPolicy, Policy
from shop.rules import Assessment, Verdict, assess

LARGEST = 10**12  # of people and of cents; beyond it nothing is a business
IMPOSSIBLE = -1  # stands for a count that cannot be read
YEARS = range(1900, 9000)  # with room for the dates that follow from these


@dataclass(frozen=True)
class Answer:
    """One line of output, and what is wrong with the case, if anything is."""

    line: dict[str, Any]
    problems: list[str]


def load(text: str) -> list[Any]:
    """The cases of a file. Raises ValueError when it is no JSON, or no list."""
    told = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=str)
    if not isinstance(told, list):
        raise ValueError("the file must hold a list of cases")
    return told


def _number(text: str) -> int | str:
    """A whole number, also one written as 12.0 or 1e2; the text itself of any other."""
    try:
        number = Decimal(text)
        if abs(number) <= LARGEST and number == number.to_integral_value():
            return int(number)
    except ArithmeticError:
        pass
    return text


def answer(case: Any, policies: Sequence[Policy], now: datetime) -> Answer:
    """Judge one case. ``now`` stands for an ``at`` that is absent."""
    case = case if isinstance(case, dict) else {}
    reader = _Reader(case.get("facts"))
    facts, at = reader.facts(), reader.at(now)
    if not reader.problems or facts.problem:
        try:
            found = as_json(assess(facts, policies, at))
        except NoPolicy as gap:
            reader.problems.append(str(gap))
        else:
            return Answer({"id": case.get("id"), **found}, reader.problems)
    error = {"verdict": Verdict.INCOMPLETE, "reasons": [], "error": "; ".join(reader.problems)}
    return Answer({"id": case.get("id"), **error}, reader.problems)


class _Reader:
    """Takes facts out of what was told, and notes what they should have been."""

    def __init__(self, told: Any) -> None:
        self.told: dict[str, Any] = told if isinstance(told, dict) else {}
        self.problems: list[str] = []

    def facts(self) -> Facts:
        return Facts(
            fte=self._whole("fte", IMPOSSIBLE),
            eligible=self._whole("eligible", IMPOSSIBLE),
            waived=self._whole("waived", IMPOSSIBLE),
            enrolled=self._whole("enrolled", IMPOSSIBLE),
            contrib=self._whole("contrib", IMPOSSIBLE),
            premium=self._whole("premium", None),
            w2=self._flag("w2", True),
            ca=self._flag("ca", True),
            offers_ft=self._flag("offers_ft", True),
            pays_100=self._flag("pays_100", None),
            requested_effective=self._time("requested_effective", date.fromisoformat, None),
        )

    def at(self, now: datetime) -> datetime:
        return self._time("at", datetime.fromisoformat, now)

    def _whole(self, name: str, unread: Any) -> Any:
        value = self.told.get(name)
        if type(value) is int:  # True is an int as well
            return value
        self.problems.append(f"{name} must be a whole number")
        return unread

    def _flag(self, name: str, absent: Any) -> Any:
        value = self.told.get(name)
        if value is None or isinstance(value, bool):
            return absent if value is None else value
        self.problems.append(f"{name} must be true or false")
        return absent

    def _time(self, name: str, read: Callable[[str], Any], absent: Any) -> Any:
        value = self.told.get(name)
        if value is None:
            return absent
        try:
            found = read(value)
            if found.year in YEARS:
                return found
        except (TypeError, ValueError):
            pass
        self.problems.append(f"{name} must be a date, as 2014-11-20, or for at with a time")
        return absent


def as_json(found: Assessment) -> dict[str, Any]:
    """Flat, without numbers where nothing could be judged, with dates where the verdict has them."""
    line: dict[str, Any] = {"verdict": found.verdict, "reasons": found.reasons}
    if found.judged is None:
        return line
    line |= {
        "window_open": found.window_open,
        "required": found.required,
        "base": found.facts.base,
        "participation": percent(found.participation),
    }
    if found.verdict == Verdict.SPECIAL_WINDOW:
        line["effective"] = found.judged.effective.isoformat()
    if found.verdict == Verdict.WAIT and found.window:
        line["next_window"] = found.window.opens.isoformat()
    return line


def percent(share: Fraction | None) -> str:
    """For showing only: two digits, half up; "n/a" where there is no share."""
    if share is None:
        return "n/a"
    hundredths = (20_000 * share.numerator + share.denominator) // (2 * share.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def differences(line: dict[str, Any], expect: Any) -> list[str]:
    """What is not as expected; only what ``expect`` names is compared."""
    if not isinstance(expect, dict):
        return ["expect must be an object"]
    return [
        f"{name} is {json.dumps(line.get(name))}, not {json.dumps(wanted)}"
        for name, wanted in expect.items()
        if line.get(name) != wanted  # null says that it is not there
    ]
