"""What the dashboard offers to whoever works the queue."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep
from support.models import ProblemReport


def of(user: User) -> Iterable[NextStep]:
    if _(roles.EAS) not in user.roles:  # known already: permissions would be asked for anew
        return
    yield NextStep(
        role=_(roles.EAS),
        title=_("Reports that wait for an answer"),
        text=_("Take one, answer it, close it."),
        url=reverse("admin:support_problemreport_changelist"),
        action=_("Open the queue"),
        count=ProblemReport.objects.waiting().count(),
        order=10,
    )
