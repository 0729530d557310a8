"""The assister's pages, while they are ready: who asks; and stopping, which one may always."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.gates import ready_assisters_only
from accounts.http import AuthenticatedRequest
from delegation.consent_forms import ReasonForm
from delegation.errors import DelegationError
from delegation.models import Delegation
from delegation.models.delegations import DelegationQuerySet
from delegation.workflows import delegations, reads
from portal.paginators import CappedPaginator

PER_PAGE = 25


@ready_assisters_only
@never_cache
@require_GET
def request_list(request: AuthenticatedRequest) -> HttpResponse:
    waiting = _theirs(request).pending().order_by("asked_at", "pk")
    page = CappedPaginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    reads.note_listed(rows=page, by=request.user)
    return render(request, "delegation/request_list.html", {"page_obj": page})


@ready_assisters_only
@require_POST
def request_accept(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(_theirs(request), pk=pk)
    try:
        delegations.accept(delegation=asked.pk, by=request.user)
    except DelegationError as refusal:
        messages.warning(request, str(refusal))
    else:
        name = asked.case.contact_name
        messages.success(request, _("You can now help %(name)s.") % {"name": name})
        return redirect("casework:case_page", asked.case_id)
    return redirect("consent:request_list")


@ready_assisters_only
@never_cache
def request_decline(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(_theirs(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            delegations.decline(
                delegation=asked.pk, reason=form.cleaned_data["reason"], by=request.user
            )
        except DelegationError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("You have declined. The consumer is told why."))
        return redirect("consent:request_list")
    reads.note(delegation=asked, by=request.user)
    context = {"form": form, "delegation": asked}
    return render(request, "delegation/request_decline.html", context)


@never_cache
def consumer_end(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Also while one is not ready: nobody is held to help. Pressed twice, it is said that it has ended."""
    if not request.user.is_assister:
        raise PermissionDenied
    among = _theirs(request) if request.method == "POST" else _theirs(request).active()
    delegation = get_object_or_404(among, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            delegations.resign(
                delegation=delegation.pk, reason=form.cleaned_data["reason"], by=request.user
            )
        except DelegationError as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("It has ended. The consumer is told why."))
        return redirect("accounts:dashboard")
    reads.note(delegation=delegation, by=request.user)
    context = {"form": form, "delegation": delegation}
    return render(request, "delegation/consumer_end.html", context)


def _theirs(request: AuthenticatedRequest) -> DelegationQuerySet:
    return Delegation.objects.filter(assister__user=request.user).with_people()
