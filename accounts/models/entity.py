from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import counties

# Whatever is not written as ten digits is no phone number.
TEN_DIGITS = r"^(\d{10})?$"


class Entity(models.Model):
    """The organisation an assister works for: a CEE or a PBEE.

    One that is suspended takes its assisters' access along, and gives it back; one that has ended
    has no assisters any more.
    """

    class Kind(models.TextChoices):
        CEE = "cee", _("Certified Enrollment Entity (CEE)")
        PBEE = "pbee", _("Plan-Based Enrollment Entity (PBEE)")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    legal_name = models.CharField(_("legal name"), max_length=200)
    status = models.CharField(
        _("status"), max_length=9, choices=Status, default=Status.ACTIVE, editable=False
    )
    counties = ArrayField(
        models.CharField(max_length=20, choices=counties.CHOICES),
        verbose_name=_("counties served"),
        default=list,
        blank=True,
    )
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        ordering = ["legal_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["cee", "pbee"]), name="entity_kind_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(legal_name=""), name="entity_legal_name_given"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "suspended", "ended"]),
                name="entity_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(phone__regex=TEN_DIGITS), name="entity_phone_ten_digits"
            ),
            # Rosters name entities, and so do those who activate.
            models.UniqueConstraint(
                "kind",
                Lower("legal_name"),
                condition=~models.Q(status="ended"),
                name="entity_one_of_a_name",
                violation_error_message=_("There is an entity of this kind and name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name
