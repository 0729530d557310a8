"""Saving a draft: as one types, to go on later, or on the way to the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.http import AuthenticatedRequest
from casework.errors import CaseClosed, EditedElsewhere, NotEditable
from casework.statement_forms import StatementForm
from casework.views.doors import Door, closed

Shown = Callable[..., HttpResponse]


def version_of(request: AuthenticatedRequest) -> int:
    """Which edit the page had before it; 0, which none is, for what is no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def saved(
    request: AuthenticatedRequest,
    door: Door,
    form: StatementForm,
    *,
    save: Callable[[], int],
    show: Shown,
    detail_url: str,
    later_url: str,
    next_url: Callable[[], str],
) -> HttpResponse:
    """What the page answers once ``save`` has kept what was typed, or was refused."""
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        version = save()
    except CaseClosed:
        return closed(request, door.case.pk, part=door.part)
    except NotEditable as refusal:
        if by_script:
            return _problem(refusal)
        messages.info(request, str(refusal))
        return redirect(detail_url)
    except EditedElsewhere as refusal:
        return _problem(refusal) if by_script else show(form.quiet(), elsewhere=True)
    if by_script:
        return JsonResponse({"version": version})
    if "later" in request.POST:
        messages.success(request, _("It is saved. You can go on whenever you like."))
        return redirect(later_url)
    return redirect(next_url()) if form.is_valid() else show(form, version=version)


def _problem(refusal: Any) -> JsonResponse:
    return JsonResponse({"problem": str(refusal)}, status=409)
