from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedRequest
from casework import board
from casework.workflows import reads
from portal.paginators import CappedPaginator


@never_cache
@require_safe
def renewal_board(request: AuthenticatedRequest) -> HttpResponse:
    """All cases delegated to an assister, by the day on which they are to be renewed."""
    if not request.user.is_assister:
        raise Http404
    chosen = request.GET.get("progress", "")
    chosen = chosen if chosen in board.FILTERS else "todo"
    today = timezone.localdate()
    found = board.narrowed(board.of(request.user, today), chosen)
    page_obj = CappedPaginator(found, 25).get_page(request.GET.get("page"))
    reads.note_board(by=request.user)
    rows = [
        {
            "case": case,
            "url": reverse("casework:renewal_detail", args=[case.pk]),
            "progress": board.Progress(case.progress),
            "lacks_consent": case.consent_until is None or case.consent_until < today,
        }
        for case in page_obj
    ]
    filters = [(key, label, key == chosen) for key, (label, _q) in board.FILTERS.items()]
    context = {"page_obj": page_obj, "rows": rows, "filters": filters, "chosen": chosen}
    return render(request, "casework/renewal_board.html", context)
