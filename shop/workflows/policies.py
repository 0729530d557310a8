"""New rules for a time to come, and corrections. What was in force stays on the page as history."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from portal.db import refusing
from shop.errors import PeriodTaken
from shop.models import ShopPolicy
from shop.models.policy import NO_OVERLAP


@trail.workflow("shop_policy.save")
def save(*, policy: ShopPolicy, by: User) -> ShopPolicy | None:
    """Keep a policy, new or changed; one without an end before it ends the day before.

    Returns the one that was ended so, if any. Raises PeriodTaken when another is valid in its time.
    """
    before = (
        ShopPolicy.objects.select_for_update()
        .without_end_before(policy.valid_from)
        .exclude(pk=policy.pk)
        .first()
    )
    if before is not None:
        before.valid_to = policy.valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
        trail.record("shop_policy.end", by=by, about=before)
    with refusing(
        NO_OVERLAP,
        PeriodTaken(
            _("Another policy is valid in this time. End that one first, or choose other days.")
        ),
    ):
        policy.save()
    trail.record("shop_policy.save", by=by, about=policy)
    return before
