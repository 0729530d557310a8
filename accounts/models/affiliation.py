from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models.certification import between
from accounts.models.entity import Entity


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def open(self) -> AffiliationQuerySet:
        return self.filter(ended_on=None)

    def holding(self, day: date) -> AffiliationQuerySet:
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), began_on__lte=day)


class Affiliation(models.Model):
    """From one day to another an assister works for an entity; for one at a time.

    Assister.entity is the entity of the open one, or of the last. The database holds the first half:
    a foreign key of two columns, (assister, open_entity_id) to (id, entity_id) of the assister, refuses
    both an affiliation with another entity and another entity beside an affiliation.
    """

    assister = models.ForeignKey(
        "accounts.Assister",
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("assister"),
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("entity")
    )
    began_on = models.DateField(_("from"))
    # The first day on which it no longer holds.
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    open_entity_id = models.GeneratedField(
        expression=Case(When(ended_on=None, then=F("entity"))),
        output_field=models.UUIDField(null=True),
        db_persist=True,
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
                name="affiliation_ends_after_it_began",
            ),
            models.UniqueConstraint(
                "assister", condition=Q(ended_on=None), name="affiliation_one_open"
            ),
            ExclusionConstraint(
                name="affiliation_one_at_a_time",
                expressions=[
                    ("assister", RangeOperators.EQUAL),
                    (between("began_on", "ended_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Affiliation {self.pk}"

    def holds(self, day: date) -> bool:
        return self.began_on <= day and (self.ended_on is None or self.ended_on > day)
