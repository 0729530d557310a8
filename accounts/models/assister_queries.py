"""Where assisters stand, asked of many at once."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models.affiliation import Affiliation
from accounts.models.certification import Badge, Certification
from accounts.models.entity import Entity
from accounts.models.standing import Lack
from portal.fields import clean_digits

if TYPE_CHECKING:
    from accounts.models.assister import Assister  # noqa: F401

Status = Certification.Status
# What a certification lacks that does not hold. One that does is Status.CERTIFIED.
CERTIFICATION_LACKS = {
    Lack.NOT_CERTIFIED: Status.PENDING,
    Lack.SUSPENDED: Status.SUSPENDED,
    Lack.REVOKED: Status.REVOKED,
    Lack.EXPIRED: Status.EXPIRED,
}


def _own(rows: models.QuerySet) -> models.QuerySet:
    return rows.filter(assister=OuterRef("pk"))


class AssisterQuerySet(models.QuerySet["Assister"]):
    """The same questions as Assister.standing asks, in SQL; a property-based test holds the two together."""

    def ready(self, at: datetime | None = None) -> AssisterQuerySet:
        """Those who may help consumers at this moment: nothing is missing."""
        day = timezone.localdate(at)
        entity_active = Q(entity__status=Entity.Status.ACTIVE)
        return self.filter(
            Exists(_own(Certification.objects.holding(day))),
            Exists(_own(Badge.objects.live(day))),
            Exists(_own(Affiliation.objects.holding(day).filter(entity_active))),
            user__is_active=True,
        )

    def listed(self) -> AssisterQuerySet:
        """Those who let themselves be found in Find Help Near You."""
        return self.filter(is_listed=True)

    def lacking(self, lack: Lack, at: datetime | None = None) -> AssisterQuerySet:
        """Those to whose standing this one thing is missing."""
        day = timezone.localdate(at)
        if lack in CERTIFICATION_LACKS and lack != Lack.SUSPENDED:
            return self.annotate(certification_state=_certification_state(day)).filter(
                certification_state=CERTIFICATION_LACKS[lack]
            )
        affiliations = Affiliation.objects.holding(day)
        conditions: dict[Lack, Any] = {
            Lack.NOT_ACTIVATED: Q(user=None),
            Lack.SWITCHED_OFF: Q(user__is_active=False),
            Lack.NOT_AFFILIATED: ~Exists(_own(affiliations)),
            Lack.ENTITY_SUSPENDED: Exists(
                _own(affiliations.filter(entity__status=Entity.Status.SUSPENDED))
            ),
            Lack.ENTITY_ENDED: Exists(
                _own(affiliations.filter(entity__status=Entity.Status.ENDED))
            ),
            # Which is open, and so the one that counts: no need to look for it among the others.
            Lack.SUSPENDED: Exists(
                _own(Certification.objects.filter(status=Status.SUSPENDED, certified_on__lte=day))
            ),
            Lack.NO_BADGE: ~Exists(_own(Badge.objects.live(day))),
        }
        return self.filter(conditions[lack])

    def working_for(self, entity: Entity | uuid.UUID) -> AssisterQuerySet:
        """Those who are with this entity now, whatever else they lack."""
        open_here = _own(Affiliation.objects.open().filter(entity=entity))
        return self.filter(Exists(open_here), entity=entity)

    def unready_of(self, entity: Entity | uuid.UUID) -> AssisterQuerySet:
        """Those of an entity to whom something is missing. Looks at that entity's rows only."""
        ready = AssisterQuerySet(self.model).ready().filter(entity=entity).order_by()
        return self.working_for(entity).exclude(pk__in=ready.values("pk"))

    def about(self, words: str) -> AssisterQuerySet:
        """Each word is in the name, with or without accents; or all is a part of the number."""
        digits = "".join(one for one in words if one not in " -.–")
        if digits.isdigit():
            return self.filter(certification_number__contains=clean_digits(digits))
        found = self
        for word in words.split():
            in_name = Q(first_name__unaccent__icontains=word)
            found = found.filter(in_name | Q(last_name__unaccent__icontains=word))
        return found

    def due(self, which: str, at: datetime | None = None) -> AssisterQuerySet:
        """Whose certification is due within ``which`` days, or in the time of grace (``grace``)."""
        today = timezone.localdate(at)
        running = Certification.objects.holding(today).filter(ended_on=None)
        if which == "grace":
            running = running.filter(due_on__lt=today)
        else:
            running = running.filter(due_on__gte=today, due_on__lte=today + timedelta(int(which)))
        return self.filter(pk__in=running.values("assister"))

    def with_standing(self) -> AssisterQuerySet:
        """All that standing() asks for, in three queries more however many rows there are."""
        return self.select_related("entity", "user").prefetch_related(
            "certifications",
            "badges",
            models.Prefetch("affiliations", Affiliation.objects.select_related("entity")),
        )


def _certification_state(day: date) -> models.Expression:
    """The status that counts on this day, of the row that Assister.certification finds."""
    covers = Q(certified_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))
    decisive = (
        _own(Certification.objects.filter(Q(certified_on=None) | Q(certified_on__lte=day)))
        .annotate(
            is_past=Case(When(covers, then=0), default=1),
            counts_as=Case(
                When(covers & Q(status=Status.CERTIFIED, grace_until__gte=day), then=F("status")),
                When(covers & Q(status=Status.CERTIFIED), then=Value(Status.EXPIRED)),
                When(status=Status.CERTIFIED, then=Value(Status.PENDING)),
                default=F("status"),
            ),
        )
        .order_by("is_past", F("ended_on").desc(nulls_first=True), "-pk")
    )
    return Coalesce(Subquery(decisive.values("counts_as")[:1]), Value(Status.PENDING))
