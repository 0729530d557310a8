from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> QuestionQuerySet:
        """Those that wait for an answer."""
        return self.filter(state=Question.State.OPEN)

    def of_desk(self) -> QuestionQuerySet:
        """Those that the case desk asked; what a delegate asks is between them and the household."""
        return self.filter(asked_as=Question.Asker.DESK)

    def queued(self) -> QuestionQuerySet:
        """Those whose answer the case desk has to read."""
        return self.of_desk().filter(state=Question.State.ANSWERED, settled_at__isnull=True)

    def for_lists(self) -> QuestionQuerySet:
        return self.select_related("asked_by__assister", "answered_by__assister")

    def first_to_do_first(self) -> QuestionQuerySet:
        """What waits for an answer, the oldest first; then the rest, the newest first."""
        is_open = Q(state=Question.State.OPEN)
        turn = models.Case(models.When(is_open, then=models.Value(0)), default=models.Value(1))
        waiting = models.Case(models.When(is_open, then=models.F("asked_at")))
        return self.alias(turn=turn, waiting=waiting).order_by("turn", "waiting", "-asked_at", "pk")


class Question(models.Model):
    """Something that the case desk, or the delegate, wants to know of a household. Answered once.

    The id is the key of the form that asked it: the same form sent twice asks once.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Has an answer")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Asker(models.TextChoices):
        DESK = "desk", _("The case desk")
        DELEGATE = "delegate", _("The assister")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    asked_as = models.CharField(_("who asked"), max_length=8, choices=Asker)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)

    words = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who asked"),
    )
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)

    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(_("answered on"), null=True)

    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True)

    # When the case desk has read the answer, and needs it in its queue no more.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(_("answer read on"), null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at", "pk"]
        default_permissions = ("view",)
        permissions = [("handle_question", "Can ask and withdraw questions, and read answers")]
        indexes = [
            models.Index(
                fields=["answered_at"],
                condition=Q(asked_as="desk", state="answered", settled_at__isnull=True),
                name="question_queue",
            ),
            models.Index(fields=["case"], condition=Q(state="open"), name="question_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_as__in=["desk", "delegate"]), name="question_asker_is_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, answer="")
                | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
                name="question_answer_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="question_withdrawn_by_and_at_agree",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="answered", answered_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state="withdrawn", answered_at__isnull=True, withdrawn_at__isnull=False),
                name="question_of_a_known_state_with_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                    state="answered",
                    asked_as="desk",
                ),
                name="question_settled_once_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_answered(self) -> bool:
        return self.state == self.State.ANSWERED

    @property
    def is_of_desk(self) -> bool:
        return self.asked_as == self.Asker.DESK

    @property
    def is_queued(self) -> bool:
        return self.is_of_desk and self.is_answered and self.settled_at is None

    @property
    def asker_name(self) -> str:
        """Of the assister who asked; the case desk speaks as one."""
        is_named = not self.is_of_desk and self.asked_by.is_assister
        return self.asked_by.assister.full_name if is_named else ""

    @property
    def answerer_name(self) -> str:
        """Of the assister who answered for the consumer."""
        by = self.answered_by
        return by.assister.full_name if by is not None and by.is_assister else ""

    @property
    def was_answered_by_the_consumer(self) -> bool:
        return self.answered_by_id is not None and self.answered_by_id == self.case.user_id

    def may_be_answered_by(self, user: User) -> bool:
        """Of two who have the case open: the consumer any, the delegate what the case desk asks."""
        return self.is_open and (self.is_of_desk or self.case.user_id == user.pk)
