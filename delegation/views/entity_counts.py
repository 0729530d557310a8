"""What an entity's contact sees of delegations: counts and ages, nobody's name but their assisters'."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from accounts.models import Assister
from delegation.models import Delegation
from portal.paginators import CappedPaginator


@never_cache
@require_GET
def entity_consumers(request: AuthenticatedRequest) -> HttpResponse:
    if not request.user.is_contact:
        raise PermissionDenied
    entity = request.user.entity_contact.entity
    here = Q(delegations__entity=entity)
    assisters = (
        Assister.objects.filter(entity=entity, affiliations__in=entity.affiliations.open())
        .annotate(
            active=Count("delegations", filter=here & Q(delegations__state="active")),
            waiting=Count("delegations", filter=here & Q(delegations__state="pending")),
            oldest=Min("delegations__asked_at", filter=here & Q(delegations__state="pending")),
        )
        .order_by("last_name", "first_name", "pk")
    )
    ended = Delegation.objects.filter(entity=entity, reason__in=Delegation.LEFT)
    context = {
        "entity": entity,
        "page_obj": CappedPaginator(assisters, 25).get_page(request.GET.get("page")),
        "left": ended.count(),
        "to_choose": ended.orphaned().count(),
    }
    return render(request, "delegation/entity_consumers.html", context)
