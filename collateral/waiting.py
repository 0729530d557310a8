"""What the dashboard offers: the store to assisters, the queue to the materials desk."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.assister_home import Card
from accounts.models import User
from accounts.next_steps import NextStep
from collateral.models import Order


def cards() -> Iterable[Card]:
    """On the page for assisters; whoever follows it signs in first."""
    yield Card(
        title=_("Outreach materials"),
        text=_("Order fact sheets, cards and signs in the languages your neighborhood speaks."),
        url=reverse("collateral:material_list"),
        action=_("Choose materials"),
        order=10,
    )


def of(user: User) -> Iterable[NextStep]:
    if user.is_assister:
        yield NextStep(
            role=user.assister.role_name,
            title=_("Outreach materials"),
            text=_("Order fact sheets, cards and signs in the languages your neighborhood speaks."),
            url=reverse("collateral:material_list"),
            action=_("Choose materials"),
            order=40,
        )
    if _(roles.MATERIALS_DESK) in user.roles:  # known already: permissions would be asked for anew
        yield NextStep(
            role=_(roles.MATERIALS_DESK),
            title=_("Orders to approve, pack or ship"),
            text=_("Print the pick list, then the labels."),
            url=reverse("admin:collateral_order_changelist"),
            action=_("Open the queue"),
            count=Order.objects.unfinished().count(),
            order=10,
        )
