"""The smallest changes that would meet a rule that is not met, each on its own.

Exact: one less of anything offered here would not do; a property test holds both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shop.facts import Facts
from shop.policies import Policy, Window


class Change(StrEnum):
    ENROLL = "enroll"  # so many more employees enroll
    WAIVE = "waive"  # so many more of those who do not enroll have a valid waiver
    CONTRIBUTE = "contribute"  # so many cents more for whoever gets the least
    SHRINK = "shrink"  # so many fewer full-time equivalents
    START = "start"  # coverage from this day on, at the earliest
    WAIT = "wait"  # apply on this day, so many days from now
    HIRE = "hire"  # a W-2 employee who is neither owner nor spouse
    MOVE = "move"  # a principal business address in California
    OFFER = "offer"  # coverage for all full-time employees


@dataclass(frozen=True)
class Cure:
    """One change, and what must come with it so that no other rule breaks by it."""

    change: Change
    amount: int = 0
    on: date | None = None
    also_enroll: int = 0


def people_needed(base: int, percent: int) -> int:
    """The fewest of so many people that are at least so many per cent of them."""
    return -(-base * percent // 100)


def cents_needed(premium: int, percent: int) -> int:
    """The least contribution that is at least so many per cent of the premium."""
    return -(-premium * percent // 100)


def percent_of(facts: Facts, policy: Policy) -> int:
    """How many per cent of the base must enroll: all, where the employer pays everything."""
    return 100 if facts.pays_all else policy.participation_percent


def of_size(
    facts: Facts, effective: date, policy: Policy, policies: Iterable[Policy]
) -> tuple[Cure, ...]:
    """Fewer people; or a start under a later policy that admits so many."""
    later = [p.valid_from for p in policies if p.valid_from > effective and p.max_fte >= facts.fte]
    start = [Cure(Change.START, on=min(later))] if later else []
    return (Cure(Change.SHRINK, facts.fte - policy.max_fte), *start)


def of_participation(facts: Facts, policy: Policy) -> tuple[Cure, ...]:
    """More who enroll; or fewer who count, as long as somebody is left to count."""
    percent = percent_of(facts, policy)
    enroll = Cure(Change.ENROLL, people_needed(facts.base, percent) - facts.enrolled)
    if facts.enrolled == 0:
        return (enroll,)
    return (enroll, Cure(Change.WAIVE, facts.base - facts.enrolled * 100 // percent))


def of_contribution(facts: Facts, policy: Policy) -> tuple[Cure, ...]:
    """More money; and, should this make it the whole premium, everybody who counts."""
    needed = cents_needed(facts.premium or 0, policy.contribution_percent)
    enough = replace(facts, contrib=needed)
    enrolled = max(facts.enrolled, people_needed(facts.base, percent_of(facts, policy)))
    also = max(0, people_needed(facts.base, percent_of(enough, policy)) - enrolled)
    return (Cure(Change.CONTRIBUTE, needed - facts.contrib, also_enroll=also),)


def of_waiting(window: Window, today: date) -> Cure:
    return Cure(Change.WAIT, (window.opens - today).days, on=window.opens)
