"""The rules as they are built against the rules as they are written (oracle.py), on whatever there may be."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shop import cases
from tests.shop import oracle
from tests.shop.businesses import POLICIES, pacific

CASES = json.loads(Path(__file__).with_name("cases.json").read_text())
NOW = pacific("2014-10-01T09:00")
# Around every edge: the window's, the cutoff's, the year's, the caps', those of the clocks.
DAYS = [(1, 1), (1, 15), (1, 16), (2, 28), (3, 8), (11, 1), (11, 14), (11, 15), (11, 16)]
DAYS += [(12, 1), (12, 14), (12, 15), (12, 16), (12, 31)]
TIMES = ["00:00:00", "00:00:01", "01:30:00", "02:30:00", "12:00:00", "23:59:59", "23:59:59.999999"]
ZONES = [None, UTC, *(timezone(timedelta(hours=h)) for h in (-12, -8, -7, 5.5, 9, 14))]


@st.composite
def moments(draw):
    """As text: with an offset, or without one and so Pacific."""
    year = draw(st.sampled_from([2014, 2015, 2015, 2016]) | st.integers(2014, 2100))
    month, day = draw(st.sampled_from(DAYS) | st.tuples(st.integers(1, 12), st.integers(1, 28)))
    time = draw(st.sampled_from(TIMES))
    at = datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{time}")
    zone = draw(st.sampled_from(ZONES))
    if zone and draw(st.booleans()):  # the same moment, told there; else the same clock
        return at.replace(tzinfo=oracle.CALIFORNIA).astimezone(zone).isoformat()
    return at.replace(tzinfo=zone).isoformat()


@st.composite
def people(draw):
    """Mostly possible: few or many, with all, none or just enough of them waived and enrolled."""
    eligible = draw(st.integers(1, 12) | st.sampled_from([43, 100]) | st.integers(1, 300))
    waived = draw(st.sampled_from([0, 0, eligible]) | st.integers(0, eligible))
    base = eligible - waived
    near = [min(base, max(0, base * 7 // 10 + n)) for n in (-1, 0, 1)]
    enrolled = draw(st.sampled_from([0, base, max(0, base - 1), *near]) | st.integers(0, base))
    return {"eligible": eligible, "waived": waived, "enrolled": enrolled}


@st.composite
def money(draw):
    premium = draw(st.integers(1, 5) | st.sampled_from([28733, 30000]) | st.integers(1, 99999))
    near = [premium // 2, premium // 2 + 1, premium - 1, premium, premium + 1]
    return {"premium": premium, "contrib": draw(st.sampled_from(near) | st.integers(0, 99999))}


ODD = st.sampled_from([None, -1, 0, 1, 0.5, 6.5, 1e308, "10", True, 5000])
FLAG = st.sampled_from([True, True, True, False, None])
REQUESTED = st.none() | st.dates(date(2014, 1, 1), date(2100, 1, 1)).map(date.isoformat)


@st.composite
def facts(draw):
    """What a file may say: now and then something is absent, or no number of people."""
    told = {"fte": draw(st.sampled_from([0, 49, 50, 51, 60, 99, 100, 101]) | st.integers(0, 150))}
    told |= draw(people()) | draw(money()) | {"at": draw(moments())}
    told |= {name: draw(FLAG) for name in ("w2", "ca", "offers_ft")}
    told["pays_100"] = draw(st.sampled_from([None, None, True, False]))
    told["requested_effective"] = draw(st.none() | REQUESTED)
    if draw(st.integers(0, 7)) == 0:
        told[draw(st.sampled_from([*oracle.COUNTS, "premium"]))] = draw(ODD)
    if draw(st.booleans()):
        told = {name: value for name, value in told.items() if value is not None}
    return told


def line_of(told):
    [case] = cases.load(json.dumps([{"id": "X", "facts": told}]))
    found = cases.answer(case, POLICIES, NOW).line
    return {name: value for name, value in found.items() if name != "id"}


def test_the_oracle_knows_the_worked_cases():
    assert [oracle.verdict_on(case["facts"]) for case in CASES] == [
        case["expect"] for case in CASES
    ]


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(facts())
@example({**CASES[0]["facts"], "fte": 60, "at": "2015-11-15T00:00:00"})
@example({**CASES[0]["facts"], "fte": 60, "enrolled": 6, "at": "2015-11-15T00:00:00"})
@example({**CASES[0]["facts"], "fte": 60, "enrolled": 6, "w2": False, "at": "2015-11-15T23:59:59"})
@example({**CASES[0]["facts"], "waived": 10, "enrolled": 0, "contrib": 0, "fte": 101})
def test_what_is_built_is_what_is_written(told):
    assert line_of(told) == oracle.verdict_on(told)
