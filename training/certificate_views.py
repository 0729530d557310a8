from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import qr
from accounts.http import AuthenticatedRequest
from training.models import Progress

COMPLETED = Progress.objects.filter(completed_at__isnull=False).select_related(
    "course", "user__assister"
)


@require_safe
def certificate(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One's own, to be printed."""
    progress = get_object_or_404(COMPLETED.all(), user=request.user, course__slug=slug)
    address = settings.SITE_URL + progress.certificate_url
    facts = {"progress": progress, "address": address, "qr": qr.as_data_uri(address)}
    return render(request, "training/certificate.html", facts)


@login_not_required
@require_safe
def certificate_verify(request: HttpRequest, pk: str) -> HttpResponse:
    """Whoever was shown a certificate sees that it is genuine: name, course and date, no more."""
    progress = get_object_or_404(COMPLETED.all(), pk=pk)
    response = render(request, "training/certificate_verify.html", {"progress": progress})
    response["X-Robots-Tag"] = "noindex"
    return response
