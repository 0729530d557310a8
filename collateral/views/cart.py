from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import AuthenticatedRequest
from accounts.models import Assister
from collateral import rules
from collateral.errors import CannotOrder
from collateral.forms import CartForm, PlaceForm
from collateral.models import Cart
from collateral.views.doors import assisters_only
from collateral.workflows import carts, orders
from portal.errors import Refusal


@assisters_only
def cart(request: AuthenticatedRequest) -> HttpResponse:
    """What is in it, how many, and where it goes; then to be reviewed."""
    assister = request.user.assister
    held = carts.of(assister)
    wanted = carts.wanted_in(held)
    sites = list(assister.entity.sites.in_use())
    form = CartForm(
        request.POST if request.method == "POST" else None,
        assister=assister,
        editions=[edition for edition, _packs in wanted],
        held={edition.pk: packs for edition, packs in wanted},
        sites=sites,
        initial={"site": _usual_site(held, assister)},
    )
    if wanted and form.is_valid():
        carts.fill(packs=form.packs(), site=form.chosen_site(), by=request.user)
        return redirect("collateral:order_review" if form.wanted() else "collateral:cart")
    context = {"form": form, "wanted": wanted, "sites": sites, "in_cart": len(wanted)}
    return render(request, "collateral/cart.html", context)


def _usual_site(held: Cart, assister: Assister) -> str:
    """The one chosen before, or where the assister works."""
    return str(held.site_id or assister.site_id or "")


@assisters_only
def order_review(request: AuthenticatedRequest) -> HttpResponse:
    """Everything once more; confirmed, it is ordered, however often it is confirmed."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            order = orders.place(**form.cleaned_data, by=request.user)
        except CannotOrder as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem.text)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your order is with the materials desk. Thank you."))
            return redirect(order)
    held = carts.of(request.user.assister)
    wanted = carts.wanted_in(held)
    if not (wanted and held.site):
        for text in form.non_field_errors() if form.is_bound else []:
            messages.error(request, str(text))
        return redirect("collateral:cart")
    context = {
        "form": form,
        "cart": held,
        "wanted": wanted,
        "site": held.site,
        "problems": rules.problems_of(wanted, request.user.assister, held.site),
        "in_cart": len(wanted),
    }
    return render(request, "collateral/order_review.html", context)
