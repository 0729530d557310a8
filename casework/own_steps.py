"""What the dashboard offers of casework: to the household, to its delegate, to the case desk."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep
from casework.models import Document

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
    wanting = Document.objects.wanting().filter(case__user=user).count()
    if wanting:
        yield NextStep(
            role=CONSUMER,
            title=_("Documents to send"),
            text=_("The case desk waits for them. A photo of each page is enough."),
            url=reverse("casework:own_document_list"),
            action=_("See which"),
            count=wanting,
            order=5,
        )
