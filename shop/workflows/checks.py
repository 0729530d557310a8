"""A check is made once and never changed; who changes an answer makes another."""

from dataclasses import asdict

from accounts.models import User
from audit import trail
from limiter import limits
from shop.facts import Facts
from shop.limits import CHECKS_ACCOUNT, CHECKS_ADDRESS
from shop.models import ShopCheck
from shop.models.check import FACTS


@trail.workflow("shop_check.make")
def make(*, facts: Facts, by: User | None) -> ShopCheck:
    """Keep facts that can be judged, under an address that nobody can guess.

    Of a visitor nothing is kept but the numbers. Raises TooManyAttempts.
    """
    limits.charge((CHECKS_ACCOUNT, by.pk) if by else (CHECKS_ADDRESS, limits.client_network()))
    told = {name: value for name, value in asdict(facts).items() if name in FACTS}
    check = ShopCheck.objects.create(**told, contributions=list(facts.contributions), made_by=by)
    trail.record("shop_check.make", by=by, about=check)
    return check
