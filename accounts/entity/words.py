"""What is missing to an assister, and who mends it, said to the contact of their entity."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Lack

MENDED: dict[str, str | Promise] = {
    Lack.NOT_ACTIVATED: _("They activate it themselves, with the code in their invitation."),
    Lack.SWITCHED_OFF: _("The administrators of the portal can switch it on again."),
    Lack.NOT_AFFILIATED: _("The certification desk puts it on record."),
    Lack.ENTITY_SUSPENDED: _("You and the certification desk settle this."),
    Lack.ENTITY_ENDED: _("The certification desk can register it anew."),
    Lack.NOT_CERTIFIED: _("The certification desk certifies them once their papers are complete."),
    Lack.SUSPENDED: _("The certification desk can give it back."),
    Lack.REVOKED: _("The certification desk has ended it."),
    Lack.EXPIRED: _("The certification desk renews it."),
    Lack.NO_BADGE: _("The certification desk issues it."),
}
