from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.http import AuthenticatedRequest
from collateral import progress
from collateral.forms import OrderFilterForm
from collateral.models import Order
from collateral.views.catalogue import in_cart
from collateral.views.doors import assisters_only
from collateral.workflows import carts, orders
from portal.errors import Refusal


@method_decorator(assisters_only, name="dispatch")
class OrderList(ListView):
    """What an assister ordered, newest first."""

    request: AuthenticatedRequest
    template_name = "collateral/order_list.html"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Order]:
        self.form = OrderFilterForm(self.request.GET)
        chosen = self.form.facts()
        found = Order.objects.of(self.request.user.assister).about(chosen["q"])
        if chosen["state"]:
            found = found.filter(state=chosen["state"])
        return found.prefetch_related("lines__edition__material", "lines__edition__language")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "form": self.form,
            "is_filtered": any(self.form.facts().values()),
            "in_cart": in_cart(self.request),
        }
        return {**super().get_context_data(**kwargs), **more}


def _own(request: AuthenticatedRequest, pk: UUID) -> Order:
    return get_object_or_404(Order.objects.of(request.user.assister), pk=pk)


@assisters_only
def order_detail(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    own = Order.objects.of(request.user.assister)
    order = get_object_or_404(own.select_related("site__entity"), pk=pk)
    lines = order.lines.select_related("edition__material", "edition__language")
    context = {
        "order": order,
        "lines": lines,
        "steps": progress.steps(order),
        "history": progress.history(order),
        "in_cart": in_cart(request),
    }
    return render(request, "collateral/order_detail.html", context)


@assisters_only
@require_POST
def order_withdraw(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    return _do(request, _own(request, pk), orders.withdraw, _("Your order is cancelled."))


@assisters_only
@require_POST
def order_received(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    return _do(request, _own(request, pk), orders.deliver, _("Thank you for telling us."))


def _do(
    request: AuthenticatedRequest, order: Order, act: Callable[..., object], done: str
) -> HttpResponse:
    """One verb; what a rule says against it becomes a message."""
    try:
        act(order=order.pk, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(order)


@assisters_only
@require_POST
def order_again(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """The same once more, in the cart; what cannot be ordered now is said."""
    left_out = carts.reorder(order=_own(request, pk), by=request.user)
    for words in left_out:
        messages.warning(request, words)
    if not left_out:
        messages.success(request, _("Everything of that order is in your cart."))
    return redirect("collateral:cart")
