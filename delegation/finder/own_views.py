"""An assister's own link and QR code, and what they choose about being found."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import gates, qr
from accounts.http import AuthenticatedRequest
from accounts.workflows import assisters
from delegation.finder.forms import ChoicesForm


@gates.ready_assisters_only
def own_choices(request: AuthenticatedRequest) -> HttpResponse:
    assister = request.user.assister
    form = ChoicesForm(request.POST if request.method == "POST" else None, instance=assister)
    if form.is_valid():
        assisters.choose(assister=assister, **form.cleaned_data, by=request.user)
        messages.success(request, _("Your choices are saved."))
        return redirect("finder:own_choices")
    context = {"form": form, "has_place": assister.site is not None}
    return render(request, "delegation/finder_choices.html", context)


@require_GET
@gates.ready_assisters_only
def own_link(request: AuthenticatedRequest) -> HttpResponse:
    """To print, or to show: leads the consumer to this assister's page, listed or not."""
    assister = request.user.assister
    address = settings.SITE_URL + reverse("finder:assister", args=[assister.pk])
    context = {"assister": assister, "address": address, "qr": qr.as_data_uri(address)}
    return render(request, "delegation/finder_link.html", context)
