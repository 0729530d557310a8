from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.languages import SpokenLanguage
from accounts.models.affiliation import Affiliation
from accounts.models.certification import Badge, Certification
from accounts.models.change import StandingChange
from accounts.models.entity import TEN_DIGITS, Entity
from accounts.models.site import Site
from accounts.models.standing import Lack, Missing, Standing

Status = Certification.Status
What = StandingChange.What
# What a certification lacks that does not hold. One that does is Status.CERTIFIED.
CERTIFICATION_LACKS = {
    Lack.NOT_CERTIFIED: Status.PENDING,
    Lack.SUSPENDED: Status.SUSPENDED,
    Lack.REVOKED: Status.REVOKED,
    Lack.EXPIRED: Status.EXPIRED,
}
# The decision whose note says why.
DECIDED = {
    Lack.SUSPENDED: What.SUSPENDED,
    Lack.REVOKED: What.REVOKED,
    Lack.NOT_AFFILIATED: What.AFFILIATION_ENDED,
    Lack.ENTITY_SUSPENDED: What.ENTITY_SUSPENDED,
    Lack.ENTITY_ENDED: What.ENTITY_ENDED,
}
BY_THE_ENTITY = {Lack.ENTITY_SUSPENDED, Lack.ENTITY_ENDED}


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


class Assister(models.Model):
    """A CEC or a PBE: known to the certification desk first, with an account once activated.

    ``entity`` is the one they work for, or worked for last; Affiliation has the history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="assisters", verbose_name=_("entity")
    )
    certification_number = models.CharField(
        _("certification number"),
        max_length=9,
        unique=True,
        validators=[RegexValidator(r"^\d{9}\Z", _("Enter the nine digits of the number."))],
        error_messages={"unique": _("Another assister has this certification number.")},
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(
        _("e-mail address on file"), help_text=_("The delegation code goes to this address.")
    )
    language = models.CharField(
        _("language of e-mails"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    spoken_languages = ArrayField(
        models.CharField(max_length=3, choices=SpokenLanguage),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        related_name="assisters",
        verbose_name=_("work site"),
        null=True,
        blank=True,
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assister",
        verbose_name=_("account"),
        null=True,
        blank=True,
    )
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True, editable=False)

    # What they choose themselves of how consumers reach them.
    is_listed = models.BooleanField(_("listed in Find Help Near You"), default=True)
    takes_new_consumers = models.BooleanField(_("takes new consumers"), default=True)
    reviews_requests = models.BooleanField(_("accepts each request personally"), default=False)

    objects = AssisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("assister")
        verbose_name_plural = _("assisters")
        ordering = ["certification_number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(certification_number__regex=r"^\d{9}$"),
                name="assister_certification_number_nine_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(phone__regex=TEN_DIGITS), name="assister_phone_ten_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, activated_at__isnull=True)
                | models.Q(user__isnull=False, activated_at__isnull=False),
                name="assister_user_and_activated_at_agree",
            ),
            # What the foreign key of an open affiliation points to.
            models.UniqueConstraint("id", "entity", name="assister_with_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.role_abbreviation} {self.pk}"

    @property
    def role_abbreviation(self) -> str:
        """CEC or PBE: an assister is what their entity makes them."""
        return "CEC" if self.entity.kind == Entity.Kind.CEE else "PBE"

    @property
    def role_name(self) -> str | Promise:
        if self.entity.kind == Entity.Kind.CEE:
            return _("Certified Enrollment Counselor")
        return _("Plan-Based Enroller")

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def languages_in_words(self) -> list[str]:
        return [str(SpokenLanguage(code).label) for code in self.spoken_languages]

    @property
    def is_activated(self) -> bool:
        return self.user_id is not None

    def standing(self, at: datetime | None = None) -> Standing:
        """Ready to help consumers at this moment, or all that is missing and who mends it.

        A day counts as a whole, by the calendar of California. Of many assisters: with_standing() first.
        """
        day = timezone.localdate(at)
        lacks = [*self._account_lacks(), *self._entity_lacks(day), *self._own_lacks(day)]
        return Standing(tuple(map(Missing, lacks)))

    def _account_lacks(self) -> Iterator[Lack]:
        if self.user is None:
            yield Lack.NOT_ACTIVATED
        elif not self.user.is_active:
            yield Lack.SWITCHED_OFF

    def _entity_lacks(self, day: date) -> Iterator[Lack]:
        affiliation = next((one for one in self.affiliations.all() if one.holds(day)), None)
        if affiliation is None:
            yield Lack.NOT_AFFILIATED
            return
        # Another one only when asked about the past.
        is_own = affiliation.entity_id == self.entity_id
        status = (self.entity if is_own else affiliation.entity).status
        if status == Entity.Status.SUSPENDED:
            yield Lack.ENTITY_SUSPENDED
        elif status == Entity.Status.ENDED:
            yield Lack.ENTITY_ENDED

    def _own_lacks(self, day: date) -> Iterator[Lack]:
        state = self._certification_state(day)
        yield from (lack for lack, status in CERTIFICATION_LACKS.items() if status == state)
        if not any(badge.is_live(day) for badge in self.badges.all()):
            yield Lack.NO_BADGE

    def _certification_state(self, day: date) -> str:
        row = self.certification(day)
        if row is None:
            return Status.PENDING
        if row.status != Status.CERTIFIED:
            return row.status
        if not row.covers(day):
            return Status.PENDING
        return Status.CERTIFIED if day <= row.last_day else Status.EXPIRED

    def certification(self, day: date) -> Certification | None:
        """The row that counts on this day: the one the day lies in, else the last that began by then."""
        began = [row for row in self.certifications.all() if row.began_by(day)]
        return max(
            began,
            key=lambda row: (
                row.certified_on is not None and row.covers(day),
                row.ended_on or date.max,
                row.pk,
            ),
            default=None,
        )

    def note_about(self, lack: Lack) -> str:
        """What the desk wrote when it decided so; empty where nobody decided."""
        if lack not in DECIDED:
            return ""
        of = self.entity.standing_changes if lack in BY_THE_ENTITY else self.standing_changes
        return of.filter(what=DECIDED[lack]).values_list("note", flat=True).first() or ""
