from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import ListView

from accounts.http import AuthenticatedRequest
from collateral import rules
from collateral.forms import FilterForm, ItemForm
from collateral.models import Cart, Edition, Material
from collateral.views.doors import assisters_only
from collateral.workflows import carts


@method_decorator(assisters_only, name="dispatch")
class MaterialList(ListView):
    request: AuthenticatedRequest
    template_name = "collateral/material_list.html"
    paginate_by = 12

    def get_queryset(self) -> QuerySet[Material]:
        self.form = FilterForm(self.request.GET)
        chosen = self.form.facts()
        found = Material.objects.offered().about(chosen["q"])
        if chosen["language"]:
            found = found.in_language(chosen["language"])
        if chosen["audience"]:
            found = found.filter(audience=chosen["audience"])
        offered = Edition.objects.offered().select_related("language")
        return found.prefetch_related(Prefetch("editions", offered, to_attr="offers"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "form": self.form,
            "is_filtered": any(self.form.facts().values()),
            "in_cart": in_cart(self.request),
            "shop": settings.FULFILMENT_SHOP_URL,
        }
        return {**super().get_context_data(**kwargs), **more}


def in_cart(request: AuthenticatedRequest) -> int:
    """So many lines, for the way to the cart."""
    return Cart.objects.filter(assister=request.user.assister, lines__isnull=False).count()


@assisters_only
def material_detail(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One item; how many packs of each language go into the cart."""
    material = get_object_or_404(Material.objects.offered(), slug=slug)
    cart = carts.of(request.user.assister)
    held = dict(cart.lines.filter(edition__material=material).values_list("edition", "packs"))
    editions = _editions(material, held)
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        assister=request.user.assister,
        editions=[it for it in editions if it.available or it.pk in held],
        held=held,
    )
    if form.is_valid():
        carts.fill(packs=form.packs(), by=request.user)
        messages.success(request, _("Your cart is up to date."))
        return redirect("collateral:cart")
    lately = rules.ordered_lately(request.user.assister, [material.pk])[material.pk]
    context = {
        "material": material,
        "form": form,
        "held": held,
        "editions": editions,
        "sold_out": [it for it in editions if not it.available],
        "printable": [it for it in editions if it.pdf_link],
        "lately": lately,
        "allowed": rules.allowed_now(material, lately),
        "in_cart": in_cart(request),
        "shop": settings.FULFILMENT_SHOP_URL,
    }
    return render(request, "collateral/material_detail.html", context)


def _editions(material: Material, held: dict[UUID, int]) -> list[Edition]:
    """Those offered, and those that the cart has though they are not offered any more."""
    found = material.editions.filter(Q(is_offered=True) | Q(pk__in=held))
    return list(found.select_related("material", "language"))
