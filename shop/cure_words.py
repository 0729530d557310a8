"""What would change a verdict, in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop import cures
from shop.cures import Change, Cure
from shop.facts import Facts
from shop.formats import day, dollars
from shop.policies import Policy


def of(cure: Cure, facts: Facts, policy: Policy) -> str:
    """What would meet the rule, as one sentence."""
    number = cure.amount
    if cure.change == Change.ENROLL:
        return ngettext(
            "%(number)d more employee enrolls.", "%(number)d more employees enroll.", number
        ) % {"number": number}
    if cure.change == Change.WAIVE:
        return ngettext(
            "%(number)d more of those who do not enroll has a valid waiver.",
            "%(number)d more of those who do not enroll have a valid waiver.",
            number,
        ) % {"number": number}
    if cure.change == Change.CONTRIBUTE:
        return _more_money(cure, facts, policy)
    if cure.change == Change.SHRINK:
        return _fewer(number)
    if cure.change == Change.START and cure.on:
        return _("Coverage that starts on %(day)s or later: then so many may count.") % {
            "day": day(cure.on)
        }
    return {
        Change.HIRE: _("A W-2 employee who is neither the owner nor the owner’s spouse."),
        Change.MOVE: _("A principal business address in California."),
        Change.OFFER: _("Offer coverage to all full-time employees."),
    }[cure.change]


def _fewer(number: int) -> str:
    return ngettext(
        "%(number)d full-time equivalent fewer. Look again at who was counted: owners, family, "
        "seasonal workers, contractors and retirees are left out.",
        "%(number)d full-time equivalents fewer. Look again at who was counted: owners, "
        "family, seasonal workers, contractors and retirees are left out.",
        number,
    ) % {"number": number}


def _more_money(cure: Cure, facts: Facts, policy: Policy) -> str:
    needed = cures.cents_needed(facts.premium or 0, policy.contribution_percent)
    numbers = {"more": dollars(cure.amount), "needed": dollars(needed), "also": cure.also_enroll}
    if cure.also_enroll:
        return (
            _(
                "The employer pays %(more)s more, %(needed)s in all. This is the whole premium, so "
                "%(also)s more must enroll."
            )
            % numbers
        )
    if facts.contributions:
        return _("Nobody gets less than %(needed)s: up to %(more)s more.") % numbers
    return _("The employer pays %(more)s more for each employee and month: %(needed)s.") % numbers
