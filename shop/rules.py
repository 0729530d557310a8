"""Can this small business enroll in SHOP now, and if not, what would make it so?

A pre-check, never a determination. Pure functions over integers, cents and exact fractions: no
Django, no floating point, no rounding before a comparison. docs/shop.md tells the rules and how each
doubtful point was decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from shop import cures
from shop.cures import Change, Cure
from shop.facts import Facts
from shop.policies import Policy, Window, in_force, next_window, pacific_day, window_of


class Verdict(StrEnum):
    ANY_TIME = "ELIGIBLE_ANY_TIME"
    SPECIAL_WINDOW = "ELIGIBLE_SPECIAL_WINDOW"
    WAIT = "WAIT_FOR_WINDOW"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    INCOMPLETE = "INCOMPLETE"


class Rule(StrEnum):
    """In the order in which reasons are told."""

    SIZE = "size"
    W2 = "w2"
    ADDRESS = "address"
    OFFER = "offer"
    PARTICIPATION = "participation"
    CONTRIBUTION = "contribution"


# What the special enrollment forgives.
FORGIVEN = {Rule.PARTICIPATION, Rule.CONTRIBUTION}


@dataclass(frozen=True)
class Finding:
    """One rule: met, or not and then by which reason and cured by what."""

    rule: Rule
    reason: str = ""
    cures: tuple[Cure, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Judged:
    """The facts under the policy of the day on which coverage would start."""

    facts: Facts
    policy: Policy
    effective: date
    findings: tuple[Finding, ...]

    @property
    def unmet(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_met]

    @property
    def fails_hard(self) -> bool:
        """Something that no window cures."""
        return any(finding.rule not in FORGIVEN for finding in self.unmet)

    @property
    def fails_soft(self) -> bool:
        return any(finding.rule in FORGIVEN for finding in self.unmet)


@dataclass(frozen=True)
class Assessment:
    """What the rules say of the facts at a moment.

    Without ``judged`` (and a ``window``) nothing could be judged, and there are no numbers.
    ``window`` is the one that is open or, where ``verdict`` is to wait, the next one.
    """

    verdict: Verdict
    facts: Facts
    problem: str = ""
    judged: Judged | None = None
    window: Window | None = None
    window_open: bool = False
    wait: Cure | None = None

    @property
    def reasons(self) -> list[str]:
        if self.judged is None:
            return [self.problem]
        return [finding.reason for finding in self.judged.unmet]

    @property
    def effective(self) -> date | None:
        """When coverage would start, if they may enroll now."""
        may = {Verdict.ANY_TIME, Verdict.SPECIAL_WINDOW}
        return self.judged.effective if self.judged and self.verdict in may else None

    @property
    def required(self) -> int:
        """How many have to enroll."""
        if self.judged is None:
            return 0
        percent = cures.percent_of(self.facts, self.judged.policy)
        return cures.people_needed(self.facts.base, percent)

    @property
    def participation(self) -> Fraction | None:
        """The exact share that enrolls; None where nobody is left to count."""
        return Fraction(self.facts.enrolled, self.facts.base) if self.facts.base else None


def assess(facts: Facts, policies: Sequence[Policy], at: datetime) -> Assessment:
    """The verdict on these facts for an application at this moment, with all reasons and cures.

    ``at`` without an offset is Pacific time. The facts are judged by the policy of the effective date
    that applying at ``at`` would give: the requested one, else the special window's where it is
    used, else by the cutoff day. Raises NoPolicy where no policy is known for a day that matters.
    """
    if facts.problem:
        return Assessment(Verdict.INCOMPLETE, facts, facts.problem)
    today = pacific_day(at)
    start = in_force(policies, today).start_after(today)
    ordinary = judge(facts, policies, facts.requested_effective or start)
    window = window_of(policies, today)
    if window.is_open_on(today):
        return _in_window(ordinary, policies, window)
    return _outside_window(ordinary, policies, today)


def _verdict(judged: Judged) -> Verdict:
    """Without the help of any window."""
    if judged.fails_hard:
        return Verdict.NOT_ELIGIBLE
    if not judged.facts.base:
        return Verdict.NEEDS_REVIEW
    return Verdict.WAIT if judged.fails_soft else Verdict.ANY_TIME


def _in_window(ordinary: Judged, policies: Sequence[Policy], window: Window) -> Assessment:
    """The window is used only by who fails what it forgives, and nothing else on its own date."""
    verdict, judged = _verdict(ordinary), ordinary
    if ordinary.fails_soft and ordinary.facts.base:
        special = _in(window, ordinary.facts, policies)
        if not special.fails_hard:
            verdict, judged = Verdict.SPECIAL_WINDOW, special
        elif not ordinary.fails_hard:
            verdict, judged = Verdict.NOT_ELIGIBLE, special
    return Assessment(verdict, judged.facts, judged=judged, window=window, window_open=True)


def _outside_window(ordinary: Judged, policies: Sequence[Policy], today: date) -> Assessment:
    """Waiting is offered only where the next window will help."""
    verdict = _verdict(ordinary)
    if verdict != Verdict.WAIT:
        return Assessment(verdict, ordinary.facts, judged=ordinary)
    window = next_window(policies, today)
    if _in(window, ordinary.facts, policies).fails_hard:
        return Assessment(Verdict.NOT_ELIGIBLE, ordinary.facts, judged=ordinary)
    wait = cures.of_waiting(window, today)
    return Assessment(verdict, ordinary.facts, judged=ordinary, window=window, wait=wait)


def _in(window: Window, facts: Facts, policies: Sequence[Policy]) -> Judged:
    return judge(facts, policies, facts.requested_effective or window.coverage)


def judge(facts: Facts, policies: Sequence[Policy], effective: date) -> Judged:
    """Every rule by the policy of this effective date, in the order of the reasons."""
    policy = in_force(policies, effective)
    findings = (
        _size(facts, policy, effective, policies),
        _flag(Rule.W2, facts.w2, "NO_W2_EMPLOYEE", Change.HIRE),
        _flag(Rule.ADDRESS, facts.ca, "NOT_CA_PRINCIPAL_ADDRESS", Change.MOVE),
        _flag(Rule.OFFER, facts.offers_ft, "NOT_OFFERED_TO_ALL_FT", Change.OFFER),
        *([_participation(facts, policy)] if facts.base else []),
        _contribution(facts, policy),
        *([] if facts.base else [Finding(Rule.PARTICIPATION, "NO_ONE_LEFT_TO_COUNT")]),
    )
    return Judged(facts, policy, effective, findings)


def _flag(rule: Rule, is_met: bool, reason: str, change: Change) -> Finding:
    return Finding(rule) if is_met else Finding(rule, reason, (Cure(change),))


def _size(facts: Facts, policy: Policy, effective: date, policies: Sequence[Policy]) -> Finding:
    if facts.fte <= policy.max_fte:
        return Finding(Rule.SIZE)
    return Finding(Rule.SIZE, "TOO_LARGE", cures.of_size(facts, effective, policy, policies))


def _participation(facts: Facts, policy: Policy) -> Finding:
    percent = cures.percent_of(facts, policy)
    if 100 * facts.enrolled >= percent * facts.base:
        return Finding(Rule.PARTICIPATION)
    reason = f"PARTICIPATION_BELOW_{percent}"
    return Finding(Rule.PARTICIPATION, reason, cures.of_participation(facts, policy))


def _contribution(facts: Facts, policy: Policy) -> Finding:
    percent = policy.contribution_percent
    if 100 * facts.contrib >= percent * (facts.premium or 0):
        return Finding(Rule.CONTRIBUTION)
    reason = f"CONTRIBUTION_BELOW_{percent}"
    return Finding(Rule.CONTRIBUTION, reason, cures.of_contribution(facts, policy))
