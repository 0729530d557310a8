"""An assessment in plain words, with the numbers behind it: what a page shows."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop import cure_words, cures
from shop.cases import percent
from shop.formats import day, dollars
from shop.policies import Window
from shop.rules import Assessment, Finding, Judged, Rule, Verdict

KINDS = {Verdict.ANY_TIME: "success", Verdict.SPECIAL_WINDOW: "success"}


@dataclass
class Line:
    """One rule: what it asks, whether it is met, by which numbers, and what would meet it."""

    title: str
    is_met: bool
    numbers: str
    source: str
    cures: list[str] = field(default_factory=list)


@dataclass
class Bar:
    """People, and the same in thousandths of those who count, for drawing."""

    base: int
    enrolled: int
    required: int

    @property
    def enrolled_width(self) -> int:
        return 1000 * self.enrolled // self.base

    @property
    def required_at(self) -> int:
        return 1000 * self.required // self.base

    @property
    def caption(self) -> str:
        numbers = {"enrolled": self.enrolled, "base": self.base, "required": self.required}
        missing = self.required - self.enrolled
        if missing <= 0:
            return _("%(enrolled)s of %(base)s enroll; %(required)s are needed.") % numbers
        text = ngettext(
            "%(enrolled)s of %(base)s enroll; %(required)s are needed: %(missing)s more.",
            "%(enrolled)s of %(base)s enroll; %(required)s are needed: %(missing)s more.",
            missing,
        )
        return text % {**numbers, "missing": missing}


@dataclass
class Shown:
    kind: str
    heading: str
    text: str
    lines: list[Line]
    bar: Bar | None
    window: Window | None
    window_source: str


def show(found: Assessment) -> Shown:
    """Of facts that can be judged."""
    judged = found.judged
    assert judged is not None
    heading, text = _verdict(found, judged)
    facts = found.facts
    return Shown(
        kind=KINDS.get(found.verdict, "warning"),
        heading=heading,
        text=text,
        lines=[_line(finding, judged, _waiting(found)) for finding in judged.findings],
        bar=Bar(facts.base, facts.enrolled, found.required) if facts.base else None,
        window=found.window if judged.fails_soft and facts.base else None,
        window_source=judged.policy.sources.get("window", ""),
    )


# --- the verdict -------------------------------------------------------------------------------------


def _verdict(found: Assessment, judged: Judged) -> tuple[str, str]:
    if found.verdict == Verdict.ANY_TIME:
        return _("This business can enroll now"), _(
            "It meets all the rules. If it applies today, coverage can start on %(start)s."
        ) % {"start": day(judged.effective)}
    if found.verdict == Verdict.SPECIAL_WINDOW and found.window:
        return _("This business can enroll now, in the special window"), _(
            "Until %(closes)s participation and contribution do not count. Coverage starts on "
            "%(start)s."
        ) % {"closes": day(found.window.closes), "start": day(judged.effective)}
    if found.verdict == Verdict.WAIT and found.window:
        return _("Not today, but from %(opens)s on") % {"opens": day(found.window.opens)}, _(
            "From %(opens)s through %(closes)s participation and contribution do not count, for "
            "coverage from %(start)s. What would do today stands below."
        ) % {
            "opens": day(found.window.opens),
            "closes": day(found.window.closes),
            "start": day(found.facts.requested_effective or found.window.coverage),
        }
    if found.verdict == Verdict.NEEDS_REVIEW:
        return _("The SHOP Sales Team has to look at this"), _(
            "All eligible employees have a valid waiver, so nobody is left to count. Call them; "
            "have these numbers at hand."
        )
    return _("This business cannot enroll as things are"), _(
        "Below is every rule that it does not meet, and what would change it."
    )


def _waiting(found: Assessment) -> str:
    if found.wait is None or found.wait.on is None:
        return ""
    days = found.wait.amount
    text = ngettext(
        "They apply from %(day)s on, in %(days)d day.",
        "They apply from %(day)s on, in %(days)d days.",
        days,
    )
    return text % {"day": day(found.wait.on), "days": days}


# --- each rule -----------------------------------------------------------------------------------------


def _line(finding: Finding, judged: Judged, waiting: str) -> Line:
    facts, policy = judged.facts, judged.policy
    title, numbers = {
        Rule.SIZE: _size,
        Rule.W2: _w2,
        Rule.ADDRESS: _address,
        Rule.OFFER: _offer,
        Rule.PARTICIPATION: _participation,
        Rule.CONTRIBUTION: _contribution,
    }[finding.rule](judged)
    changes = [cure_words.of(cure, facts, policy) for cure in finding.cures]
    if waiting and not finding.is_met:  # who is told to wait fails only what the window forgives
        changes.append(waiting)
    return Line(
        title=title,
        is_met=finding.is_met,
        numbers=numbers,
        source=policy.sources.get(finding.rule, ""),
        cures=changes,
    )


def _size(judged: Judged) -> tuple[str, str]:
    text = _("%(fte)s full-time equivalents; at most %(most)s for coverage from %(start)s.")
    numbers = {"fte": judged.facts.fte, "most": judged.policy.max_fte}
    return _("Size"), text % {**numbers, "start": day(judged.effective)}


def _w2(judged: Judged) -> tuple[str, str]:
    told = (
        _("There is one who is neither owner nor owner’s spouse.")
        if judged.facts.w2
        else _("There is none but the owner or the owner’s spouse.")
    )
    return _("A W-2 employee"), told


def _address(judged: Judged) -> tuple[str, str]:
    told = (
        _("The principal business address is in California.")
        if judged.facts.ca
        else _("The principal business address is not in California.")
    )
    return _("Address"), told


def _offer(judged: Judged) -> tuple[str, str]:
    told = (
        _("All full-time employees are offered coverage.")
        if judged.facts.offers_ft
        else _("Not all full-time employees are offered coverage.")
    )
    return _("Offer to all full-time employees"), told


def _participation(judged: Judged) -> tuple[str, str]:
    title, facts, policy = _("Participation"), judged.facts, judged.policy
    if not facts.base:
        return title, _("All eligible employees have a valid waiver: nobody is left to count.")
    needed = cures.percent_of(facts, policy)
    numbers = {
        "enrolled": facts.enrolled,
        "base": facts.base,
        "share": percent(Fraction(facts.enrolled, facts.base)),
        "percent": needed,
        "required": cures.people_needed(facts.base, needed),
    }
    if facts.pays_all:
        text = _(
            "%(enrolled)s of %(base)s enroll (%(share)s). The employer pays the whole premium, so "
            "all %(base)s must."
        )
    else:
        text = _(
            "%(enrolled)s of %(base)s enroll (%(share)s). At least %(required)s must (%(percent)s%%)."
        )
    return title, text % numbers


def _contribution(judged: Judged) -> tuple[str, str]:
    facts, policy = judged.facts, judged.policy
    premium = facts.premium or 0
    needed = cures.cents_needed(premium, policy.contribution_percent)
    numbers = {
        "contrib": dollars(facts.contrib),
        "premium": dollars(premium),
        "needed": dollars(needed),
        "percent": policy.contribution_percent,
        "all": len(facts.contributions),
        "low": sum(amount < needed for amount in facts.contributions),
    }
    if facts.contributions:
        text = _(
            "The lowest of %(all)s contributions is %(contrib)s; %(low)s of them are too low. Each "
            "must be at least %(needed)s of %(premium)s (%(percent)s%%)."
        )
    else:
        text = _(
            "The employer pays %(contrib)s of %(premium)s. At least %(needed)s is needed "
            "(%(percent)s%%)."
        )
    return _("Contribution"), text % numbers
