"""Cases that are held after three failed checks; supervisors only."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accesscodes.forms import OverrideForm
from accesscodes.models import IdentityCheck
from accesscodes.views.call_pages import overrides_holds
from accesscodes.workflows import identity_checks, reads
from accounts.http import AuthenticatedRequest
from portal.errors import Refusal
from portal.paginators import CappedPaginator


@overrides_holds
@never_cache
@require_GET
def hold_list(request: AuthenticatedRequest) -> HttpResponse:
    held = IdentityCheck.objects.holding().select_related("case", "by")
    page_obj = CappedPaginator(held, 25).get_page(request.GET.get("page"))
    reads.note_holds(checks=page_obj, by=request.user)
    return render(request, "accesscodes/hold_list.html", {"page_obj": page_obj})


@overrides_holds
@never_cache
def hold_override(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Pressed twice, or after a colleague or the clock, it says that there is nothing to lift."""
    that_held = IdentityCheck.objects.filter(holds_until__isnull=False)
    held = get_object_or_404(that_held.select_related("case", "by"), pk=pk)
    if not held.is_holding():
        messages.info(request, _("This case is not held any more."))
        return redirect("accesscodes:hold_list")
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            identity_checks.override(
                check=held.pk, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Identity may be checked again for this case."))
        return redirect("accesscodes:hold_list")
    reads.note_hold(check=held, by=request.user)
    return render(request, "accesscodes/hold_override.html", {"form": form, "held": held})
