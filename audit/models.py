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
        permissions = [("export_auditevent", "Can export audit events")]
        # What the list can be filtered by: it must stay quick over many millions of rows.
        indexes = [
            models.Index(fields=["-at", "-id"], name="auditevent_of_time"),
            models.Index(fields=["verb", "-at", "-id"], name="auditevent_of_verb"),
            models.Index(
                fields=["outcome", "-at", "-id"],
                condition=~Q(outcome="done"),
                name="auditevent_not_done",
            ),
            models.Index(
                fields=["request_id"], condition=~Q(request_id=""), name="auditevent_of_request"
            ),
            models.Index(fields=["actor_id", "-at", "-id"], name="auditevent_of_actor"),
            models.Index(
                fields=["address", "-at", "-id"],
                condition=Q(actor_id__isnull=True, address__isnull=False),
                name="auditevent_of_visitor",
            ),
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


class AuditSeal(models.Model):
    """A stretch of the trail as it was when nobody could add to it any more: see audit.sealing.

    ``rows`` holds of each event its id and its SHA-256; ``hash`` covers them and the seal before.
    Rows are only ever added; the database refuses anything else.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    # Events with an id above the first and up to the second.
    after_id = models.BigIntegerField()
    upto_id = models.BigIntegerField()
    # Which columns, in which order, an event's hash covers: audit.sealing.COLUMNS.
    form = models.PositiveSmallIntegerField()
    rows = models.BinaryField()
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="auditseal_counts_from_one"),
            models.CheckConstraint(
                condition=Q(upto_id__gt=models.F("after_id")), name="auditseal_covers_something"
            ),
            models.CheckConstraint(
                condition=Q(hash__regex="^[0-9a-f]{64}$")
                & Q(previous_hash__regex="^[0-9a-f]{64}$"),
                name="auditseal_hashes_are_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"Seal {self.number} (events {self.after_id + 1} to {self.upto_id})"
