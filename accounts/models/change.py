from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.entity import Entity


class StandingChange(models.Model):
    """One decision about an assister's or an entity's standing: what, why, who, when. Never edited.

    ``note`` is for the people concerned, who read it where they learn what is missing. The audit trail has
    ``reason`` only.
    """

    class What(models.TextChoices):
        CERTIFIED = "certified", _("Certified")
        RENEWED = "renewed", _("Renewed")
        SUSPENDED = "suspended", _("Suspended")
        REINSTATED = "reinstated", _("Reinstated")
        REVOKED = "revoked", _("Revoked")
        LAPSED = "lapsed", _("Expired")
        AFFILIATED = "affiliated", _("Affiliated with an entity")
        AFFILIATION_ENDED = "affiliation_ended", _("Affiliation ended")
        BADGE_ISSUED = "badge_issued", _("Badge issued")
        BADGE_RETURNED = "badge_returned", _("Badge returned")
        SWITCHED_OFF = "switched_off", _("Account switched off")
        SWITCHED_ON = "switched_on", _("Account switched on")
        ENTITY_REGISTERED = "entity_registered", _("Entity registered")
        ENTITY_SUSPENDED = "entity_suspended", _("Entity suspended")
        ENTITY_REINSTATED = "entity_reinstated", _("Entity reinstated")
        ENTITY_ENDED = "entity_ended", _("Entity ended")

    class Reason(models.TextChoices):
        ROUTINE = "routine", _("As usual: all that is needed is there")
        OWN_REQUEST = "own_request", _("At their own request")
        ENTITY_REQUEST = "entity_request", _("At the entity’s request")
        PAPERS = "papers", _("Papers or training are missing")
        COMPLAINT = "complaint", _("A complaint is being looked into")
        RULES = "rules", _("The rules of the program were broken")
        SETTLED = "settled", _("What stood against it is settled")
        LEFT = "left", _("They no longer work there")
        CLOSED = "closed", _("The organization closed or left the program")
        MISTAKE = "mistake", _("To mend a mistake")
        OTHER = "other", _("Something else")

    assister = models.ForeignKey(
        "accounts.Assister",
        on_delete=models.PROTECT,
        related_name="standing_changes",
        verbose_name=_("assister"),
        null=True,
        blank=True,
    )
    entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        related_name="standing_changes",
        verbose_name=_("entity"),
        null=True,
        blank=True,
    )
    what = models.CharField(_("what"), max_length=17, choices=What)
    # Empty where nobody decided: a day had come.
    reason = models.CharField(_("reason"), max_length=14, choices=Reason, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assister__isnull=False, entity__isnull=True)
                | Q(assister__isnull=True, entity__isnull=False),
                name="standingchange_of_one_assister_or_entity",
            ),
        ]

    def __str__(self) -> str:
        return f"Standing change {self.pk} ({self.what})"
