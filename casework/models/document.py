from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case, HouseholdMember
from casework.models.type import DocumentType


class DocumentQuerySet(models.QuerySet["Document"]):
    def wanting(self) -> DocumentQuerySet:
        """Those for which the household has to send something."""
        return self.filter(state__in=Document.WANTING)

    def queued(self) -> DocumentQuerySet:
        """Those that the case desk has to look at."""
        return self.filter(state__in=Document.QUEUED)

    def first_to_do_first(self) -> DocumentQuerySet:
        """What one must act on, soonest due first; then what is under way; then what is settled."""
        turn = Choice(
            When(state__in=Document.WANTING, then=Value(0)),
            When(state__in=Document.SETTLED, then=Value(2)),
            default=Value(1),
        )
        newest = models.functions.Coalesce("sent_at", "asked_at")
        return self.alias(turn=turn).order_by(
            "turn", F("due_on").asc(nulls_last=True), newest, "pk"
        )

    def with_type(self) -> DocumentQuerySet:
        return self.select_related("type")

    def for_lists(self) -> DocumentQuerySet:
        return self.with_type().prefetch_related("members").annotate(count=models.Count("files"))


class Document(models.Model):
    """One proof for a case: asked for or sent unasked, checked, and decided on by the case desk.

    Of one that was sent unasked, the id is the key of the form: the same form sent twice is one document.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        UPLOADED = "uploaded", _("Uploaded, being checked")
        CHECKED = "checked", _("Checked, waits for the case desk")
        WITH_DESK = "desk", _("With the case desk")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WAIVED = "waived", _("No longer needed")

    WANTING = [State.REQUESTED, State.REJECTED]
    QUEUED = [State.CHECKED, State.WITH_DESK]
    UNTOUCHED = [State.UPLOADED, State.CHECKED]
    SETTLED = [State.ACCEPTED, State.WAIVED]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    type = models.ForeignKey(
        DocumentType, on_delete=models.PROTECT, related_name="documents", verbose_name=_("type")
    )
    # For whom: the primary contact, and members of the household.
    for_contact = models.BooleanField(default=False)
    members = models.ManyToManyField(HouseholdMember, related_name="documents", blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State)

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    asked_at = models.DateTimeField(_("requested"), null=True)
    due_on = models.DateField(_("due"), null=True)
    wanted = models.TextField(_("what is wanted"), blank=True)

    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    note = models.TextField(_("note of the sender"), blank=True)

    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("taken by"),
    )
    taken_at = models.DateTimeField(_("taken"), null=True)

    # A rejection that names nobody is the check's: none of the files could be taken.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    # The rejection before what is sent now: it stands again if that is taken back.
    former_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    former_at = models.DateTimeField(null=True)
    # What to send instead, or why nothing is needed; of a rejection it stays while another try is looked at.
    words = models.TextField(_("words of the case desk"), blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-sent_at", "pk"]
        default_permissions = ("view",)
        permissions = [("handle_document", "Can request, read and decide on documents")]
        indexes = [
            models.Index(
                fields=["sent_at"],
                condition=Q(state__in=["checked", "desk"]),
                name="document_queue",
            ),
            models.Index(
                fields=["case", "due_on"],
                condition=Q(state__in=["requested", "rejected"]),
                name="document_wanting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True, asked_at__isnull=True, due_on__isnull=True)
                | Q(asked_by__isnull=False, asked_at__isnull=False, due_on__isnull=False),
                name="document_asked_by_at_and_due_agree",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | ~Q(state__in=["requested", "waived"]),
                name="document_only_what_was_asked_for_waits_or_is_waived",
            ),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True, sent_at__isnull=True)
                | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="document_sent_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", sent_at__isnull=True)
                | Q(state="waived")
                | Q(
                    state__in=["uploaded", "checked", "desk", "accepted", "rejected"],
                    sent_at__isnull=False,
                ),
                name="document_requested_until_sent",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="document_taken_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=False) | ~Q(state="desk"),
                name="document_with_the_desk_when_taken",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "rejected", "waived"], decided_at__isnull=False)
                | Q(
                    state__in=["requested", "uploaded", "checked", "desk"],
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                ),
                name="document_of_a_known_state_and_decided_at_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "waived"], decided_by__isnull=False)
                | ~Q(state__in=["accepted", "waived"]),
                name="document_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(former_by__isnull=True) | Q(former_at__isnull=False),
                name="document_former_by_only_with_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "waived"], decided_by__isnull=False, words=""),
                name="document_rejected_or_waived_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Document {self.pk} ({self.state})"

    @property
    def is_wanting(self) -> bool:
        return self.state in self.WANTING

    @property
    def is_queued(self) -> bool:
        return self.state in self.QUEUED

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED

    @property
    def is_untouched(self) -> bool:
        """Sent, and nobody of the case desk has it yet."""
        return self.state in self.UNTOUCHED

    @property
    def was_asked_for(self) -> bool:
        return self.asked_at is not None

    @property
    def is_rejected_by_check(self) -> bool:
        """None of its files could be taken; nobody of the case desk has seen it."""
        return self.state == self.State.REJECTED and self.decided_by_id is None

    def is_overdue(self, day: date | None = None) -> bool:
        return (
            self.is_wanting
            and self.due_on is not None
            and self.due_on < (day or timezone.localdate())
        )

    def may_be_decided_by(self, user: User) -> bool:
        """By anybody of the case desk until somebody has it; not on one’s own case, nor what one sent."""
        is_theirs = user.pk in {self.case.user_id, self.sent_by_id}
        return self.taken_by_id in {None, user.pk} and not is_theirs
