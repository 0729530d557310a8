"""What the dashboard offers of casework: to the household, to its delegate, to the case desk."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep
from cases.models import Case
from casework.board import FINISHED
from casework.models import Document, Renewal, Statement

CONSUMER = gettext_lazy("Consumer")


def of(user: User) -> Iterable[NextStep]:
    if roles.CASE_DESK in user.staff_roles:
        yield _desk()
        yield from _desk_statements()
    if user.is_assister:
        yield _board(user)
    if user.is_consumer:
        yield from _own(user)


def _desk() -> NextStep:
    return NextStep(
        role=_(roles.CASE_DESK),
        title=_("Documents to look at"),
        text=_("Take one, look at its files, accept it or say what to send instead."),
        url=reverse("admin:casework_document_changelist"),
        action=_("Open the queue"),
        count=Document.objects.queued().count(),
        order=10,
    )


def _desk_statements() -> Iterable[NextStep]:
    """Without counts: the dashboard has few questions to ask."""
    yield NextStep(
        role=_(roles.CASE_DESK),
        title=_("Reported changes"),
        text=_("Enter them in the system of record, or say what to correct."),
        url=reverse("admin:casework_changereport_changelist"),
        action=_("Open the queue of changes"),
        order=11,
    )
    yield NextStep(
        role=_(roles.CASE_DESK),
        title=_("Renewals"),
        text=_("Enter them in the system of record, or say what to correct."),
        url=reverse("admin:casework_renewal_changelist"),
        action=_("Open the queue of renewals"),
        order=12,
    )


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
    case = _with_what_waits(user)
    if case is None:
        return
    if case.wanting:  # type: ignore[attr-defined]
        yield NextStep(
            role=CONSUMER,
            title=_("Documents to send"),
            text=_("The case desk waits for them. A photo of each page is enough."),
            url=reverse("casework:own_document_list"),
            action=_("See which"),
            count=case.wanting,  # type: ignore[attr-defined]
            order=5,
        )
    if case.returned:  # type: ignore[attr-defined]
        yield NextStep(
            role=CONSUMER,
            title=_("Changes to correct"),
            text=_("The case desk says what is missing. Correct it, and send it again."),
            url=reverse("casework:own_change_list"),
            action=_("See what is missing"),
            count=case.returned,  # type: ignore[attr-defined]
            order=6,
        )
    if _is_due(case):
        yield NextStep(
            role=CONSUMER,
            title=_("Renewal"),
            text=_("Coverage is to be renewed soon. What you enter is kept."),
            url=reverse("casework:own_renewal_detail"),
            action=_("Open the renewal"),
            order=7,
        )


def _with_what_waits(user: User) -> Case | None:
    returned = Q(changereports__state=Statement.State.RETURNED)
    finished = Renewal.objects.filter(
        case=OuterRef("pk"), year=OuterRef("coverage_year") + 1, state__in=FINISHED
    )
    found = Case.objects.of(user).annotate(
        wanting=Count("documents", Q(documents__state__in=Document.WANTING), distinct=True),
        returned=Count("changereports", returned, distinct=True),
        is_renewed=Exists(finished),
    )
    return found.first()


def _is_due(case: Case) -> bool:
    """From the first reminder on, until it is sent."""
    soon = timezone.localdate() + timedelta(days=max(settings.CASE_RENEWAL_REMINDERS, default=0))
    due_on = case.renewal_due_on
    return due_on is not None and due_on <= soon and not case.is_renewed  # type: ignore[attr-defined]
