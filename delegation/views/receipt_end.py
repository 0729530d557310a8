"""Ending without signing in: the receipt, and the date of birth."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from delegation import receipts
from delegation.consent_forms import ReceiptForm
from delegation.errors import NotOpen
from delegation.workflows import endings
from limiter.http import with_status_of
from portal.errors import Refusal


@login_not_required
@never_cache
def end_by_receipt(request: HttpRequest) -> HttpResponse:
    """Says the same of whatever is wrong; the link only saves typing the code."""
    token = request.POST.get("receipt") or request.GET.get("receipt", "")
    link = receipts.of_link(token)
    form = ReceiptForm(
        request.POST if request.method == "POST" else None,
        by_link=link is not None,
        initial={"receipt": token},
    )
    refused = None
    if form.is_valid():
        try:
            endings.end_by_receipt(
                link=link,
                typed=form.cleaned_data.get("code", ""),
                born_on=form.cleaned_data["born_on"],
                by=request.user if isinstance(request.user, User) else None,
            )
            return redirect("consent:ended")
        except NotOpen:
            return redirect("consent:ended")
        except Refusal as refusal:
            refused = refusal
            form.add_error(None, str(refusal))
    context = {"form": form, "by_link": link is not None}
    return with_status_of(render(request, "delegation/receipt_end.html", context), refused)


@login_not_required
@require_GET
def ended(request: HttpRequest) -> HttpResponse:
    """The same for everybody: that it has ended, whenever that was."""
    return render(request, "delegation/ended.html")
