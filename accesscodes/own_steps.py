"""What the dashboard offers of the help line and of one's own case."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accesscodes.models import IdentityCheck
from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep
from cases.models import Case

CONSUMER = gettext_lazy("Consumer")


def of(user: User) -> Iterable[NextStep]:
    for role in user.staff_roles:
        if role in {roles.REPRESENTATIVES, roles.SUPERVISORS}:
            yield from _help_line(role)
    if user.is_consumer:
        yield _consumer(user)


def _help_line(role: str) -> Iterable[NextStep]:
    yield NextStep(
        role=_(role),
        title=_("Take calls"),
        text=_("Check who is on the line and issue access codes."),
        url=reverse("accesscodes:call_list"),
        action=_("Open the help line"),
        order=5,
    )
    held = IdentityCheck.objects.holding().count() if role == roles.SUPERVISORS else 0
    if held:
        yield NextStep(
            role=_(role),
            title=_("Cases are held"),
            text=_("Three checks of identity failed for each of them."),
            url=reverse("accesscodes:hold_list"),
            action=_("Look at them"),
            count=held,
            order=4,
        )


def _consumer(user: User) -> NextStep:
    if Case.objects.of(user).exists():
        return NextStep(
            role=CONSUMER,
            title=_("Your case"),
            text=_("What needs doing, who may help, and what your record says."),
            url=reverse("cases:my_case"),
            action=_("Open"),
            order=10,
        )
    return NextStep(
        role=CONSUMER,
        title=_("Link your case"),
        text=_(
            "To see your case here, call the Help Line at %(number)s, alone or together with your "
            "assister, and ask for an access code. You have one? Enter it."
        )
        % {"number": settings.HELP_LINE_NUMBER},
        url=reverse("accesscodes:case_link"),
        action=_("Enter the code"),
        order=10,
    )
