from __future__ import annotations

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


def new_message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<notice.{uuid.uuid4()}@{host}>"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def pending(self) -> NoticeQuerySet:
        return self.filter(state=Notice.State.PENDING)

    def due(self) -> NoticeQuerySet:
        """Those whose next attempt may be made now, by the database's clock."""
        return self.pending().filter(next_attempt_at__lte=Now())

    def unclaimed(self) -> NoticeQuerySet:
        """Those of which no message is on its way to a worker."""
        return self.filter(Q(queued_until__isnull=True) | Q(queued_until__lte=Now()))


class Notice(models.Model):
    """One mail that is owed to someone, from the moment it is decided until it is sent or given up.

    The row refers to what the mail is about; the text is made at delivery. What only the mail may
    know (a code) lies encrypted in ``secrets`` and is wiped as soon as the row is settled.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    to = models.EmailField("email address of the recipient")
    language = models.CharField(max_length=10)
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    secrets = models.BinaryField(null=True, blank=True)
    # Whether it ever had any: such a notice cannot be sent once they are wiped.
    carried_secrets = models.BooleanField(db_default=False, default=False)
    message_id = models.CharField(max_length=320, unique=True, default=new_message_id)

    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    # Until then a message of this row is on its way to a worker; nobody sends a second one.
    queued_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)

    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("retry_notice", "Can send a notice that was given up again")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="notice_of_time"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="pending"), name="notice_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "sent", "dead"]), name="notice_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(~Q(state="sent"), sent_at__isnull=True),
                name="notice_sent_and_sent_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False)
                | Q(~Q(state="pending"), next_attempt_at__isnull=True, queued_until__isnull=True),
                name="notice_attempted_only_while_pending",
            ),
            models.CheckConstraint(
                condition=Q(state="pending") | Q(secrets__isnull=True),
                name="notice_secrets_wiped_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(secrets__isnull=True) | Q(carried_secrets=True),
                name="notice_secrets_are_remembered",
            ),
            models.CheckConstraint(
                condition=~Q(state="dead") | ~Q(last_error=""), name="notice_dead_says_why"
            ),
            models.CheckConstraint(
                condition=Q(about_type="", about_id="") | (~Q(about_type="") & ~Q(about_id="")),
                name="notice_about_type_and_id_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk} ({self.kind}, {self.state})"

    def about(self) -> models.Model | None:
        """What the mail is about, as it is now; None if it is gone."""
        try:
            model = apps.get_model(self.about_type)
        except LookupError:
            return None
        return model._base_manager.filter(pk=self.about_id).first()

    def wait_after_failure(self) -> timedelta:
        """1, 2, 4, … minutes, by the number of attempts made."""
        return timedelta(minutes=2 ** max(self.attempts - 1, 0))
