"""What the dashboard offers: assisters check for their clients, the sales team works its queue."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from accounts.next_steps import NextStep
from shop.models import QuoteRequest


def of(user: User) -> Iterable[NextStep]:
    if user.is_assister:
        yield NextStep(
            role=user.assister.role_name,
            title=_("Check a small business"),
            text=_("See whether a client’s business can enroll in SHOP now, and what would help."),
            url=reverse("shop:check"),
            action=_("Check"),
            order=60,
        )
    if _(roles.SHOP_SALES) in user.roles:  # known already: permissions would be asked for anew
        yield NextStep(
            role=_(roles.SHOP_SALES),
            title=_("Requests for quotes that wait"),
            text=_("Take one, call, close it."),
            url=reverse("admin:shop_quoterequest_changelist"),
            action=_("Open the queue"),
            count=QuoteRequest.objects.waiting().count(),
            order=10,
        )
