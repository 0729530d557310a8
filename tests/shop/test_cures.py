"""The cure that is offered, applied, cures; and one less does not."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings

from shop.cures import Change
from shop.policies import PACIFIC
from shop.rules import Verdict, assess, judge
from tests.shop import businesses
from tests.shop.businesses import FEW, PASSING, POLICIES, STINGY, pacific

MANY = settings(deadline=None, max_examples=300)
OUTSIDE = pacific("2014-11-03T09:00")


def applied(cure, facts, less=0):
    """The facts after the change; with ``less``, after a little less of it."""
    amount = cure.amount - less
    if cure.change == Change.ENROLL:
        return replace(facts, enrolled=facts.enrolled + amount)
    if cure.change == Change.WAIVE:
        return replace(facts, waived=facts.waived + amount)
    if cure.change == Change.CONTRIBUTE:
        enrolled = facts.enrolled + cure.also_enroll
        return replace(facts, contrib=facts.contrib + amount, enrolled=enrolled)
    if cure.change == Change.SHRINK:
        return replace(facts, fte=facts.fte - amount)
    if cure.change == Change.START:
        return replace(facts, requested_effective=cure.on - timedelta(days=less))
    fact = {Change.HIRE: "w2", Change.MOVE: "ca", Change.OFFER: "offers_ft"}[cure.change]
    return replace(facts, **{fact: not less})


def unmet(facts, policies, effective):
    return {finding.rule for finding in judge(facts, policies, effective).unmet}


@MANY
@given(businesses.facts(), businesses.policies(), businesses.MOMENTS)
def test_each_cure_meets_its_rule_and_one_less_does_not(facts, policies, at):
    judged = assess(facts, policies, at).judged
    for finding in judged.unmet:
        for cure in finding.cures:
            start = cure.on if cure.change == Change.START else judged.effective
            after = applied(cure, facts)
            assert not after.problem
            assert unmet(after, policies, start) <= unmet(facts, policies, start)
            assert finding.rule not in unmet(after, policies, start), cure
            short = applied(cure, facts, less=1)
            day_before = start - timedelta(days=cure.change == Change.START)
            assert finding.rule in unmet(short, policies, day_before), cure


@MANY
@given(businesses.facts(), businesses.policies(), businesses.MOMENTS)
def test_the_first_cures_of_all_rules_together_make_it_eligible(facts, policies, at):
    """At the date that was judged; a later start is another policy's, and judged by that."""
    judged = assess(facts, policies, at).judged
    if not facts.base:
        return
    after = replace(facts, requested_effective=judged.effective)
    for finding in judged.unmet:
        after = applied(finding.cures[0], after)
    found = assess(after, policies, at)
    assert (found.verdict, found.reasons) == (Verdict.ANY_TIME, [])


@MANY
@given(businesses.facts(), businesses.policies(), businesses.MOMENTS)
def test_waiting_cures_on_the_first_second_and_not_a_second_before(facts, policies, at):
    found = assess(facts, policies, at)
    if found.verdict != Verdict.WAIT:
        return
    opening = datetime.combine(found.wait.on, time(), tzinfo=PACIFIC)
    helped = {Verdict.SPECIAL_WINDOW, Verdict.ANY_TIME}
    assert assess(facts, policies, opening).verdict in helped
    assert not assess(facts, policies, opening - timedelta(seconds=1)).window_open


def cures_of(facts, at=OUTSIDE):
    found = assess(facts, POLICIES, at)
    return [(cure.change, cure.amount) for finding in found.judged.unmet for cure in finding.cures]


def test_one_more_enrolled_or_two_more_waivers_or_twelve_days():
    assert cures_of(FEW) == [(Change.ENROLL, 1), (Change.WAIVE, 2)]
    wait = assess(FEW, POLICIES, OUTSIDE).wait
    assert (wait.on, wait.amount) == (date(2014, 11, 15), 12)


def test_one_cent():
    assert cures_of(STINGY) == [(Change.CONTRIBUTE, 1)]


def test_no_waiver_helps_when_nobody_enrolls():
    assert cures_of(replace(PASSING, enrolled=0)) == [(Change.ENROLL, 7)]


def test_too_large_now_may_be_small_enough_later():
    large = replace(PASSING, fte=60)
    [shrink, start] = assess(large, POLICIES, OUTSIDE).judged.unmet[0].cures
    assert (shrink.change, shrink.amount) == (Change.SHRINK, 10)
    assert (start.change, start.on) == (Change.START, date(2016, 1, 1))
    assert cures_of(replace(large, fte=101)) == [(Change.SHRINK, 51)]


def test_a_contribution_that_becomes_the_whole_premium_needs_everybody():
    """Half of a cent is a cent."""
    [finding] = assess(replace(PASSING, contrib=0, premium=1), POLICIES, OUTSIDE).judged.unmet
    [cure] = finding.cures
    assert (cure.amount, cure.also_enroll) == (1, 3)
