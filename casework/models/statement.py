from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case


class StatementQuerySet(models.QuerySet):
    def queued(self) -> Self:
        """Those that the case desk has to look at."""
        return self.filter(state=Statement.State.SENT)

    def editable(self) -> Self:
        return self.filter(state__in=Statement.EDITABLE)

    def for_lists(self) -> Self:
        return self.select_related("sent_by__assister")

    def first_to_do_first(self) -> Self:
        """What came back, then drafts, then what is under way, then what is settled."""
        turn = models.Case(
            models.When(state=Statement.State.RETURNED, then=models.Value(0)),
            models.When(state=Statement.State.DRAFT, then=models.Value(1)),
            models.When(state=Statement.State.SENT, then=models.Value(2)),
            default=models.Value(3),
        )
        return self.alias(turn=turn).order_by("turn", "-edited_at", "pk")


class Statement(models.Model):
    """What a household tells the case desk: a draft until it is sent, then taken in or given back.

    ``answers`` is what was typed, as it was typed; ``facts`` what was sent, as the forms understood it.
    ``version`` counts the edits: whoever saves names the version that they had before them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        SENT = "sent", _("Sent to the case desk")
        APPLIED = "applied", _("Taken in")
        RETURNED = "returned", _("Needs correcting")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    EDITABLE = [State.DRAFT, State.RETURNED]
    OPEN = [State.DRAFT, State.RETURNED, State.SENT]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    answers = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(null=True, blank=True)

    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(default=timezone.now)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    edited_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("sent by"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    # By the case desk; of what is withdrawn, by whoever withdrew it.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    # Why it came back; they stay until the next decision.
    words = models.TextField(_("words of the case desk"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True, sent_at__isnull=True, facts__isnull=True)
                | Q(sent_by__isnull=False, sent_at__isnull=False, facts__isnull=False),
                name="%(class)s_sent_by_at_and_facts_agree",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="%(class)s_decided_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True, decided_at__isnull=True)
                | Q(state="sent", sent_at__isnull=False, decided_at__isnull=True)
                | Q(
                    state__in=["applied", "returned"],
                    sent_at__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state="withdrawn", decided_at__isnull=False),
                name="%(class)s_of_a_known_state_with_its_moments",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned", words=""), name="%(class)s_returned_with_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk} ({self.state})"

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_open(self) -> bool:
        """It may still be withdrawn."""
        return self.state in self.OPEN

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_returned(self) -> bool:
        return self.state == self.State.RETURNED

    @property
    def was_sent_by_the_consumer(self) -> bool:
        return self.sent_by_id is not None and self.sent_by_id == self.case.user_id

    @property
    def sender_name(self) -> str:
        """Of the assister who sent it, as consumers know them."""
        if self.sent_by is None:
            return ""
        return self.sent_by.assister.full_name if self.sent_by.is_assister else ""

    def may_be_decided_by(self, user: User) -> bool:
        """Nobody decides on their own case, nor on what they sent."""
        return self.is_sent and user.pk not in {self.case.user_id, self.sent_by_id}
