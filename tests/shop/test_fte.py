"""Full-time equivalents, worked out step by step."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.fte import Method, NotPartTime, work_out


def test_a_usual_week():
    steps = work_out(Method.WEEK, 30, 8, [Fraction(20)] * 4 + [Fraction("22.5")])
    assert (steps.full_time_hours, steps.part_time_hours) == (240, Fraction("102.5"))
    assert steps.hours == Fraction("342.5")
    assert steps.fte == 11  # 11.41…


def test_a_usual_month():
    steps = work_out(Method.MONTH, 120, 8, [Fraction(80)] * 4 + [Fraction(90)])
    assert (steps.full_time_hours, steps.hours, steps.fte) == (960, 1370, 11)


def test_never_rounded_up():
    assert work_out(Method.WEEK, 30, 0, [Fraction("29.999")]).fte == 0
    assert work_out(Method.WEEK, 30, 0, [Fraction(15), Fraction(15)]).fte == 1
    assert work_out(Method.WEEK, 30, 0, [Fraction(10)] * 3).fte == 1
    assert work_out(Method.WEEK, 30, 0, []).fte == 0


@pytest.mark.parametrize("hours", [30, 31, 0, -1])
def test_who_works_full_time_or_not_at_all_is_no_part_time_employee(hours):
    with pytest.raises(NotPartTime):
        work_out(Method.WEEK, 30, 1, [Fraction(hours)])


HOURS = st.lists(st.fractions(Fraction(1, 4), Fraction(119, 4), max_denominator=8), max_size=30)


@settings(deadline=None)
@given(st.integers(0, 200), HOURS)
def test_exactly_the_formula(full_time, hours):
    fte = work_out(Method.WEEK, 30, full_time, hours).fte
    assert fte * 30 <= 30 * full_time + sum(hours) < (fte + 1) * 30
