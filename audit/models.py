from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """Something that was done, refused, or failed: ids only, nothing about a person.

    The ids are no foreign keys: an event outlives what it tells of. Rows are only ever added; the
    database refuses anything else. Written through ``audit.trail``.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")

    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE)
    # The name of a refusal or of a fact, one word: no room for what was typed.
    reason = models.CharField(max_length=80, blank=True)

    actor_id = models.UUIDField(null=True, blank=True)
    acting_for_id = models.UUIDField(null=True, blank=True)
    entity_id = models.UUIDField(null=True, blank=True)
    case_id = models.UUIDField(null=True, blank=True)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=40, blank=True)

    request_id = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["actor_id", "-at", "-id"], name="auditevent_of_actor"),
            models.Index(
                fields=["object_type", "object_id", "-at", "-id"], name="auditevent_of_object"
            ),
            models.Index(
                fields=["case_id", "-at", "-id"],
                condition=Q(case_id__isnull=False),
                name="auditevent_of_case",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__regex=r"^[a-z_]+\.[a-z_]+$"),
                name="auditevent_verb_is_noun_dot_verb",
            ),
            models.CheckConstraint(
                condition=Q(reason__regex=r"^[A-Za-z0-9_.:-]*$"),
                name="auditevent_reason_is_one_word",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["done", "refused", "failed"]),
                name="auditevent_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="done") | ~Q(reason=""),
                name="auditevent_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(object_type="", object_id="") | ~Q(Q(object_type="") | Q(object_id="")),
                name="auditevent_object_type_and_id_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"Audit event {self.pk} ({self.verb}, {self.outcome})"
