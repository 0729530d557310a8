"""An assister's book of cases, and the same as a file."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.gates import ready_assisters_only
from accounts.http import AuthenticatedRequest
from cases import search as find
from casework import book as books
from casework import book_csv, book_lines
from casework.filter_forms import BookForm
from casework.views import searching
from casework.views.doors import case_url
from casework.workflows import reads
from portal.asking_again import asked_again

PER_PAGE, MOST = 25, 10_000


@ready_assisters_only
@never_cache
def book(request: AuthenticatedRequest) -> HttpResponse:
    """The cases delegated to this assister, what to do first first. A post only leads to an address."""
    chosen, search = searching.chosen(request, BookForm), searching.of(request)
    form = BookForm(
        request.POST if request.method == "POST" else None, initial={**chosen, "q": search.words}
    )
    if form.is_valid():
        return searching.led(request, form)
    today = timezone.localdate()
    # All ids at once: to count them apart would judge by when each is due a second time.
    found = _lines(request, chosen, search, today).values_list("pk", flat=True)[:MOST]
    page = Paginator(list(found), PER_PAGE).get_page(request.GET.get("page"))
    lines = _read(request, list(page), today)
    reads.note_listed(cases=[line.held.case for line in lines], by=request.user)
    context = {
        "page_obj": page,
        "lines": lines,
        "labels": [label for label, _words in book_lines.COLUMNS.values()],
        "form": form,
        "search": search,
        "is_narrowed": bool(search.words) or chosen["show"] != "all",
        "narrowed_by": request.GET.urlencode(),
    }
    return render(request, "casework/book.html", context)


def _read(request: AuthenticatedRequest, pks: list[UUID], today: date) -> list[book_lines.Line]:
    """In this order; asked of the door once more, so that what ended meanwhile is left out."""
    found = books.with_facts(books.of(request.user, today), today).in_bulk(pks)
    return [
        book_lines.line(
            found[pk],
            today,
            url=case_url(found[pk].case_id),
            end_url=reverse("consent:consumer_end", args=[pk]),
        )
        for pk in pks
        if pk in found
    ]


@ready_assisters_only
@require_POST
@asked_again
def book_export(request: AuthenticatedRequest) -> HttpResponse:
    """What the book is narrowed to, as CSV."""
    chosen, search = searching.chosen(request, BookForm), searching.of(request)
    if search.is_lost:
        messages.warning(
            request, _("No file was made: the search is no longer good. Search again.")
        )
        return redirect("casework:book")
    today = timezone.localdate()
    found = books.with_facts(_lines(request, chosen, search, today), today)
    # At once, so that the file holds what is on record, whatever ends meanwhile.
    lines = list(found[:MOST])
    reads.note_exported(cases=[held.case for held in lines], by=request.user)
    return HttpResponse(
        "".join(book_csv.lines(lines, today)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="cases-{today}.csv"'},
    )


def _lines(
    request: AuthenticatedRequest, chosen: dict[str, str], search: searching.Search, today: date
) -> QuerySet[Any]:
    lines = books.narrowed(books.of(request.user, today), chosen["show"])
    if search.words:
        lines = lines.filter(find.about(search.words, "case__"))
    return books.ordered(lines, chosen["order"])
