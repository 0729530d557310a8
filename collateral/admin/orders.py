from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from collateral import progress
from collateral.admin.order_pages import MAY_HANDLE, OrderPages, must
from collateral.forms import CancelForm, ShipForm
from collateral.models import Order
from collateral.workflows import orders
from portal.errors import Refusal

Act = Callable[..., object]


class UnfinishedFilter(admin.SimpleListFilter):
    """The queue is what the desk has to do something about; the rest is a click away."""

    title = gettext_lazy("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All, shipped and cancelled ones too"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("To approve, pack or ship")}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        everything = self.value() == "all" or "state__exact" in request.GET
        return queryset if everything else queryset.unfinished()


@admin.register(Order)
class OrderAdmin(OrderPages):
    """The queue of the materials desk. Everything it does to an order is a verb of its own."""

    list_display = ["name", "state", "placed_at", "entity", "packs"]
    list_display_links = ["name"]
    list_filter = [UnfinishedFilter, "state"]
    list_per_page = 50
    ordering = ["placed_at", "pk"]  # who waits longest comes first
    search_fields = ["site__entity__legal_name"]
    show_full_result_count = False
    view_on_site = False  # that is the assister's own page
    actions = ["approve_selected", "pack_selected", "print_pick_list", "print_labels"]
    change_form_template = "admin/order_change_form.html"
    change_list_template = "admin/order_change_list.html"
    fields = ["name", "state", "recipient", "entity", "address", "placed_at", "carrier", "tracking"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return Order.objects.with_packs().select_related("site__entity", "assister")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_HANDLE)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A number, as people write it; or words of the entity's name."""
        if any(letter in "0123456789" for letter in search_term):
            numbered = queryset.about(search_term)
            if numbered.exists():
                return numbered, False
        return super().get_search_results(request, queryset, search_term)

    # --- columns and fields

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def name(self, order: Order) -> str:
        return order.name

    @admin.display(description=gettext_lazy("entity"), ordering="site__entity__legal_name")
    def entity(self, order: Order) -> str:
        return order.site.entity.legal_name

    @admin.display(description=gettext_lazy("packs"), ordering="packs")
    def packs(self, order: Any) -> int:
        return order.packs

    @admin.display(description=gettext_lazy("recipient"))
    def recipient(self, order: Order) -> str:
        return order.assister.full_name

    @admin.display(description=gettext_lazy("address"))
    def address(self, order: Order) -> str:
        return f"{order.street}, {order.town}"

    # --- several at once

    @admin.action(description=gettext_lazy("Approve"), permissions=["handle"])
    def approve_selected(self, request: HttpRequest, chosen: QuerySet[Order]) -> None:
        self._each(request, chosen, orders.approve)

    @admin.action(description=gettext_lazy("Mark as packed"), permissions=["handle"])
    def pack_selected(self, request: HttpRequest, chosen: QuerySet[Order]) -> None:
        self._each(request, chosen, orders.pack)

    def _each(self, request: HttpRequest, chosen: QuerySet[Order], act: Act) -> None:
        """Each on its own: one that cannot be done keeps none of the others. In one order of locks."""
        done = 0
        for pk in sorted(chosen.values_list("pk", flat=True)):
            try:
                act(order=pk, by=request.user)
                done += 1
            except Refusal as refusal:
                messages.error(request, str(refusal))
        if done:
            words = ngettext("%(count)d order is done.", "%(count)d orders are done.", done)
            messages.success(request, words % {"count": done})

    @admin.action(description=gettext_lazy("Print the pick list"), permissions=["handle"])
    def print_pick_list(self, request: HttpRequest, chosen: QuerySet[Order]) -> HttpResponse:
        return _to_print("pick_list", chosen)

    @admin.action(description=gettext_lazy("Print labels"), permissions=["handle"])
    def print_labels(self, request: HttpRequest, chosen: QuerySet[Order]) -> HttpResponse:
        return _to_print("labels", chosen)

    def get_urls(self) -> list[URLPattern]:
        verbs: dict[str, Act] = {
            "approve": partial(self._verb, act=orders.approve, done=gettext_lazy("Approved.")),
            "pack": partial(self._verb, act=orders.pack, done=gettext_lazy("Packed.")),
            "deliver": partial(self._verb, act=orders.deliver, done=gettext_lazy("Delivered.")),
            "ship": self.ship,
            "cancel": self.cancel,
        }
        own = (self.own(f"<path:object_id>/{it}/", require_POST(verbs[it]), it) for it in verbs)
        return [*own, *super().get_urls()]

    # --- one order, and what is done to it

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        order = kwargs["obj"]
        context |= {
            "title": order.name,
            "subtitle": None,
            "order": order,
            "lines": order.lines.select_related("edition__material", "edition__language"),
            "history": progress.history(order),
            "may_handle": request.user.has_perm(MAY_HANDLE),
            "ship_form": context.get("ship_form") or ShipForm(prefix="ship"),
            "cancel_form": context.get("cancel_form") or CancelForm(prefix="cancel"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _order(self, request: HttpRequest, object_id: str) -> Order:
        must(request, MAY_HANDLE)
        order = self.get_object(request, unquote(object_id))
        if order is None:
            raise Http404
        return order

    def _do(self, request: HttpRequest, order: Order, act: Act, done: Any) -> HttpResponse:
        try:
            act(order=order.pk, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(reverse("admin:collateral_order_change", args=[order.pk]))

    def _verb(self, request: HttpRequest, object_id: str, *, act: Act, done: Any) -> HttpResponse:
        return self._do(request, self._order(request, object_id), act, done)

    def ship(self, request: HttpRequest, object_id: str) -> HttpResponse:
        order, form = self._order(request, object_id), ShipForm(request.POST, prefix="ship")
        if not form.is_valid():
            return self._again(request, order.pk, ship_form=form)
        return self._do(request, order, partial(orders.ship, **form.cleaned_data), _("Shipped."))

    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        order, form = self._order(request, object_id), CancelForm(request.POST, prefix="cancel")
        if not form.is_valid():
            return self._again(request, order.pk, cancel_form=form)
        act = partial(orders.cancel, **form.cleaned_data)
        return self._do(request, order, act, _("Cancelled; the packs are available again."))

    def _again(self, request: HttpRequest, order: UUID, **form: forms.Form) -> HttpResponse:
        """The order's page with what was typed, and what is wrong with it."""
        request.method = "GET"  # shown, not changed: the admin's own form has nothing to save
        return self.change_view(request, str(order), extra_context=form)


def _to_print(page: str, chosen: QuerySet[Order]) -> HttpResponse:
    """By a page of its own, which can be loaded and printed again."""
    numbers = [("number", number) for number in chosen.values_list("number", flat=True)]
    return redirect(f"{reverse(f'admin:collateral_order_{page}')}?{urlencode(numbers)}")
