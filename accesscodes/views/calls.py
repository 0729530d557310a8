"""The list of calls, and a call's beginning and end."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accesscodes import call_csv
from accesscodes.errors import CallEnded, CallOpen
from accesscodes.forms import CallFilterForm
from accesscodes.models import AccessCode, HelpLineCall, IdentityCheck
from accesscodes.views import call_pages
from accesscodes.views.call_pages import on_own_call, takes_calls
from accesscodes.workflows import calls, exports, reads
from accounts.http import AuthenticatedRequest
from portal.asking_again import asked_again
from portal.paginators import CappedPaginator

PAGE = 25


@takes_calls
@never_cache
@require_GET
def call_list(request: AuthenticatedRequest) -> HttpResponse:
    """Calls of a day, one's own or, for a supervisor, everybody's; and the codes that are open now."""
    sees_all = request.user.has_perm("accesscodes.see_all_calls")
    form = CallFilterForm(request.GET or None)
    found = _filtered(request, form)
    watched = AccessCode.objects.live().issued_to_be_watched_by(request.user)
    codes = watched.select_related("issued_by").order_by("-expires_at", "-pk")[: PAGE + 1]
    context = {
        "form": form,
        "page_obj": CappedPaginator(found, PAGE).get_page(request.GET.get("page")),
        "codes": list(codes),
        "most_codes": PAGE,
        "open_call": HelpLineCall.objects.of(request.user).open().first(),
        "sees_all": sees_all,
        "held": IdentityCheck.objects.holding().count() if sees_all else 0,
        "filtered_by": request.GET.urlencode(),
        "day": _day(form),
    }
    return render(request, "accesscodes/call_list.html", context)


def _day(form: CallFilterForm) -> date:
    told: date | None = _cleaned(form).get("day")
    return told or timezone.localdate()


def _cleaned(form: CallFilterForm) -> dict[str, Any]:
    form.is_valid()
    return getattr(form, "cleaned_data", {})


def _filtered(request: AuthenticatedRequest, form: CallFilterForm) -> QuerySet[HelpLineCall]:
    wanted = _cleaned(form)
    seen = HelpLineCall.objects.visible_to(request.user).begun_on(_day(form))
    found = seen.having(wanted["outcome"]) if wanted.get("outcome") else seen.with_outcome()
    found = found.select_related("by", "assister__entity")
    if wanted.get("who"):
        found = found.filter(by__username__iexact=wanted["who"])
    return found


@takes_calls
@require_POST
def call_start(request: AuthenticatedRequest) -> HttpResponse:
    try:
        call = calls.start(by=request.user)
    except CallOpen as refusal:
        messages.warning(request, str(refusal))
        return redirect("accesscodes:call_list")
    return redirect("accesscodes:call_caller", call.pk)


@takes_calls
@never_cache
@require_GET
def call_detail(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """Where one's open call goes on; of any other call, what became of it."""
    seen = HelpLineCall.objects.visible_to(request.user).with_outcome()
    call = get_object_or_404(seen.select_related("by", "assister__entity", "case"), pk=pk)
    if call.is_open and call.by_id == request.user.pk:
        return redirect(call_pages.next_step(call), call.pk)
    reads.note_call(call=call, by=request.user)
    context = {
        "call": call,
        "checks": call.checks.all(),
        "codes": call.codes.all(),
        "live_code": call.codes.live().first(),
    }
    return render(request, "accesscodes/call_detail.html", context)


@on_own_call
@require_POST
def call_end(request: AuthenticatedRequest, call: HelpLineCall) -> HttpResponse:
    with suppress(CallEnded):  # pressed twice, it has ended once
        calls.end(call=call.pk, by=request.user)
    messages.success(request, _("The call has ended."))
    return redirect("accesscodes:call_list")


@takes_calls
@require_POST
@asked_again
def call_export(request: AuthenticatedRequest) -> HttpResponseBase:
    """The calls that the list is filtered to, as CSV, with ids and states only."""
    form = CallFilterForm(request.GET or None)
    found = _filtered(request, form)
    exports.note(rows=found.count(), by=request.user)
    name = f"calls-{_day(form).isoformat()}.csv"
    return StreamingHttpResponse(
        call_csv.lines(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
