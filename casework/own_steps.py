"""What the dashboard offers of documents: to the household, to its delegate, to the case desk."""

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
