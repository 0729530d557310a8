"""An assister's own standing and badge, and the check of a badge that anybody can make."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import gates, qr
from accounts.http import AuthenticatedRequest
from accounts.models import Assister, Badge


@require_GET
def standing(request: AuthenticatedRequest) -> HttpResponse:
    """Where an assister stands today: ready, or what is missing and who mends it."""
    if not request.user.is_assister:
        raise PermissionDenied
    return gates.explained(request, request.user.assister, status=200)


@require_GET
@gates.ready_assisters_only
def own_badge(request: AuthenticatedRequest) -> HttpResponse:
    return badge_page(request, request.user.assister)


def badge_page(request: HttpRequest, assister: Assister) -> HttpResponse:
    """The badge as it is printed: its QR code leads to the check of it. 404 for who has none."""
    badge = get_object_or_404(assister.badges.all(), returned_on=None)
    address = settings.SITE_URL + badge.get_absolute_url()
    context = {
        "assister": assister,
        "badge": badge,
        "address": address,
        "qr": qr.as_data_uri(address),
    }
    return render(request, "accounts/badge.html", context)


@login_not_required
@require_GET
@never_cache
def badge_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether this badge is good today. Says whose it is, of which entity, which languages; no more."""
    badge = get_object_or_404(Badge.objects.select_related("assister__entity"), pk=pk)
    is_valid = (
        badge.is_live(timezone.localdate())
        and Assister.objects.ready().filter(pk=badge.assister_id).exists()
    )
    context = {"assister": badge.assister, "is_valid": is_valid}
    return render(request, "accounts/badge_check.html", context)
