"""What an assister needs in order to help consumers, and what to say where something is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mender(models.TextChoices):
    """Who can bring back what is missing."""

    ASSISTER = "assister", _("You")
    DESK = "desk", _("The certification desk")
    ADMINISTRATORS = "administrators", _("The administrators of the portal")


class Lack(models.TextChoices):
    """What can be missing. Each is found by Assister.standing and by Assister.objects.lacking alike."""

    NOT_ACTIVATED = "not_activated", _("Account not activated")
    SWITCHED_OFF = "switched_off", _("Account switched off")
    NOT_AFFILIATED = "not_affiliated", _("Not with an entity")
    ENTITY_SUSPENDED = "entity_suspended", _("Entity suspended")
    ENTITY_ENDED = "entity_ended", _("Entity ended")
    NOT_CERTIFIED = "not_certified", _("Not certified yet")
    SUSPENDED = "suspended", _("Certification suspended")
    REVOKED = "revoked", _("Certification revoked")
    EXPIRED = "expired", _("Certification expired")
    NO_BADGE = "no_badge", _("Badge not issued yet")


MENDERS: dict[str, Mender] = {
    Lack.NOT_ACTIVATED: Mender.ASSISTER,
    Lack.SWITCHED_OFF: Mender.ADMINISTRATORS,
}
ADVICE: dict[str, str | Promise] = {
    Lack.NOT_ACTIVATED: _(
        "Activate your account with the delegation code that was e-mailed to you."
    ),
    Lack.SWITCHED_OFF: _("The administrators of the portal can switch the account on again."),
    Lack.NOT_AFFILIATED: _(
        "You work for no entity at present. When an entity takes you on, the certification desk "
        "puts it on record."
    ),
    Lack.ENTITY_SUSPENDED: _(
        "Your entity is suspended, and all who work for it pause with it. Your entity’s contact "
        "and the certification desk settle this."
    ),
    Lack.ENTITY_ENDED: _(
        "Your entity no longer takes part. When another entity takes you on, the certification "
        "desk puts it on record."
    ),
    Lack.NOT_CERTIFIED: _(
        "The certification desk certifies you once your papers are complete. You hear of it by "
        "e-mail."
    ),
    Lack.SUSPENDED: _(
        "The certification desk has paused your certification and can give it back. Nothing of "
        "your work is lost."
    ),
    Lack.REVOKED: _("The certification desk has ended your certification."),
    Lack.EXPIRED: _(
        "Your certification was not renewed in time. The certification desk renews it."
    ),
    Lack.NO_BADGE: _("The certification desk issues it. There is nothing you need to do."),
}


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, and who mends it."""

    lack: Lack

    @property
    def what(self) -> str | Promise:
        return self.lack.label

    @property
    def mender(self) -> Mender:
        return MENDERS.get(self.lack, Mender.DESK)

    @property
    def advice(self) -> str | Promise:
        """What to do about it, said to the assister."""
        return ADVICE[self.lack]


@dataclass(frozen=True)
class Standing:
    """Whether an assister may help consumers at one moment; if not, all that is missing."""

    missing: tuple[Missing, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def lacks(self) -> set[Lack]:
        return {missing.lack for missing in self.missing}
