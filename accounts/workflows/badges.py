"""Badges: the desk issues them one by one, and takes them back. The second gate beside the activation."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import decisions
from accounts.decisions import Reason, What
from accounts.errors import BadgeOut, NoBadge, NotAffiliated, WrongStatus
from accounts.models import Assister, Badge, Certification, User
from accounts.workflows.assisters import locked_assister, void_badge
from audit import trail
from portal.db import refusing


@trail.workflow("badge.issue")
def issue(
    *, assister: Assister, by: User | None, reason: str = Reason.ROUTINE, note: str = ""
) -> Badge:
    """Issue a badge to one who is certified and with an entity, activated or not.

    Raises WrongStatus, NotAffiliated, BadgeOut.
    """
    assister = locked_assister(assister)
    today = timezone.localdate()
    if not Certification.objects.holding(today).filter(assister=assister).exists():
        raise WrongStatus(_("Only who is certified today gets a badge. Certify or renew first."))
    if not assister.affiliations.open().exists():
        raise NotAffiliated(_("This assister works for no entity, and a badge shows one."))
    out = BadgeOut(_("This assister has a badge. Have it returned before a new one is issued."))
    with refusing("badge_one_live", out):
        badge = Badge.objects.create(assister=assister, issued_on=today)
    change = decisions.put_down(What.BADGE_ISSUED, about=assister, by=by, reason=reason, note=note)
    trail.record("badge.issue", by=by, about=badge, entity=assister.entity, reason=str(reason))
    decisions.announce([assister], What.BADGE_ISSUED, by=by)
    decisions.write_to(assister, change)
    return badge


@trail.workflow("badge.take_back")
def take_back(*, assister: Assister, by: User | None, reason: str, note: str = "") -> None:
    """The badge is handed in, lost or replaced: it counts no longer, from now on. Raises NoBadge."""
    assister = locked_assister(assister)
    badge = assister.badges.filter(returned_on=None).first()
    if badge is None:
        raise NoBadge(_("This assister has no badge."))
    void_badge(assister)
    change = decisions.put_down(
        What.BADGE_RETURNED, about=assister, by=by, reason=reason, note=note
    )
    trail.record("badge.take_back", by=by, about=badge, entity=assister.entity, reason=str(reason))
    decisions.announce([assister], What.BADGE_RETURNED, by=by)
    decisions.write_to(assister, change)
