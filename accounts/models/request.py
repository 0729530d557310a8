from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.change import StandingChange
from accounts.models.entity import Entity

Reason = StandingChange.Reason


class EntityRequestQuerySet(models.QuerySet["EntityRequest"]):
    def open(self) -> EntityRequestQuerySet:
        return self.filter(state=EntityRequest.State.OPEN)


class EntityRequest(models.Model):
    """An entity's contact asks the certification desk to add somebody, or that somebody's work there ends.

    A kind is not asked for: who works for a CEE is a CEC, who works for a PBEE is a PBE.
    """

    class What(models.TextChoices):
        ADD = "add", _("Add an assister")
        REMOVE = "remove", _("Remove an assister")

    class State(models.TextChoices):
        OPEN = "open", _("With the certification desk")
        DONE = "done", _("Done")
        REFUSED = "refused", _("The desk said no")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # What a contact can give as the reason of a removal; the decision then has the same.
    REASONS = (Reason.LEFT, Reason.OWN_REQUEST, Reason.COMPLAINT, Reason.OTHER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="requests", verbose_name=_("entity")
    )
    what = models.CharField(_("what"), max_length=6, choices=What)
    # Whom to remove; or who was put on record.
    assister = models.ForeignKey(
        "accounts.Assister",
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name=_("assister"),
        null=True,
        blank=True,
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language of e-mails"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    wanted_on = models.DateField(_("as from"))
    reason = models.CharField(_("reason"), max_length=14, choices=Reason, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = EntityRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("entity’s request")
        verbose_name_plural = _("entities’ requests")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ["view"]
        permissions = [("handle_entityrequest", "Can decide what entities ask for")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="add", reason="")
                & ~Q(first_name="")
                & ~Q(last_name="")
                & ~Q(email="")
                | Q(what="remove", assister__isnull=False, first_name="", last_name="", email="")
                & ~Q(reason=""),
                name="entityrequest_says_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn", "refused", "done"]),
                name="entityrequest_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(state="open"), decided_by__isnull=False, decided_at__isnull=False),
                name="entityrequest_decided_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="entityrequest_refused_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(what="add", state="done") | Q(assister__isnull=False),
                name="entityrequest_added_is_on_record",
            ),
            # By entity here, too: one that they left does not stand in the way of the next.
            models.UniqueConstraint(
                "entity",
                "assister",
                condition=Q(state="open", what="remove"),
                name="entityrequest_one_open_per_assister",
            ),
            # By entity: nobody learns whom another one asks for.
            models.UniqueConstraint(
                "entity",
                Lower("email"),
                condition=Q(state="open", what="add"),
                name="entityrequest_one_open_per_email",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} ({self.state})"

    def get_absolute_url(self) -> str:
        return reverse("entity:request_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_addition(self) -> bool:
        return self.what == self.What.ADD

    @property
    def person(self) -> str:
        """Whom it is about, as the contact named them."""
        if self.is_addition or self.assister is None:
            return f"{self.first_name} {self.last_name}"
        return self.assister.full_name

    @property
    def days_waiting(self) -> int:
        """Whole days since it was asked, until it was decided."""
        return ((self.decided_at or timezone.now()) - self.asked_at).days
