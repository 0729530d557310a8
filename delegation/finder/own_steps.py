"""What the dashboard offers of Find Help Near You."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.next_steps import NextStep


def of(user: User) -> Iterable[NextStep]:
    if user.is_assister:
        yield NextStep(
            role=user.assister.role_name,
            title=_("Be found"),
            text=_(
                "Give consumers your link or its QR code, and choose whether Find Help Near You "
                "lists you."
            ),
            url=reverse("finder:own_choices"),
            action=_("See how you are found"),
            order=62,
        )
    if user.is_consumer:
        yield NextStep(
            role=gettext_lazy("Consumer"),
            title=_("Find help near you"),
            text=_("Somebody who speaks your language helps you, free of charge."),
            url=reverse("finder:search"),
            action=_("Look around"),
            order=30,
        )
