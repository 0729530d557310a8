"""Facts, policies and moments for tests of the rules; no database."""

from dataclasses import replace
from datetime import date, datetime

from hypothesis import strategies as st

from shop.facts import Facts
from shop.policies import PACIFIC, Policy
from shop.seeds import COMMON


def policy(valid_from: date, valid_to: date | None, max_fte: int, **changes) -> Policy:
    ordinary = Policy(
        valid_from=valid_from,
        valid_to=valid_to,
        max_fte=max_fte,
        participation_percent=COMMON["participation_percent"],
        contribution_percent=COMMON["contribution_percent"],
        window_opens=(11, 15),
        window_closes=(12, 15),
        window_coverage=(1, 1),
        cutoff_day=15,
    )
    return replace(ordinary, **changes)


EARLY = policy(date(2013, 10, 1), date(2015, 12, 31), 50)
LATE = policy(date(2016, 1, 1), None, 100)
POLICIES = [EARLY, LATE]

# Twelve FTE, ten eligible, seven of whom enroll: exactly enough of everything.
PASSING = Facts(fte=12, eligible=10, waived=0, enrolled=7, contrib=15_000, premium=30_000)
FEW = replace(PASSING, enrolled=6)
STINGY = replace(PASSING, contrib=14_999)


def pacific(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


# --- what hypothesis tries -----------------------------------------------------------------------


@st.composite
def facts(draw, **fixed) -> Facts:
    """Possible facts of a business, small and large, generous and not."""
    eligible = draw(st.integers(1, 130))
    waived = draw(st.integers(0, eligible))
    told = {
        "fte": draw(st.sampled_from([0, 1, 49, 50, 51, 99, 100, 101]) | st.integers(0, 150)),
        "eligible": eligible,
        "waived": waived,
        "enrolled": draw(st.integers(0, eligible - waived)),
        "contrib": draw(st.integers(0, 60_000)),
        "premium": draw(st.integers(1, 5) | st.integers(1, 60_000)),
        "w2": draw(st.booleans() | st.just(True)),
        "ca": draw(st.booleans() | st.just(True)),
        "offers_ft": draw(st.booleans() | st.just(True)),
        "pays_100": draw(st.sampled_from([None, None, True, False])),
        "requested_effective": draw(st.none() | st.dates(date(2014, 1, 1), date(2018, 12, 31))),
    }
    return Facts(**{**told, **fixed})


@st.composite
def policies(draw) -> list[Policy]:
    """Three in a row without a gap, each with numbers of its own; or the real ones."""
    if draw(st.booleans()):
        return POLICIES
    percents = st.sampled_from([1, 50, 70, 99, 100]) | st.integers(1, 100)
    bounds = [date(2013, 1, 1), date(2015, 7, 1), date(2016, 1, 1), None]
    return [
        policy(
            bounds[n],
            bounds[n + 1] and date.fromordinal(bounds[n + 1].toordinal() - 1),
            draw(st.integers(1, 120)),
            participation_percent=draw(percents),
            contribution_percent=draw(percents),
            cutoff_day=draw(st.integers(1, 31)),
        )
        for n in range(3)
    ]


MOMENTS = st.datetimes(
    datetime.fromisoformat("2014-01-01"), datetime.fromisoformat("2017-12-31")
) | st.sampled_from(
    [
        "2015-11-14T23:59:59",
        "2015-11-15",
        "2015-11-16",
        "2015-12-15T23:59:59",
        "2015-12-16",
    ]
).map(datetime.fromisoformat)
