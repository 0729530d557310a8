"""The rules of SHOP a second time, straight from their words: what `shop_assess` must say of a case.

Nothing of `shop` is used here. It is written to be compared with the words by eye, not to be short or
fast, and knows the numbers of 2014 and after by heart, which the portal has as data.
"""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

CALIFORNIA = ZoneInfo("America/Los_Angeles")
COUNTS = ["fte", "eligible", "waived", "enrolled", "contrib"]
HARD = {"TOO_LARGE", "NO_W2_EMPLOYEE", "NOT_CA_PRINCIPAL_ADDRESS", "NOT_OFFERED_TO_ALL_FT"}


def verdict_on(facts):
    """``facts`` as in the file of cases, with ``at``; the line that is printed, but for its id."""
    alone = impossible(facts)
    if alone:
        return {"verdict": "INCOMPLETE", "reasons": [alone]}
    today = day_in_california(facts["at"])
    reasons, effective, verdict = judged(facts, today)
    base = facts["eligible"] - facts["waived"]
    line = {
        "verdict": verdict,
        "reasons": reasons,
        "window_open": is_open(today),
        "required": required(facts),
        "base": base,
        "participation": shown(Fraction(facts["enrolled"], base)) if base else "n/a",
    }
    if verdict == "ELIGIBLE_SPECIAL_WINDOW":
        line["effective"] = effective.isoformat()
    if verdict == "WAIT_FOR_WINDOW":
        line["next_window"] = next_opening(today).isoformat()
    return line


def impossible(facts):
    """Negative, none eligible, more waived than eligible, more enrolled than are left; people are whole."""
    told = [facts.get(name) for name in COUNTS]
    if any(type(number) is not int or number < 0 for number in told):
        return "COUNTS_IMPOSSIBLE"
    _fte, eligible, waived, enrolled, _contrib = told
    if eligible == 0 or waived > eligible or enrolled > eligible - waived:
        return "COUNTS_IMPOSSIBLE"
    premium = facts.get("premium")
    if type(premium) is not int or premium <= 0:
        return "PREMIUM_MISSING"
    return ""


def judged(facts, today):
    """(reasons, effective date, verdict): by the window's date where it is used, else by the ordinary."""
    if is_open(today):
        start = requested(facts) or date(today.year + 1, 1, 1)
        reasons = reasons_on(facts, start)
        if fails_only_what_the_window_forgives(reasons):
            return reasons, start, "ELIGIBLE_SPECIAL_WINDOW"
    start = requested(facts) or ordinary_start(today)
    reasons = reasons_on(facts, start)
    return reasons, start, verdict_without_the_window(reasons)


def verdict_without_the_window(reasons):
    if HARD & set(reasons):
        return "NOT_ELIGIBLE"
    if "NO_ONE_LEFT_TO_COUNT" in reasons:
        return "NEEDS_REVIEW"
    return "WAIT_FOR_WINDOW" if reasons else "ELIGIBLE_ANY_TIME"


def fails_only_what_the_window_forgives(reasons):
    return bool(reasons) and all(
        reason.startswith(("PARTICIPATION_BELOW_", "CONTRIBUTION_BELOW_")) for reason in reasons
    )


def reasons_on(facts, effective):
    found = []
    if facts["fte"] > (50 if effective.year <= 2015 else 100):
        found.append("TOO_LARGE")
    if not flag(facts, "w2"):
        found.append("NO_W2_EMPLOYEE")
    if not flag(facts, "ca"):
        found.append("NOT_CA_PRINCIPAL_ADDRESS")
    if not flag(facts, "offers_ft"):
        found.append("NOT_OFFERED_TO_ALL_FT")
    base = facts["eligible"] - facts["waived"]
    if base and Fraction(facts["enrolled"], base) < share_needed(facts):
        found.append("PARTICIPATION_BELOW_100" if pays_all(facts) else "PARTICIPATION_BELOW_70")
    if Fraction(facts["contrib"], facts["premium"]) < Fraction(1, 2):
        found.append("CONTRIBUTION_BELOW_50")
    if not base:
        found.append("NO_ONE_LEFT_TO_COUNT")
    return found


def flag(facts, name):
    return True if facts.get(name) is None else facts[name]


def pays_all(facts):
    told = facts.get("pays_100")
    return facts["contrib"] >= facts["premium"] if told is None else told


def share_needed(facts):
    return Fraction(1) if pays_all(facts) else Fraction(70, 100)


def required(facts):
    """The first number of people that is enough, found by counting."""
    base, people = facts["eligible"] - facts["waived"], 0
    while base and Fraction(people, base) < share_needed(facts):
        people += 1
    return people


def shown(share):
    """Two digits, half up: long division by hand."""
    whole, rest = divmod(share.numerator * 10_000, share.denominator)
    whole += 2 * rest >= share.denominator
    return f"{whole // 100}.{whole % 100:02}%"


# --- days ------------------------------------------------------------------------------------------------


def day_in_california(told):
    at = datetime.fromisoformat(told)
    return at.date() if at.utcoffset() is None else at.astimezone(CALIFORNIA).date()


def is_open(day):
    return (11, 15) <= (day.month, day.day) <= (12, 15)


def next_opening(day):
    return date(day.year + ((day.month, day.day) >= (11, 15)), 11, 15)


def requested(facts):
    told = facts.get("requested_effective")
    return told and date.fromisoformat(told)


def ordinary_start(day):
    """By the 15th the first of the next month, after it the first of the month after that."""
    first = day
    for _month in range(1 if day.day <= 15 else 2):
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first
