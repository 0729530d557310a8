from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from delegation.models import Delegation

SEQUENCE = "casework_objection_number"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def waiting(self) -> ObjectionQuerySet:
        return self.filter(answered_at__isnull=True)


class Objection(models.Model):
    """That a consumer says of one thing done on their case: this wasn’t OK. Once for each audit event.

    Whoever did it is never shown the words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(
        _("number"),
        unique=True,
        editable=False,
        db_default=Func(Value(SEQUENCE), function="nextval"),
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    # The id of the audit event: no foreign key, as nothing refers to the trail but by what it says.
    event = models.BigIntegerField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Null for who was not signed in, and for an account that is gone.
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    words = models.TextField(_("in the consumer’s words"), blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    # What ended in the same step: the access, or the request, of whoever it was.
    ended = models.ForeignKey(Delegation, on_delete=models.SET_NULL, related_name="+", null=True)

    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("handle_objection", "Can answer objections")]
        indexes = [
            models.Index(
                fields=["made_at"], condition=Q(answered_at__isnull=True), name="objection_queue"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event"], name="objection_once_per_event"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="objection_answered_by_at_and_answer_agree",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("made_at")),
                name="objection_answered_after_made",
            ),
            models.CheckConstraint(
                condition=Q(against__isnull=True) | ~Q(against=F("by")),
                name="objection_not_against_oneself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The number as people say it."""
        return f"OBJ-{self.number}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
