from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Assister, Entity
from cases.models import Case
from delegation.models.consent import Consent


class Scope(models.TextChoices):
    """What a delegate may do on a case, and nothing else."""

    READ = "read", _("See your case")
    DOCUMENTS = "documents", _("Upload documents for you")
    CHANGES = "changes", _("Report changes for you")
    RENEWAL = "renewal", _("Help you renew your coverage")


def whole_scope() -> list[str]:
    return list(Scope.values)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def pending(self) -> DelegationQuerySet:
        """Requests that nobody has answered yet."""
        return self.filter(state=Delegation.State.PENDING)

    def active(self) -> DelegationQuerySet:
        """Also those that give nothing at present, because the assister is not ready."""
        return self.filter(state=Delegation.State.ACTIVE)

    def open(self) -> DelegationQuerySet:
        return self.filter(state__in=Delegation.OPEN)

    def closed(self) -> DelegationQuerySet:
        return self.exclude(state__in=Delegation.OPEN)

    def holding(self, at: datetime | None = None) -> DelegationQuerySet:
        """Active, within its year, and with the entity that the assister works for still."""
        day = timezone.localdate(at)
        return self.active().filter(until_on__gte=day, entity=F("assister__entity"))

    def allowing(self, part: Scope) -> DelegationQuerySet:
        """Those whose consumer has allowed this, too."""
        return self.filter(scope__contains=[part])

    def orphaned(self) -> DelegationQuerySet:
        """Ended because the assister left, and nobody was chosen for the case since, or helps still."""
        later = Delegation.objects.filter(
            Q(asked_at__gt=models.OuterRef("closed_at")) | Q(state__in=Delegation.OPEN),
            case=models.OuterRef("case"),
        )
        return self.filter(reason__in=Delegation.LEFT).exclude(models.Exists(later))

    def with_people(self) -> DelegationQuerySet:
        return self.select_related("case__user", "assister__user", "assister__entity", "entity")


