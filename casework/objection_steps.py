"""What the dashboard offers of objections, to the desks that answer them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep

DESKS = {roles.CERTIFICATION_DESK, roles.ADMINISTRATORS}


def of(user: User) -> Iterable[NextStep]:
    """Without a count: the dashboard has few questions to ask."""
    for role in user.staff_roles:
        if role in DESKS:
            yield NextStep(
                role=_(role),
                title=_("Objections of consumers"),
                text=_(
                    "What was done on their cases that they say was not OK. Look into it; answer."
                ),
                url=reverse("admin:casework_objection_changelist"),
                action=_("Open the objections"),
                order=15,
            )
