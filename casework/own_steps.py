"""What the dashboard offers of casework: to the household, to its delegate, to the case desk."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep
from cases.models import Case
from casework.board import FINISHED, is_due_soon
from casework.models import ChangeReport, Document, Question, Renewal, Statement

CONSUMER = gettext_lazy("Consumer")


def of(user: User) -> Iterable[NextStep]:
    if roles.CASE_DESK in user.staff_roles:
        yield from _desk()
    if user.is_assister:
        yield _board(user)
    if user.is_consumer:
        yield from _own(user)


def _desk() -> Iterable[NextStep]:
    """Its four queues, counted by one question."""
    enter = _("Enter them in the system of record, or say what to correct.")
    steps = {
        Document: (
            _("Documents to look at"),
            _("Take one, look at its files, accept it or say what to send instead."),
            _("Open the queue"),
        ),
        ChangeReport: (_("Reported changes"), enter, _("Open the queue of changes")),
        Renewal: (_("Renewals"), enter, _("Open the queue of renewals")),
        Question: (
            _("Answers to read"),
            _("What households answered to the questions of the case desk."),
            _("Open the questions"),
        ),
    }
    counts = _queued(list(steps))
    for order, (model, (title, text, action)) in enumerate(steps.items(), start=10):
        yield NextStep(
            role=_(roles.CASE_DESK),
            title=title,
            text=text,
            url=reverse(f"admin:casework_{model._meta.model_name}_changelist"),
            action=action,
            count=counts[model],
            order=order,
        )


def _queued(models: list[Any]) -> dict[Any, int]:
    """How many rows wait in the queue of each."""
    first, *others = [
        model.objects.queued().order_by().values(queue=Value(at)).annotate(count=Count("pk"))
        for at, model in enumerate(models)
    ]
    return {models[row["queue"]]: row["count"] for row in first.union(*others, all=True)}


def _board(user: User) -> NextStep:
    return NextStep(
        role=user.assister.role_name,
        title=_("Renewals"),
        text=_("Which of your cases are due, and how far each got."),
        url=reverse("casework:renewal_board"),
        action=_("Open the board"),
        order=30,
    )


def _own(user: User) -> Iterable[NextStep]:
    """All that waits for the household, by one question."""
    case: Any = _with_what_waits(user)
    if case is None:
        return
    if case.asked:
        yield NextStep(
            role=CONSUMER,
            title=_("Questions to answer"),
            text=_("The case desk or your assister wants to know something of you."),
            url=reverse("casework:own_question_list"),
            action=_("Read and answer"),
            count=case.asked,
            order=4,
        )
    if case.wanting:
        yield NextStep(
            role=CONSUMER,
            title=_("Documents to send"),
            text=_("The case desk waits for them. A photo of each page is enough."),
            url=reverse("casework:own_document_list"),
            action=_("See which"),
            count=case.wanting,
            order=5,
        )
    if case.returned:
        yield NextStep(
            role=CONSUMER,
            title=_("Changes to correct"),
            text=_("The case desk says what is missing. Correct it, and send it again."),
            url=reverse("casework:own_change_list"),
            action=_("See what is missing"),
            count=case.returned,
            order=6,
        )
    if case.status != Case.Status.ENDED:
        yield from _renewal(case)


def _renewal(case: Any) -> Iterable[NextStep]:
    """Returned, whenever it is due; or due soon and not sent yet."""
    url = reverse("casework:own_renewal_detail")
    if case.renewal_state == Statement.State.RETURNED:
        yield NextStep(
            role=CONSUMER,
            title=_("Renewal to correct"),
            text=_("The case desk says what is missing. Correct it, and send it again."),
            url=url,
            action=_("Correct the renewal"),
            order=6,
        )
    elif case.renewal_state not in FINISHED and is_due_soon(case, timezone.localdate()):
        yield NextStep(
            role=CONSUMER,
            title=_("Renewal"),
            text=_("Coverage is to be renewed soon. What you enter is kept."),
            url=url,
            action=_("Open the renewal"),
            order=7,
        )


def _with_what_waits(user: User) -> Case | None:
    renewal = Renewal.objects.filter(case=OuterRef("pk"), year=OuterRef("coverage_year") + 1)
    found = Case.objects.of(user).annotate(
        asked=_count(Question.objects.open()),
        wanting=_count(Document.objects.wanting()),
        returned=_count(ChangeReport.objects.filter(state=Statement.State.RETURNED)),
        renewal_state=Subquery(renewal.values("state")[:1]),
    )
    return found.first()


def _count(rows: Any) -> Coalesce:
    """Of the case in the query around it; by itself, so that none is multiplied by another."""
    of_case = rows.filter(case=OuterRef("pk")).order_by().values("case")
    return Coalesce(Subquery(of_case.annotate(count=Count("pk")).values("count")), 0)