class Delegation(models.Model):
    """That a consumer lets one assister, of one entity, work on their case: asked, given, ended.

    The signature is the consent's. Rows are kept for years after they end (DELEGATION_KEEP).
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for an answer")
        ACTIVE = "active", _("Active")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")
        ENDED = "ended", _("Ended")

    class Purpose(models.TextChoices):
        COVERAGE = (
            "coverage",
            _("Free help with applying for, keeping and renewing health coverage"),
        )

    class Side(models.TextChoices):
        """Who closed it."""

        CONSUMER = "consumer", _("The consumer")
        ASSISTER = "assister", _("The assister")
        REPRESENTATIVE = "representative", _("The Help Line, for the consumer")
        SYSTEM = "system", _("The portal")

    class Reason(models.TextChoices):
        ASKED = "asked", _("The consumer wanted it")
        REPLACED = "replaced", _("The consumer chose somebody else")
        RENEWED = "renewed", _("Signed again for another year")
        NO_ROOM = "no_room", _("The assister has no room for more consumers now")
        LANGUAGE = "language", _("The assister does not speak the language needed")
        TOO_FAR = "too_far", _("The assister is too far away")
        KNOWN = "known", _("The assister knows the consumer personally")
        CANNOT = "cannot", _("The assister cannot help with this")
        NO_ANSWER = "no_answer", _("Nobody answered in time")
        YEAR_OVER = "year_over", _("The time it was given for is over")
        REVOKED = "revoked", _("The assister’s certification was ended")
        AFFILIATION_ENDED = "affiliation_ended", _("The assister left the organization")
        ENTITY_ENDED = "entity_ended", _("The organization takes part no longer")

    OPEN = [State.PENDING, State.ACTIVE]
    # What an assister may say who declines, or who ends it.
    DECLINING = [Reason.NO_ROOM, Reason.LANGUAGE, Reason.TOO_FAR, Reason.KNOWN, Reason.CANNOT]
    LEFT = [Reason.REVOKED, Reason.AFFILIATION_ENDED, Reason.ENTITY_ENDED]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of the form that was signed: posted twice, it makes one.
    form_key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delegations")
    assister = models.ForeignKey(Assister, on_delete=models.PROTECT, related_name="delegations")
    # The one the assister worked for then: consent was given to a person at an organization.
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="delegations")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="delegation")
    state = models.CharField(max_length=9, choices=State)
    scope = ArrayField(models.CharField(max_length=9, choices=Scope), default=whole_scope)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.COVERAGE)

    asked_at = models.DateTimeField(default=timezone.now)
    from_on = models.DateField()
    until_on = models.DateField()  # the last day on which it holds
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    closed_as = models.CharField(max_length=14, choices=Side, blank=True)
    reason = models.CharField(max_length=17, choices=Reason, blank=True)

    # Of the code on the receipt, which with the date of birth ends it without signing in.
    receipt_digest = models.CharField(max_length=80, unique=True, editable=False)
    # That the request expires soon; that the year is over soon. Once each.
    warned_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # What nobody has written to them about yet; a task does, of several things at once.
    assister_news_at = models.DateTimeField(null=True)
    consumer_news_at = models.DateTimeField(null=True)
    assister_told_at = models.DateTimeField(null=True)
    # The consumer knows that the assister cannot help at present.
    pause_told_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["assister", "state", "-asked_at"], name="delegation_of_assister"),
            models.Index(fields=["entity", "state"], name="delegation_of_entity"),
            models.Index(
                fields=["until_on"], condition=Q(state="active"), name="delegation_year_over"
            ),
            models.Index(
                fields=["asked_at"], condition=Q(state="pending"), name="delegation_waiting"
            ),
            models.Index(
                fields=["assister"],
                condition=Q(assister_news_at__isnull=False),
                name="delegation_assister_news",
            ),
            models.Index(
                fields=["consumer_news_at"],
                condition=Q(consumer_news_at__isnull=False),
                name="delegation_consumer_news",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "case", condition=Q(state="active"), name="delegation_one_active_per_case"
            ),
            models.UniqueConstraint(
                "case", condition=Q(state="pending"), name="delegation_one_pending_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "active"])
                & Q(closed_at=None, closed_by=None, closed_as="", reason="")
                | Q(
                    state__in=["declined", "withdrawn", "expired", "ended"], closed_at__isnull=False
                )
                & ~Q(closed_as="")
                & ~Q(reason=""),
                name="delegation_closed_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "ended"], accepted_at__isnull=False)
                | (~Q(state__in=["active", "ended"]) & Q(accepted_at=None)),
                name="delegation_accepted_if_active_or_ended",
            ),
            models.CheckConstraint(
                condition=(Q(accepted_at=None) | Q(accepted_at__gte=F("asked_at")))
                & (Q(closed_at=None) | Q(closed_at__gte=F("asked_at")))
                & (Q(closed_at=None) | Q(accepted_at=None) | Q(closed_at__gte=F("accepted_at"))),
                name="delegation_moments_in_order",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="delegation_lasts_some_time"
            ),
            models.CheckConstraint(
                condition=Q(scope__len__gte=1, scope__contained_by=whole_scope()),
                name="delegation_scope_known",
            ),
            models.CheckConstraint(
                condition=~Q(closed_as="system") | Q(closed_by=None),
                name="delegation_closed_by_nobody_if_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"Delegation {self.pk} ({self.state})"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(part).label) for part in self.scope]

    @property
    def is_dormant(self) -> bool:
        """Active, and giving nothing at present: the assister is suspended, say, or has no badge."""
        return self.is_active and not self.assister.standing().is_ready

    @property
    def follows_the_assister(self) -> bool:
        """Closed because the assister left: the consumer is asked to choose again."""
        return self.reason in self.LEFT

    @property
    def waiting_for_the_assister(self) -> int:
        """How many requests wait for the assister’s answer, for a mail that tells of them."""
        return Delegation.objects.pending().filter(assister=self.assister_id).count()

    @property
    def expires_at(self) -> datetime:
        """When a request that nobody answers is over."""
        return self.asked_at + settings.DELEGATION_REQUEST_LIFETIME
