"""Where a consumer links their account to their case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accesscodes.forms import LinkForm
from accesscodes.workflows import redemptions
from accounts import handing_over, refusal_trail
from accounts.http import AuthenticatedRequest, is_own_path
from cases.models import Case
from limiter.http import with_status_of
from portal.errors import Refusal


@never_cache
def case_link(request: AuthenticatedRequest) -> HttpResponse:
    """Leads to the case, or back to where linking was asked for.

    In a session that works for others, the screen is handed over first.
    """
    if not request.user.is_consumer:
        return _handed_over_first(request)
    if Case.objects.of(request.user).exists():
        messages.info(request, _("Your account is linked to your case already."))
        return redirect(_next(request))
    form = LinkForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            redemptions.redeem(
                typed=form.cleaned_data["code"],
                born_on=form.cleaned_data["born_on"],
                by=request.user,
            )
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your account is linked to your case."))
            return redirect(_next(request))
    return with_status_of(render(request, "accesscodes/case_link.html", {"form": form}), refused)


def _next(request: AuthenticatedRequest) -> str:
    """Somewhere on this site; the address of the form holds it, and so survives a wrong code."""
    to = request.GET.get("next", "")
    return to if is_own_path(to) else "cases:my_case"


def _handed_over_first(request: AuthenticatedRequest) -> HttpResponse:
    page = handing_over.page(request, to="accesscodes:case_link")
    if request.method == "POST":
        page.status_code = 403
        refusal_trail.record(request, "WorksForOthers")
    return page
