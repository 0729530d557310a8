from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.gates import ready_assisters_only
from accounts.http import AuthenticatedRequest
from cases import search as find
from casework import board
from casework.filter_forms import BoardForm
from casework.views import searching
from casework.workflows import reads
from portal.paginators import CappedPaginator


@ready_assisters_only
@never_cache
def renewal_board(request: AuthenticatedRequest) -> HttpResponse:
    """All cases delegated to an assister, by the day on which they are to be renewed."""
    chosen, search = searching.chosen(request, BoardForm), searching.of(request)
    form = BoardForm(
        request.POST if request.method == "POST" else None, initial={**chosen, "q": search.words}
    )
    if form.is_valid():
        return searching.led(request, form)
    today = timezone.localdate()
    found = board.narrowed(board.of(request.user, today), chosen["progress"])
    if search.words:
        found = found.filter(find.about(search.words))
    page = CappedPaginator(found, 25).get_page(request.GET.get("page"))
    reads.note_listed(cases=page, by=request.user)
    rows = [
        {
            "case": case,
            "url": reverse("casework:renewal_detail", args=[case.pk]),
            "progress": board.Progress(case.progress),
            "lacks_consent": case.progress not in board.FINISHED
            and (case.consent_until is None or case.consent_until < today),
        }
        for case in page
    ]
    context = {"page_obj": page, "rows": rows, "form": form, "search": search, **chosen}
    return render(request, "casework/renewal_board.html", context)
