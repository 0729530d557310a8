"""What the rules of SHOP say of a business; docs/shop.md tells why where the words leave it open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from shop.policies import NoPolicy
from shop.rules import Verdict, assess
from tests.shop import businesses
from tests.shop.businesses import EARLY, FEW, LATE, PASSING, POLICIES, STINGY, pacific, policy

IN_WINDOW, OUTSIDE = pacific("2014-11-20T10:00"), pacific("2014-10-01T09:00")
ORDER = [Verdict.NOT_ELIGIBLE, Verdict.WAIT, Verdict.SPECIAL_WINDOW, Verdict.ANY_TIME]


def verdict(facts, at=OUTSIDE, policies=POLICIES):
    return assess(facts, policies, at).verdict


def reasons(facts, at=OUTSIDE, policies=POLICIES):
    return assess(facts, policies, at).reasons


class TestReasons:
    def test_all_are_told_in_their_order(self):
        everything = replace(STINGY, fte=51, enrolled=6, w2=False, ca=False, offers_ft=False)
        assert reasons(everything) == [
            "TOO_LARGE",
            "NO_W2_EMPLOYEE",
            "NOT_CA_PRINCIPAL_ADDRESS",
            "NOT_OFFERED_TO_ALL_FT",
            "PARTICIPATION_BELOW_70",
            "CONTRIBUTION_BELOW_50",
        ]
        assert verdict(everything, IN_WINDOW) == Verdict.NOT_ELIGIBLE

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"fte": 51}, "TOO_LARGE"),
            ({"w2": False}, "NO_W2_EMPLOYEE"),
            ({"ca": False}, "NOT_CA_PRINCIPAL_ADDRESS"),
            ({"offers_ft": False}, "NOT_OFFERED_TO_ALL_FT"),
        ],
    )
    def test_no_window_cures_what_is_not_participation_or_contribution(self, change, reason):
        for at in (IN_WINDOW, OUTSIDE):
            assert verdict(replace(PASSING, **change), at) == Verdict.NOT_ELIGIBLE
            assert reasons(replace(FEW, **change), at) == [reason, "PARTICIPATION_BELOW_70"]

    def test_the_per_cent_in_a_reason_are_the_policys(self):
        strict = policy(
            date(2014, 1, 1), None, 50, participation_percent=75, contribution_percent=60
        )
        found = reasons(PASSING, policies=[strict])
        assert found == ["PARTICIPATION_BELOW_75", "CONTRIBUTION_BELOW_60"]

    @pytest.mark.parametrize(
        "change",
        [
            {"fte": -1},
            {"eligible": -1},
            {"eligible": 0, "enrolled": 0},
            {"waived": -1},
            {"waived": 11, "enrolled": 0},
            {"enrolled": -1},
            {"enrolled": 11},
            {"waived": 4},
            {"contrib": -1},
            {"contributions": (100, -1)},
            {"premium": 0, "enrolled": 11},
            {"w2": False, "fte": 51, "enrolled": 11},
        ],
    )
    def test_impossible_counts_are_told_alone(self, change):
        found = assess(replace(PASSING, **change), POLICIES, IN_WINDOW)
        assert (found.verdict, found.reasons) == (Verdict.INCOMPLETE, ["COUNTS_IMPOSSIBLE"])
        assert found.judged is None

    @pytest.mark.parametrize("premium", [0, -1, None])
    def test_a_missing_premium_is_told_alone(self, premium):
        found = assess(replace(FEW, premium=premium, ca=False), POLICIES, IN_WINDOW)
        assert (found.verdict, found.reasons) == (Verdict.INCOMPLETE, ["PREMIUM_MISSING"])


class TestNobodyLeftToCount:
    NOBODY = replace(PASSING, waived=10, enrolled=0)

    def test_needs_a_review_in_the_window_and_outside(self):
        for at in (IN_WINDOW, OUTSIDE):
            found = assess(self.NOBODY, POLICIES, at)
            assert (found.verdict, found.reasons) == (
                Verdict.NEEDS_REVIEW,
                ["NO_ONE_LEFT_TO_COUNT"],
            )
            assert (found.required, found.participation) == (0, None)

    def test_even_if_the_contribution_is_too_low(self):
        found = assess(replace(self.NOBODY, contrib=1), POLICIES, IN_WINDOW)
        assert found.verdict == Verdict.NEEDS_REVIEW
        assert found.reasons == ["CONTRIBUTION_BELOW_50", "NO_ONE_LEFT_TO_COUNT"]

    def test_no_review_helps_who_is_too_large(self):
        found = assess(replace(self.NOBODY, fte=51), POLICIES, IN_WINDOW)
        assert found.verdict == Verdict.NOT_ELIGIBLE
        assert found.reasons == ["TOO_LARGE", "NO_ONE_LEFT_TO_COUNT"]


class TestParticipation:
    @pytest.mark.parametrize(
        ("base", "required"), [(1, 1), (2, 2), (3, 3), (6, 5), (10, 7), (43, 31), (100, 70)]
    )
    def test_seventy_per_cent_are_never_rounded_down(self, base, required):
        facts = replace(PASSING, eligible=base, enrolled=required)
        assert verdict(facts) == Verdict.ANY_TIME
        assert assess(facts, POLICIES, OUTSIDE).required == required
        assert verdict(replace(facts, enrolled=required - 1)) == Verdict.WAIT

    def test_who_pays_everything_must_have_all(self):
        generous = replace(PASSING, contrib=30_000, enrolled=9)
        assert reasons(generous) == ["PARTICIPATION_BELOW_100"]
        assert verdict(replace(generous, enrolled=10)) == Verdict.ANY_TIME
        assert verdict(replace(generous, waived=1)) == Verdict.ANY_TIME

    def test_whether_everything_is_paid_is_the_employers_word_first(self):
        assert verdict(replace(PASSING, contrib=30_000, pays_100=False)) == Verdict.ANY_TIME
        assert reasons(replace(PASSING, pays_100=True)) == ["PARTICIPATION_BELOW_100"]
        assert reasons(replace(PASSING, contrib=29_999)) == []
        assert reasons(replace(PASSING, contrib=30_001)) == ["PARTICIPATION_BELOW_100"]


class TestSize:
    """By the year of the effective date that applying at the moment would give."""

    SIXTY = replace(PASSING, fte=60)

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2014-11-20T10:00", Verdict.NOT_ELIGIBLE),  # from 2015-01-01
            ("2015-10-31T23:59:59", Verdict.NOT_ELIGIBLE),  # from 2015-12-01
            ("2015-11-15T23:59:59", Verdict.NOT_ELIGIBLE),  # from 2015-12-01
            ("2015-11-16T00:00:00", Verdict.ANY_TIME),  # from 2016-01-01
            ("2015-12-15T23:59:59", Verdict.ANY_TIME),  # from 2016-01-01
            ("2015-12-16T00:00:00", Verdict.ANY_TIME),  # from 2016-02-01
            ("2016-01-01T00:00:00", Verdict.ANY_TIME),
        ],
    )
    def test_across_the_year(self, at, expected):
        assert verdict(self.SIXTY, pacific(at)) == expected

    @pytest.mark.parametrize(
        ("fte", "at", "expected"),
        [
            (50, "2015-01-10T00:00", Verdict.ANY_TIME),
            (51, "2015-01-10T00:00", Verdict.NOT_ELIGIBLE),
            (100, "2016-01-10T00:00", Verdict.ANY_TIME),
            (101, "2016-01-10T00:00", Verdict.NOT_ELIGIBLE),
        ],
    )
    def test_at_the_limit(self, fte, at, expected):
        assert verdict(replace(PASSING, fte=fte), pacific(at)) == expected

    def test_the_special_window_is_for_january(self):
        few = replace(FEW, fte=60)
        found = assess(few, POLICIES, pacific("2015-11-15T00:00:00"))
        assert found.verdict == Verdict.SPECIAL_WINDOW
        assert found.effective == date(2016, 1, 1)

    def test_who_needs_no_window_on_its_first_day_starts_in_december(self):
        """The one day on which it is better to have too few: so say the rules, and so does the cure."""
        found = assess(self.SIXTY, POLICIES, pacific("2015-11-15T00:00:00"))
        assert found.reasons == ["TOO_LARGE"]
        assert found.judged.effective == date(2015, 12, 1)
        january = replace(self.SIXTY, requested_effective=date(2016, 1, 1))
        assert verdict(january, pacific("2015-11-15T00:00:00")) == Verdict.ANY_TIME

    def test_a_window_that_cannot_be_used_gives_no_date(self):
        found = assess(replace(FEW, fte=60, w2=False), POLICIES, pacific("2015-11-15T00:00:00"))
        assert found.reasons == ["TOO_LARGE", "NO_W2_EMPLOYEE", "PARTICIPATION_BELOW_70"]

    def test_the_requested_date_decides(self):
        at = pacific("2015-06-01T00:00")
        assert verdict(replace(self.SIXTY, requested_effective=date(2015, 12, 31)), at) == (
            Verdict.NOT_ELIGIBLE
        )
        assert verdict(replace(self.SIXTY, requested_effective=date(2016, 1, 1)), at) == (
            Verdict.ANY_TIME
        )

    def test_the_requested_date_decides_in_the_window_too(self):
        asked = replace(FEW, requested_effective=date(2015, 2, 1))
        assert assess(asked, POLICIES, IN_WINDOW).effective == date(2015, 2, 1)
        december = replace(FEW, fte=60, requested_effective=date(2015, 12, 1))
        assert reasons(december, pacific("2015-11-20T00:00")) == [
            "TOO_LARGE",
            "PARTICIPATION_BELOW_70",
        ]


class TestWindow:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2014-11-14T23:59:59", Verdict.WAIT),
            ("2014-11-15T00:00:00", Verdict.SPECIAL_WINDOW),
            ("2014-12-15T23:59:59", Verdict.SPECIAL_WINDOW),
            ("2014-12-15T23:59:59.999999", Verdict.SPECIAL_WINDOW),
            ("2014-12-16T00:00:00", Verdict.WAIT),
            # The same moments told elsewhere.
            ("2014-11-15T07:59:59+00:00", Verdict.WAIT),
            ("2014-11-15T08:00:00+00:00", Verdict.SPECIAL_WINDOW),
            ("2014-12-16T07:59:59Z", Verdict.SPECIAL_WINDOW),
            ("2014-12-16T08:00:00Z", Verdict.WAIT),
            ("2014-12-16T16:59:59+09:00", Verdict.SPECIAL_WINDOW),
            ("2014-12-16T02:59:59-05:00", Verdict.SPECIAL_WINDOW),
            ("2014-12-16T03:00:00-05:00", Verdict.WAIT),
        ],
    )
    def test_opens_and_closes_with_the_day_in_california(self, at, expected):
        assert verdict(FEW, datetime.fromisoformat(at)) == expected

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2015-03-15T06:59:59+00:00", Verdict.WAIT),  # already summer time: 23:59:59
            ("2015-03-15T07:00:00+00:00", Verdict.SPECIAL_WINDOW),
            ("2015-11-02T07:59:59+00:00", Verdict.SPECIAL_WINDOW),  # winter again: 23:59:59
            ("2015-11-02T08:00:00+00:00", Verdict.WAIT),
            ("2015-03-08T02:30:00", Verdict.WAIT),  # an hour that the clocks left out
            ("2015-11-01T01:30:00", Verdict.SPECIAL_WINDOW),  # one that they had twice
        ],
    )
    def test_across_the_change_of_clocks(self, at, expected):
        summer = policy(date(2014, 1, 1), None, 50, window_opens=(3, 15), window_closes=(11, 1))
        assert verdict(FEW, datetime.fromisoformat(at), [summer]) == expected

    @pytest.mark.parametrize(
        ("at", "opens"),
        [
            ("2014-01-01T00:00", date(2014, 11, 15)),
            ("2014-11-14T23:59", date(2014, 11, 15)),
            ("2014-12-16T00:00", date(2015, 11, 15)),
            ("2014-12-31T23:59", date(2015, 11, 15)),
        ],
    )
    def test_the_next_one(self, at, opens):
        found = assess(FEW, POLICIES, pacific(at))
        assert found.window.opens == opens
        assert found.wait.amount == (opens - pacific(at).date()).days

    def test_is_told_to_be_open_whoever_needs_it(self):
        assert assess(PASSING, POLICIES, IN_WINDOW).window_open
        assert assess(replace(PASSING, ca=False), POLICIES, IN_WINDOW).window_open
        assert not assess(PASSING, POLICIES, OUTSIDE).window_open

    def test_next_years_window_is_next_years_policys(self):
        later = policy(date(2015, 1, 1), None, 50, window_opens=(10, 1), window_closes=(10, 31))
        early = replace(EARLY, valid_to=date(2014, 12, 31))
        found = assess(FEW, [early, later], pacific("2014-12-16T00:00"))
        assert found.window.opens == date(2015, 10, 1)
        assert found.window.coverage == date(2016, 1, 1)

    def test_waiting_is_no_answer_where_the_window_will_not_help(self):
        stricter = replace(LATE, max_fte=10)
        found = assess(FEW, [EARLY, stricter], pacific("2015-10-01T00:00"))
        assert (found.verdict, found.reasons) == (Verdict.NOT_ELIGIBLE, ["PARTICIPATION_BELOW_70"])
        found = assess(FEW, [EARLY, stricter], pacific("2015-11-15T00:00"))
        assert (found.verdict, found.reasons) == (
            Verdict.NOT_ELIGIBLE,
            ["TOO_LARGE", "PARTICIPATION_BELOW_70"],
        )


class TestEffectiveDate:
    @pytest.mark.parametrize(
        ("at", "effective"),
        [
            ("2016-01-01T00:00", date(2016, 2, 1)),
            ("2016-01-15T23:59:59", date(2016, 2, 1)),
            ("2016-01-16T00:00:00", date(2016, 3, 1)),
            ("2016-11-30T00:00", date(2017, 1, 1)),
            ("2016-12-15T00:00", date(2017, 1, 1)),
            ("2016-12-16T00:00", date(2017, 2, 1)),
        ],
    )
    def test_by_the_fifteenth_the_next_month_after_it_the_one_after(self, at, effective):
        assert assess(PASSING, POLICIES, pacific(at)).effective == effective

    def test_a_new_threshold_counts_for_coverage_from_its_first_day_on(self):
        stricter = replace(LATE, valid_from=date(2017, 1, 1), participation_percent=75)
        both = [replace(LATE, valid_to=date(2016, 12, 31)), stricter]
        assert verdict(PASSING, pacific("2016-11-15T10:00"), both) == Verdict.ANY_TIME
        found = assess(PASSING, both, pacific("2016-11-16T10:00"))
        assert found.reasons == ["PARTICIPATION_BELOW_75"]
        assert (found.verdict, found.required) == (Verdict.SPECIAL_WINDOW, 8)

    def test_a_day_without_rules_is_named(self):
        ended = [replace(LATE, valid_to=date(2026, 12, 31))]
        with pytest.raises(NoPolicy, match="2027-01-01"):
            assess(PASSING, ended, pacific("2026-11-20T00:00"))
        with pytest.raises(NoPolicy):
            assess(PASSING, [], OUTSIDE)


@settings(deadline=None)
@given(businesses.facts(), businesses.policies(), businesses.MOMENTS)
def test_more_enrollment_never_worsens_a_verdict(facts, policies, at):
    """But on days when the window leads to another policy than an ordinary application does:

    there whoever needs no window is judged by the ordinary date, as the rules say.
    """
    found = [
        assess(replace(facts, enrolled=enrolled), policies, at).verdict
        for enrolled in range(facts.base + 1)
        if facts.base
    ]
    if leads_elsewhere(facts, policies, at):
        return
    assert found == sorted(found, key=ORDER.index)


def leads_elsewhere(facts, policies, at) -> bool:
    from shop.policies import in_force, pacific_day, window_of

    today = pacific_day(at)
    window = window_of(policies, today)
    start = in_force(policies, today).start_after(today)
    ordinary = in_force(policies, facts.requested_effective or start)
    special = in_force(policies, facts.requested_effective or window.coverage)
    return window.is_open_on(today) and ordinary != special


@settings(deadline=None)
@given(businesses.facts(), businesses.MOMENTS)
def test_the_same_moment_has_the_same_verdict_wherever_it_is_told(facts, at):
    here = at.replace(tzinfo=None)
    told = [here, pacific(here.isoformat()), pacific(here.isoformat()).astimezone(UTC)]
    assert len({assess(facts, POLICIES, moment).verdict for moment in told}) == 1


@settings(deadline=None)
@given(businesses.facts(), businesses.policies(), businesses.MOMENTS)
def test_a_special_window_is_open_and_a_wait_has_an_end(facts, policies, at):
    found = assess(facts, policies, at)
    if found.verdict == Verdict.SPECIAL_WINDOW:
        assert found.window_open
    if found.verdict == Verdict.WAIT:
        assert not found.window_open
        assert 0 < found.wait.amount <= 366
        assert at.date() + timedelta(days=found.wait.amount) == found.window.opens
